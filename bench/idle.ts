// Many children that do nothing, and nobody who looks: what does it cost to have them supervised? The three run at the same time, each
// with as many children; CPU time is counted by the system, so that they do not falsify each other.
import { fixture, until } from '../tests/support/live-engine.ts';
import { pause } from './answering.ts';
import type { Bar, Bench, Row, Scale } from './figures.ts';
import { withEngine } from './live.ts';
import { type Peer, peers } from './peers.ts';
import { argumentsOf, childrenOf, cpuMs, memoryMB, proportionalMB } from './process-facts.ts';

interface Cost {
  who: string;
  /** percent of a core, one per window */
  cpu: number[];
  rss: number;
  pss: number;
}

export const idle: Bench = {
  name: 'idle',
  about: '10, 50 and 200 children that do nothing, nobody looking',
  async run(scale) {
    const counts = scale.quick ? [10, 30] : [10, 50, 200];
    const notes: string[] = [];
    const rows: Row[] = [];
    const costs = new Map<number, Cost[]>();
    for (const count of counts) {
      const measured = await measure(count, scale, count === counts[0] ? notes : []);
      costs.set(count, measured);
      for (const { who, cpu, rss, pss } of measured) {
        rows.push({ what: `${who}, ${count} children: CPU`, samples: cpu, unit: '% of a core', digits: 2 });
        rows.push({ what: `${who}, ${count} children: RSS`, samples: [rss], unit: 'MB' });
        rows.push({ what: `${who}, ${count} children: PSS`, samples: [pss], unit: 'MB' });
      }
    }
    const [fewest, most] = [counts[0]!, counts.at(-1)!];
    const of = (count: number, who: string) => costs.get(count)!.find((cost) => cost.who === who)!;
    const growth = (of(most, 'roundhouse').rss - of(fewest, 'roundhouse').rss) / (most - fewest);
    const mean = (samples: number[]) => samples.reduce((sum, value) => sum + value, 0) / samples.length;
    const bars: Bar[] = [
      { what: `CPU with ${most} children`, value: mean(of(most, 'roundhouse').cpu), unit: '% of a core', limit: 1, kind: 'at most' },
      { what: `RSS with ${most} children`, value: of(most, 'roundhouse').rss, unit: 'MB', limit: 130, kind: 'at most' },
      { what: 'RSS per child', value: growth, unit: 'MB', limit: 0.2, kind: 'at most' },
    ];
    return { rows, bars, notes };
  },
};

async function measure(count: number, scale: Scale, notes: string[]): Promise<Cost[]> {
  const services = Math.ceil(count / 2);
  const config = `services:\n${names(services)
    .map((name) => `  ${name}: { command: [sleep, "100000"] }\n`)
    .join('')}`;
  const echo = { command: 'sh', args: [fixture('echo.sh')] };
  // equal ones would be one server
  const mcpJson = Object.fromEntries(names(count - services).map((name) => [`echo-${name}`, { ...echo, args: [...echo.args, name] }]));
  const running: Peer[] = [];
  try {
    for (const kind of peers) {
      const missing = kind.missing();
      if (missing) notes.push(`left out: ${missing}`);
      else running.push(await kind.start(Object.fromEntries(names(count).map((name) => [name, ['sleep', '100000']]))));
    }
    return await withEngine({ config, mcpJson }, async (engine, watch) => {
      await watch.seen((servers) => servers.size === count && [...servers.values()].every(({ state }) => state === 'running'), 120_000);
      for (const { name, pid } of running) {
        await until(`${name} to run all ${count}`, () => childrenOf(pid).length === count, 60_000);
      }
      watch.close(); // nobody looks from here on
      await pause(scale.quick ? 3_000 : 20_000);
      const guardian = childrenOf(engine.pid).find((pid) => argumentsOf(pid).includes('roundhouse-guardian'));
      const wholes: { who: string; pids: number[]; main: number }[] = [
        { who: 'roundhouse', pids: guardian === undefined ? [engine.pid] : [engine.pid, guardian], main: engine.pid },
        ...running.map(({ name, pid }) => ({ who: name, pids: [pid], main: pid })),
      ];
      const windows = scale.quick ? 2 : 6;
      const windowMs = scale.quick ? 3_000 : 10_000; // as often as the engine looks around
      const spent = wholes.map(({ pids }) => sum(pids));
      const cpu = wholes.map((): number[] => []);
      for (let window = 0; window < windows; window += 1) {
        const began = performance.now();
        await pause(windowMs);
        const took = performance.now() - began;
        for (const [at, { pids }] of wholes.entries()) {
          const now = sum(pids);
          cpu[at]!.push(((now - spent[at]!) / took) * 100);
          spent[at] = now;
        }
      }
      return wholes.map(({ who, main }, at) => ({ who, cpu: cpu[at]!, rss: memoryMB(main), pss: proportionalMB(main) }));
    });
  } finally {
    for (const peer of running) await peer.end();
  }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `c${at}`);
const sum = (pids: number[]): number => pids.reduce((total, pid) => total + cpuMs(pid), 0);
