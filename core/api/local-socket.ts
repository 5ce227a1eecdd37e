// The local socket beside the port: a Unix socket that only its owner may open, a named pipe on Windows.
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../../contract/errors.ts';

/** null where the path is longer than the system takes (about a hundred bytes). */
export function localSocketPath(run: string, platform: NodeJS.Platform = process.platform): string | null {
  if (platform === 'win32') return `\\\\.\\pipe\\roundhouse-${createHash('sha256').update(run).digest('hex').slice(0, 16)}`;
  const path = join(run, 'daemon.sock');
  return Buffer.byteLength(path) < (platform === 'linux' ? 108 : 104) ? path : null;
}

/** Listens there. What an engine that was killed left behind is removed; a socket that answers, or a file that is none, is not touched. */
export async function claimSocket(path: string, bind: (path: string) => Promise<void>): Promise<void> {
  const isPipe = path.startsWith('\\\\');
  if (!isPipe) await removeStale(path);
  await bind(path);
  if (!isPipe) chmodSync(path, 0o600);
}

async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw new Failure('conflict', `${path} is in the way and is no socket: move it elsewhere.`);
  if (await answers(path)) throw new Failure('conflict', `Another engine listens on ${path}.`);
  unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const say = (answer: boolean) => {
      probe.destroy();
      resolve(answer);
    };
    probe.once('connect', () => say(true));
    probe.once('error', () => say(false));
    // a listener that does not even accept within this lives, but is in trouble: not ours to remove
    probe.setTimeout(1000, () => say(true));
  });
}
