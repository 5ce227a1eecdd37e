// `npm run bench [-- NAME…]`: all benches or the named ones. BENCH_QUICK=1 uses small numbers, only to see that everything works.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { desktop } from './desktop.ts';
import { type Bench, print, type Report, reached } from './figures.ts';
import { flood } from './flood.ts';
import { gateway } from './gateway.ts';
import { gatewayBridge } from './gateway-bridge.ts';
import { gatewayLists } from './gateway-lists.ts';
import { ingest } from './ingest-report.ts';
import { supervision } from './supervise.ts';
import { ui } from './ui.ts';

const benches: Bench[] = [...supervision, ingest, flood, gateway, gatewayLists, gatewayBridge, ...ui, desktop];
const scale = { quick: Boolean(process.env.BENCH_QUICK) };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0 || wanted.includes('--help')) {
  console.error(`No such bench: ${unknown.join(', ')}. There are:`);
  for (const { name, about } of benches) console.error(`  ${name.padEnd(14)} ${about}`);
  process.exit(2);
}

// a build in the middle of a measurement would be measured too: the launcher makes the current one now
const launcher = fileURLToPath(new URL('../scripts/roundhouse.mjs', import.meta.url));
if (spawnSync(process.execPath, [launcher, 'version'], { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) process.exit(1);

const load = (): string => loadavg()[0]!.toFixed(1);
console.log(`${new Date().toISOString()}, ${cpus().length} cores, Node ${process.versions.node}, load average ${load()}`);
if (scale.quick) console.log('quick: the figures mean little');

const failed: string[] = [];
const done: [string, Report][] = [];
for (const bench of benches) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  try {
    const before = load();
    const report = await bench.run(scale);
    done.push([bench.name, report]);
    print(`${bench.name}: ${bench.about} (load average ${before} before, ${load()} after)`, report);
  } catch (error) {
    failed.push(bench.name);
    console.error(`\n${bench.name}: failed`, error);
  }
}

const bars = done.flatMap(([name, { bars: all }]) => all.map((bar) => ({ name, bar })));
const missed = bars.filter(({ bar }) => !reached(bar));
console.log(`\n${bars.length - missed.length} of ${bars.length} bars reached`);
for (const { name, bar } of missed) console.log(`  missed: ${name}: ${bar.what}`);
if (failed.length > 0) console.log(`  failed to run: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
