// A packaged app without Electron: its binary is this Node, which says that it is Electron's, and only while it is told to be a Node.
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface PackagedApp {
  binary: string;
  resources: string;
  launcher: string;
}

/** As on Linux: the binary, and `resources/` beside it. Needs the build. */
export function packagedApp(folder: string): PackagedApp {
  const binary = join(folder, 'roundhouse-desktop');
  const resources = join(folder, 'resources');
  mkdirSync(resources, { recursive: true });
  const preload = join(folder, 'as-node.cjs');
  writeFileSync(
    preload,
    `process.execPath = ${JSON.stringify(binary)};
Object.defineProperty(process.versions, 'electron', { value: '45.4.1', enumerable: true });`,
  );
  writeFileSync(
    binary,
    `#!/bin/sh
if [ -z "$ELECTRON_RUN_AS_NODE" ]; then echo "a window would open" >&2; exit 70; fi
exec '${process.execPath}' --require '${preload}' "$@"
`,
  );
  chmodSync(binary, 0o755);
  cpSync(join(root, 'resources', 'bin'), join(resources, 'bin'), { recursive: true });
  symlinkSync(join(root, 'dist', 'cli'), join(resources, 'cli'));
  symlinkSync(join(root, 'dist', 'renderer'), join(resources, 'renderer'));
  return { binary, resources, launcher: join(resources, 'bin', 'roundhouse') };
}

/** What an AppImage does when it is run: mounts itself, and puts a word of its own first where the system has no user namespaces. */
export function appImageOf(app: PackagedApp, file: string): void {
  writeFileSync(
    file,
    `#!/usr/bin/env bash
export APPIMAGE="$0" APPDIR='${join(app.binary, '..')}'
own=(--no-sandbox)
for arg in "$@"; do if [ "$arg" = --no-sandbox ]; then own=(); fi; done
exec '${app.binary}' "\${own[@]}" "$@"
`,
  );
  chmodSync(file, 0o755);
}
