// A week of figures in a home, as if an engine had run there: for pictures, and for tests of long ranges.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { countCall, newTally } from '../../core/decide/tally.ts';
import { openStore } from '../../core/store/sqlite.ts';
import type { LiveEngine } from './live-engine.ts';

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

/** as fine as the store keeps it */
const every = (age: number): number => (age > 25 * 60 * minute ? 10 * minute : age > 70 * minute ? minute : 10_000);

/** the same on each run */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Before the engine starts. `upTo`: how long before now it ends; nights are quiet. */
export function seedHistory({ home }: LiveEngine, server: string, upTo = 0, now = Date.now()): void {
  mkdirSync(join(home, 'data'), { recursive: true });
  let clock = now - week - ((now - week) % minute);
  const store = openStore(join(home, 'data'), { now: () => new Date(clock) });
  const random = dice(7);
  const [toolA, toolB] = [`${server}__echo`, `${server}__get-sum`];
  for (; clock < now - upTo; clock += every(now - clock)) {
    // now is noon, whenever it is run: the last hour is always a busy one
    const hour = (((clock - now) / (60 * minute)) % 24) + 36;
    const isBusy = hour % 24 > 8 && hour % 24 < 19;
    const wave = 1 + Math.sin(clock / (90 * minute));
    const cpu = isBusy ? 1 + wave * 2 + random() * 2 + (random() > 0.985 ? 14 : 0) : 0.2 + random() * 0.3;
    const memory = (62 + wave * (isBusy ? 9 : 2) + random()) * 1024 ** 2;
    store.appendMetrics(new Date(clock), [{ server, cpu, memory, processes: isBusy && wave > 1 ? 2 : 1 }]);
    if (clock % minute !== 0 || !isBusy || random() > 0.7) continue;
    const [a, b] = [newTally(), newTally()];
    for (let calls = Math.ceil(random() * 6 * wave); calls > 0; calls -= 1)
      countCall(calls % 3 ? a : b, random() > 0.97 ? 'tool-error' : 'ok', 12 + random() * 40 + (random() > 0.9 ? 60 : 0));
    store.addCallTallies([
      { server, target: toolA, t: clock, tally: a },
      { server, target: toolB, t: clock, tally: b },
    ]);
  }
  store.close();
}
