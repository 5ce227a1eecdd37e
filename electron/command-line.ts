// How the command line that came with this app is run from outside: by the clients that are linked, which know no PATH.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BridgeCommand } from '../core/clients/bridge-entry.ts';
import { ownAppImage } from './app-image.ts';

export interface Installation {
  packaged: boolean;
  platform: NodeJS.Platform;
  /** Electron's binary, whatever it is called */
  execPath: string;
  /** of the packaged app */
  resourcesPath: string;
  /** the folder of package.json and dist */
  appPath: string;
  /** the file that an AppImage was run from; null: it is none */
  appImage: string | null;
  /** our own folder for data */
  data: string;
}

/** Of the app that runs. */
export function thisInstallation(
  app: { isPackaged: boolean; getAppPath(): string },
  around: Pick<NodeJS.Process, 'platform' | 'env' | 'execPath'> & { resourcesPath: string },
  data: string,
): Installation {
  const { platform, execPath, resourcesPath, env } = around;
  return {
    packaged: app.isPackaged,
    platform,
    execPath,
    resourcesPath,
    appPath: app.getAppPath(),
    appImage: ownAppImage(execPath, env),
    data,
  };
}

/** Stable paths only: an entry in a client's file has to work after an update, too. */
export function commandLineOf({ packaged, platform, execPath, resourcesPath, appPath, appImage, data }: Installation): BridgeCommand {
  const asNode = { ELECTRON_RUN_AS_NODE: '1' };
  if (!packaged) return { command: execPath, args: [join(appPath, 'dist', 'cli', 'main.js')], env: asNode };
  // clients run programs, not batch files
  if (platform === 'win32') return { command: execPath, args: [join(resourcesPath, 'cli', 'main.js')], env: asNode };
  return { command: appImage ? join(data, 'bin', 'roundhouse') : join(resourcesPath, 'bin', 'roundhouse'), args: [] };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** An AppImage is mounted elsewhere each time and holds its files only then, so what runs it lies outside. */
export function appImageLauncher(appImage: string, launcher: string): string {
  const code = [
    'process.argv.pop()',
    'const at = require("node:path").join(process.execPath, "..", "resources", "cli", "main.js")',
    'import(require("node:url").pathToFileURL(at).href)',
  ].join('; ');
  return `#!/bin/sh
# Written by Roundhouse whenever it starts: runs the command line inside of its AppImage, without opening a window.
# The last word stops the AppImage from putting the same word first, where a Node would not know it. A Node has no sandbox.
ELECTRON_RUN_AS_NODE=1 ROUNDHOUSE_LAUNCHER=${quoted(launcher)} exec ${quoted(appImage)} -e ${quoted(code)} -- roundhouse "$@" --no-sandbox
`;
}

/** The command line's command, which works from now on. */
export async function prepareCommandLine(installation: Installation): Promise<BridgeCommand> {
  const bridge = commandLineOf(installation);
  const { appImage, packaged, platform, data } = installation;
  if (!packaged || platform !== 'linux' || !appImage) return bridge;
  const text = appImageLauncher(appImage, bridge.command);
  if ((await readFile(bridge.command, 'utf8').catch(() => null)) === text) return bridge; // null: not written yet
  await mkdir(join(data, 'bin'), { recursive: true, mode: 0o700 });
  // renamed into place: a client may be running it just now
  const aside = `${bridge.command}.${process.pid}`;
  await writeFile(aside, text, { mode: 0o755 });
  await chmod(aside, 0o755);
  await rename(aside, bridge.command);
  return bridge;
}
