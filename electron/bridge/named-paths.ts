// Which files and folders may be shown in the system's file manager: those that the engine itself names to people, each exactly.
import { realpath } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { Client } from '../../contract/client.ts';

export type NamedPaths = Pick<Client, 'settings' | 'config' | 'clients' | 'listServers'>;

/** everything that the page can say a path of */
export async function pathsNamedBy(engine: NamedPaths): Promise<string[]> {
  const [settings, config, clients, servers] = await Promise.all([
    engine.settings({}),
    engine.config({}),
    engine.clients({}),
    engine.listServers({}),
  ]);
  return [
    settings.home,
    ...Object.values(settings.folders),
    config.path,
    ...config.files.map(({ file }) => file),
    ...config.imported.map(({ file }) => file),
    ...Object.values(config.origins).map(({ file }) => file),
    ...servers.flatMap(({ sources }) => sources.map(({ file }) => file)),
    ...clients.flatMap(({ file, backup }) => (backup === null ? [file] : [file, backup])),
  ];
}

type RealPath = (path: string) => Promise<string>;

/**
 * The named path that is meant, or null. Compared as a whole, never by how it begins; a path that leads to the same place by links is
 * the same. Nothing on the network is touched on behalf of a path that nobody named: Windows would sign in there.
 */
export async function namedPath(
  asked: string,
  named: readonly string[],
  platform: NodeJS.Platform = process.platform,
  real: RealPath = realpath,
): Promise<string | null> {
  const { isAbsolute, normalize } = platform === 'win32' ? win32 : posix;
  const known = named.filter(isAbsolute);
  if (!isAbsolute(asked)) return null;
  const same = platform === 'win32' ? (path: string) => normalize(path).toLowerCase() : normalize;
  const exactly = known.find((each) => same(each) === same(asked));
  if (exactly !== undefined) return exactly;
  if (platform === 'win32' && !/^[A-Za-z]:[\\/]/.test(asked)) return null;
  // what is not there leads nowhere
  const place = await real(asked).catch(() => null);
  if (place === null) return null;
  for (const each of known) if ((await real(each).catch(() => null)) === place) return each;
  return null;
}
