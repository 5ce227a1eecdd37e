// What each fault at its full size shares: one line at the end, figures of processes, and engines that are always cleaned up.
import { readdirSync, readFileSync } from 'node:fs';
import { LiveEngine, type Setup } from '../support/live-engine.ts';

/** Runs one fault and says in one line how it went. `run` returns its figures in words, or throws. */
export async function fault(name: string, run: () => Promise<string>): Promise<void> {
  const began = performance.now();
  let line: string;
  try {
    line = `ok ${name}: ${await run()}`;
  } catch (error) {
    line = `FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`;
    if (process.env.SOAK_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${line} [${Math.round((performance.now() - began) / 1_000)} s]\n`);
}

/** An engine for as long as `use` takes; whatever it leaves alive is a failure. */
export async function withEngine<T>(setup: Setup, use: (engine: LiveEngine) => Promise<T>): Promise<T> {
  const engine = new LiveEngine(setup);
  let result: T;
  try {
    await engine.start();
    result = await use(engine);
  } catch (error) {
    // the first failure is the one to tell
    await engine.close().catch(() => {});
    throw error;
  }
  await engine.close();
  return result;
}

export function must(what: string, is: boolean): void {
  if (!is) throw new Error(what);
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
export const most = (numbers: number[]): number => numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
export const mean = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

export const rss = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
export const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Children that ended and that nobody has taken notice of. */
export function zombies(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [state, ppid] = readFileSync(`/proc/${pid}/stat`, 'latin1')
          .replace(/^.*\) /s, '')
          .split(' ');
        return state === 'Z' && Number(ppid) === parent;
      } catch {
        return false; // it ended meanwhile
      }
    });
}

/** Calls `look` now and then until `stop`; answers what it returned each time. */
export function observe<T>(everyMs: number, look: () => T): { stop(): T[] } {
  const seen: T[] = [look()];
  const timer = setInterval(() => seen.push(look()), everyMs);
  return {
    stop() {
      clearInterval(timer);
      return seen;
    },
  };
}
