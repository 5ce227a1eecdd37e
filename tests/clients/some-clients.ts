// A home with clients in it, a real catalog and real files: what linking needs, without an engine.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCatalog } from '../../core/catalog/create-catalog.ts';
import { type ClientsParts, clientsFolder, createClients } from '../../core/clients/clients.ts';
import { type Env, ownConfigFile, places } from '../../core/places.ts';

export interface Published {
  type: string;
  message: string;
  data: { client: string; file: string; lost: boolean };
}

export async function someClients(more: Partial<ClientsParts> & { env?: Env } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'rh-clients-'));
  const env: Env = { HOME: home, ROUNDHOUSE_HOME: join(home, 'rh'), ...more.env };
  const at = places(env, 'linux');
  const catalog = createCatalog({ places: at, env, platform: 'linux', approvals: { isApproved: () => false } });
  const published: Published[] = [];
  const make = () =>
    createClients({
      user: home,
      env,
      platform: 'linux',
      folder: clientsFolder(at.data),
      bridge: { command: process.execPath, args: [join(home, 'roundhouse.mjs')] },
      ownFile: () => ownConfigFile(at),
      ownPorts: () => [4747],
      profiles: () => ['default', 'ops', ...catalog.current().settings.gateway.profiles.map(({ name }) => name), 'work'],
      imported: () => catalog.imported(),
      reload: async () => void (await catalog.reload()),
      publish: (type, message, data) => published.push({ type, message, data }),
      now: () => new Date(),
      ...more,
    });
  const put = (path: string, content: unknown): string => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : `${JSON.stringify(content, null, 2)}\n`);
    return file;
  };
  put('roundhouse.mjs', '');
  await catalog.load();
  const clients = make();
  return {
    home,
    env,
    at,
    catalog,
    clients,
    /** as after a restart of the engine */
    make,
    published,
    put,
    read: (path: string) => readFileSync(join(home, path), 'utf8'),
    bytes: (path: string) => readFileSync(join(home, path)),
    own: join(home, 'rh', 'roundhouse.yaml'),
    async end() {
      await clients.close();
      await catalog.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
export type SomeClients = Awaited<ReturnType<typeof someClients>>;
