// Ends its own process with SIGKILL at the n-th thing that it does to files, to a piece of text in its half: every moment at which kill -9 can come.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Act = (...args: unknown[]) => unknown;

let left = Number.POSITIVE_INFINITY;

/** From here on things are counted. What writes has to be imported after this module. */
export function killAt(step: number): void {
  left = step;
}

const isLast = (): boolean => --left === 0;
const die = (): void => void process.kill(process.pid, 'SIGKILL');

function wrap(owner: object, acts: readonly string[], writes: readonly string[], at: 0 | 1): void {
  const all = owner as Record<string, Act>;
  for (const name of acts) {
    const act = all[name]!;
    all[name] = function (this: unknown, ...args: unknown[]) {
      if (isLast()) die();
      return act.apply(this, args);
    };
  }
  for (const name of writes) {
    const write = all[name]!;
    all[name] = function (this: unknown, ...args: unknown[]) {
      if (isLast()) die();
      if (!isLast()) return write.apply(this, args);
      const data = args[at] as string | Uint8Array;
      const half = write.apply(this, [...args.slice(0, at), data.slice(0, data.length / 2)]);
      if (half instanceof Promise) return half.then(die);
      die();
    };
  }
}

const acts = ['open', 'mkdir', 'chmod', 'chown', 'rename', 'rm', 'unlink', 'copyFile', 'truncate'];
const sync = (names: readonly string[]) => names.map((name) => `${name}Sync`);
wrap(fs, sync([...acts, 'close', 'fsync', 'ftruncate', 'fchmod', 'fchown']), sync(['write', 'writeFile', 'appendFile']), 1);
wrap(fs.promises, acts, ['writeFile', 'appendFile'], 1);
const handle = await fs.promises.open('/dev/null');
wrap(Object.getPrototypeOf(handle), ['sync', 'datasync', 'close', 'chmod', 'truncate'], ['write', 'writeFile', 'appendFile'], 0);
syncBuiltinESMExports();
await handle.close();
