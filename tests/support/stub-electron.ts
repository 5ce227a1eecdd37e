// Electron's distribution for Linux as the packagers see it: files of the right names, with fuses that can be set and read. It runs nothing.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
export const electronVersion = (JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string })
  .version;

/** the words that @electron/fuses looks for, its version, and how many there are */
const fuseWire = ['dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', '\x01', '\x09', '101100011'];

export function stubElectron(folder: string): void {
  for (const name of ['', 'resources', 'locales']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\nexit 70\n${fuseWire.join('')}\n`, 'latin1');
  for (const name of ['chrome-sandbox', 'version', 'LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak']) {
    writeFileSync(join(folder, name), name === 'version' ? electronVersion : name);
  }
  chmodSync(join(folder, 'electron'), 0o755);
  chmodSync(join(folder, 'chrome-sandbox'), 0o755);
}

/** As it is downloaded. Needs `zip`. */
export function stubElectronZip(folder: string, distribution: string): void {
  mkdirSync(folder, { recursive: true });
  const zip = spawnSync('zip', ['-qr', join(folder, `electron-v${electronVersion}-linux-x64.zip`), '.'], { cwd: distribution });
  if (zip.status !== 0) throw new Error(`zip failed: ${zip.error?.message ?? zip.stderr}`);
}
