// Makes this Node process look like Electron's main process, and says which app it is to run.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Host {
  /** our `electron`, which process.execPath names */
  binary: string;
  /** arguments as the app sees them, without the binary */
  args: readonly string[];
  appPath: string;
  /** the main bundle */
  entry: string;
  name: string;
  version: string;
  isPackaged: boolean;
  /** socket of the control channel; null: nobody listens */
  controlSocket: string | null;
}

interface Manifest {
  name?: string;
  productName?: string;
  version?: string;
  main?: string;
}

let known: Host | null = null;

export function host(): Host {
  if (!known) throw new Error('The host has not been told yet which app it runs.');
  return known;
}

export function becomeElectron(args: string[], env: NodeJS.ProcessEnv): Host {
  const resources = env.ELECTRON_HOST_RESOURCES ?? null;
  const asked = resources ? join(resources, 'app') : args.find((arg) => !arg.startsWith('-'));
  if (asked === undefined) throw new Error('Which app? Say its folder or its main file: `electron .`');
  const given = resolve(asked);
  const isFolder = statSync(given).isDirectory();
  const appPath = isFolder ? given : dirname(given);
  const manifest = isFolder ? (JSON.parse(readFileSync(join(given, 'package.json'), 'utf8')) as Manifest) : {};
  const binary = env.ELECTRON_HOST_BINARY ?? process.execPath;

  known = {
    binary,
    args,
    appPath,
    entry: isFolder ? join(given, manifest.main ?? 'index.js') : given,
    name: manifest.productName ?? manifest.name ?? 'Electron',
    version: manifest.version ?? '45.4.1',
    isPackaged: resources !== null,
    controlSocket: env.ELECTRON_HOST_CONTROL ?? null,
  };
  process.argv = [binary, ...args];
  process.execPath = binary;
  for (const [name, value] of Object.entries({ electron: '45.4.1', chrome: '156.0.8078.79' })) {
    Object.defineProperty(process.versions, name, { value, enumerable: true });
  }
  const beyondNode = {
    type: 'browser',
    resourcesPath: resources ?? join(dirname(binary), 'resources'),
    ...(resources ? {} : { defaultApp: true }),
  };
  for (const [name, value] of Object.entries(beyondNode)) {
    Object.defineProperty(process, name, { value, enumerable: true, configurable: true });
  }
  return known;
}
