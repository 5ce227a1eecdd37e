// Starts an engine in the background for the commands that need one, and waits until its API answers.
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { places } from '../core/places.ts';
import { CommandFailure } from './exit.ts';
import { type FoundEngine, findEngine } from './find-engine.ts';
import type { Io } from './io.ts';
import { ownCommand } from './own-command.ts';
import { sanitise } from './print/sanitise.ts';

const patienceMs = 15_000;
/** another engine may have won the race for this home: it gets this long to answer after ours gave up */
const graceForWinnerMs = 3_000;
const keepLogBytes = 1_000_000;

export async function findOrStartEngine(io: Io): Promise<FoundEngine> {
  const running = findEngine(io.env);
  if (running) return running;
  io.say('No engine is running: starting one in the background.');
  const engine = await startEngine(io);
  io.say(`The engine is running at ${engine.url} (pid ${engine.pid}). \`roundhouse shutdown\` ends it.`);
  return engine;
}

async function startEngine(io: Io): Promise<FoundEngine> {
  const log = openStartLog(places(io.env).run);
  const self = ownCommand(io);
  const child = spawn(self.command, [...self.args, 'serve', '--background', ...(io.config === null ? [] : ['--config', io.config])], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...cleanEnvironment(io.env), ...self.env },
    windowsHide: true,
  });
  let ended: string | null = null;
  child.on('error', (error) => {
    ended = `it could not be started: ${error.message}`;
  });
  child.on('exit', (code, signal) => {
    ended = `it ended at once (${signal ?? `exit code ${code}`})`;
  });
  child.unref();
  try {
    let giveUpAt = performance.now() + patienceMs;
    let shortened = false;
    let contact: 'ready' | 'alive' | null = null;
    while (performance.now() < giveUpAt) {
      const engine = findEngine(io.env);
      contact = engine && (await contactOf(engine));
      if (engine && contact === 'ready') return engine;
      if (ended !== null && !shortened) {
        shortened = true;
        giveUpAt = Math.min(giveUpAt, performance.now() + graceForWinnerMs);
      }
      await sleep(25);
    }
    // it lives and answers, though it is not done with coming up: what was asked for can be asked of it
    const slow = contact === 'alive' ? findEngine(io.env) : null;
    if (slow) return slow;
    const why = ended ?? `it did not answer within ${patienceMs / 1000} s (it goes on trying, pid ${child.pid})`;
    const last = log.lastLines(5);
    throw new CommandFailure(`the engine did not come up: ${why}.${last === '' ? '' : `\n${last}\n`} More in ${log.file}.`);
  } finally {
    log.close();
  }
}

async function contactOf(engine: FoundEngine): Promise<'ready' | 'alive' | null> {
  try {
    const response = await fetch(`${engine.url}/ready`, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok ? 'ready' : 'alive';
  } catch {
    return null; // not yet
  }
}

/**
 * What belongs to the process that we are, not to the engine: a mark of another engine's child would make it a stray, PORT is
 * a word to whoever calls `serve`, and the token is the client's whose bridge we are.
 */
function cleanEnvironment(env: Io['env']): NodeJS.ProcessEnv {
  const clean = { ...env };
  for (const key of Object.keys(clean)) if (key === 'PORT' || /^ROUNDHOUSE_(MARK|TOKEN)/.test(key)) delete clean[key];
  return clean;
}

interface StartLog {
  fd: number;
  file: string;
  lastLines(count: number): string;
  close(): void;
}

function openStartLog(folder: string): StartLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // not beside the logs: there each name may be a server's
  const file = join(folder, 'start.log');
  try {
    if (statSync(file).size > keepLogBytes) truncateSync(file);
  } catch {
    // not there yet
  }
  const fd = openSync(file, 'a', 0o600);
  const from = fstatSync(fd).size;
  return {
    fd,
    file,
    close: () => closeSync(fd),
    lastLines(count) {
      const reader = openSync(file, 'r');
      try {
        const buffer = Buffer.alloc(Math.min(64_000, Math.max(0, fstatSync(reader).size - from)));
        const length = readSync(reader, buffer, 0, buffer.length, Math.max(from, fstatSync(reader).size - buffer.length));
        const lines = buffer.toString('utf8', 0, length).split('\n');
        return lines
          .map((line) => sanitise(line, false).trim())
          .filter(Boolean)
          .slice(-count)
          .map((line) => `  ${line}`)
          .join('\n');
      } finally {
        closeSync(reader);
      }
    },
  };
}
