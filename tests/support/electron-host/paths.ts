// app.getPath on Linux.
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { host } from './identity.ts';

export type PathName = Parameters<Electron.App['getPath']>[0];

const changed = new Map<string, string>();

const usual: Record<string, () => string> = {
  home: homedir,
  appData: () => process.env.XDG_CONFIG_HOME || join(homedir(), '.config'),
  userData: () => switchValue('user-data-dir') ?? join(getPath('appData'), host().name),
  sessionData: () => getPath('userData'),
  temp: tmpdir,
  exe: () => host().binary,
  module: () => host().binary,
  assets: () => dirname(host().binary),
  desktop: () => join(homedir(), 'Desktop'),
  documents: () => join(homedir(), 'Documents'),
  downloads: () => join(homedir(), 'Downloads'),
  music: () => join(homedir(), 'Music'),
  pictures: () => join(homedir(), 'Pictures'),
  videos: () => join(homedir(), 'Videos'),
  logs: () => join(getPath('userData'), 'logs'),
  crashDumps: () => join(getPath('userData'), 'Crashpad'),
};

export function getPath(name: string): string {
  const path = changed.get(name) ?? usual[name]?.();
  if (path === undefined) throw new Error(`Failed to get '${name}' path`);
  return path;
}

export function setPath(name: string, path: string): void {
  if (!path.startsWith('/')) throw new Error('Path must be absolute');
  if (!usual[name]) throw new Error(`Failed to set path`);
  changed.set(name, path);
}

/** The folder is there afterwards, as Chromium makes sure of at its start. */
export function madePath(name: string): string {
  const path = getPath(name);
  mkdirSync(path, { recursive: true });
  return path;
}

function switchValue(name: string): string | undefined {
  const prefix = `--${name}=`;
  return host()
    .args.find((arg) => arg.startsWith(prefix))
    ?.slice(prefix.length);
}
