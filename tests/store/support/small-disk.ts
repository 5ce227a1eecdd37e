// A disk that can be filled and freed at will: a small tmpfs where that is permitted, otherwise this process's own limit of file size.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  kind: 'tmpfs' | 'file size limit';
  folder: string;
  fill(): void;
  free(): void;
  remove(): void;
}

export function smallDisk(sizeKiB = 4096): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'rh-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'tmpfs', folder], { stdio: 'ignore' });
  if (mounted.status === 0) return tmpfs(folder);
  return limited(folder);
}

function tmpfs(folder: string): SmallDisk {
  const ballast = join(folder, 'ballast');
  return {
    kind: 'tmpfs',
    folder,
    fill() {
      const file = openSync(ballast, 'a');
      try {
        // page by page at the end, so that not even a small append finds room
        for (const size of [65_536, 4_096]) writeUntilRefused(file, Buffer.alloc(size));
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      const result = spawnSync('umount', ['-l', folder]);
      if (result.status !== 0) throw new Error(`umount failed: ${result.stderr}`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeUntilRefused(file: number, data: Buffer): void {
  try {
    for (;;) if (writeSync(file, data) < data.length) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function limited(folder: string): SmallDisk {
  const ignore = (): void => {}; // without a listener the signal ends the process instead of failing the write
  process.on('SIGXFSZ', ignore);
  const limit = (size: string): void => {
    const result = spawnSync('prlimit', [`--fsize=${size}:`, '--pid', String(process.pid)], { encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`neither a tmpfs nor a limit can be had here: ${result.stderr}`);
  };
  const free = (): void => limit('unlimited');
  return {
    kind: 'file size limit',
    folder,
    fill: () => limit('1'),
    free,
    remove() {
      free();
      process.off('SIGXFSZ', ignore);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
