// The run folder: how other programs of this user find the engine, and the secret that lets them in.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '../store/atomic-file.ts';

export const runFile = z.object({
  pid: z.number().int(),
  startedAt: z.iso.datetime(),
  url: z.string(),
  socket: z.string().nullable(),
  tokenFile: z.string(),
  version: z.string(),
});
export type RunFile = z.infer<typeof runFile>;

export interface RunFiles {
  /** a new one for each start, already written to `run/token` */
  token: string;
  tokenFile: string;
  /** writes `run/daemon.json`: call it when the API answers, and again when the folder was deleted under a running engine */
  announce(facts: Omit<RunFile, 'tokenFile'>): void;
  /** removes both, if they are still ours */
  withdraw(): void;
}

/** Call it while the lock of the home is held: it overwrites what an engine that was killed left behind. */
export function createRunFiles(run: string): RunFiles {
  mkdirSync(run, { recursive: true, mode: 0o700 });
  chmodSync(run, 0o700);
  const [daemonFile, tokenFile] = [join(run, 'daemon.json'), join(run, 'token')];
  rmSync(daemonFile, { force: true });
  const token = randomBytes(32).toString('base64url');
  writeAtomic(tokenFile, token);
  return {
    token,
    tokenFile,
    announce(facts) {
      if (readText(tokenFile) !== token) writeAtomic(tokenFile, token);
      writeAtomic(daemonFile, `${JSON.stringify({ ...facts, tokenFile }, null, 2)}\n`);
    },
    withdraw() {
      if (readText(tokenFile) !== token) return;
      rmSync(daemonFile, { force: true });
      rmSync(tokenFile, { force: true });
    },
  };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // gone already
  }
}
