// The disk is full for a while (a small file system of its own): the engine lives, tears nothing, and is well again soon after.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../../contract/events.ts';
import { LiveEngine, server, sleep, until } from '../support/live-engine.ts';
import { fault, must, seconds } from './fault.ts';

const FULL_MS = 20_000;

await fault('disk-full', async () => {
  must('only root can mount a file system to fill', process.getuid?.() === 0);
  const engine = new LiveEngine({ mcpJson: { a: server('garbage-stdout.mjs', '--every', 50), b: server('crash.mjs', '--after', 300) } });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', engine.home]);
  writeFileSync(
    engine.configFile,
    'logs: { maxSize: 1MiB, keep: 1 }\nservers: { b: { restart: { max: unlimited, backoff: { initial: 100ms, max: 500ms } } } }\n',
  );
  try {
    await engine.start();
    const { pid } = await engine.running('a');
    await engine.until('b', ({ run }) => run > 2);
    const filler = join(engine.home, 'filler');
    fill(filler);
    const full = performance.now();
    while (performance.now() - full < FULL_MS) {
      must(`${free(engine.home)} bytes are free`, free(engine.home) < 64 * 1024);
      await engine.servers();
      fill(filler);
      await sleep(250);
    }
    const runs = (await engine.server('b')).run;
    must('a server was hurt', (await engine.server('a')).pid === pid);
    // asked for while nothing can be written
    await engine.run('stop', 'b');
    rmSync(filler);
    const freed = performance.now();
    const metric = async (name: string) =>
      Number(
        new RegExp(`^${name}(?:\\{.*\\})? (\\d+)`, 'm').exec(
          await (await fetch(`${engine.url}/metrics`, { headers: { authorization: `Bearer ${engine.token}` } })).text(),
        )?.[1],
      );
    const log = join(engine.home, 'logs', 'a.log');
    const size = readFileSync(log).length;
    await until('the log to grow again', () => readFileSync(log).length !== size, 15_000);
    await until('nothing to wait for the database', async () => (await metric('roundhouse_store_pending_writes')) === 0, 15_000);
    const healed = performance.now() - freed;
    must(`healed after ${seconds(healed)}`, healed <= 10_000);
    const events = (await engine.api<Event[]>('GET', '/events?limit=10000')).map(({ seq }) => seq);
    const gaps = events.filter((seq, n) => n > 0 && seq !== events[n - 1]! + 1);
    must(`gaps in the events before ${gaps}`, gaps.length === 0);
    await engine.signal('SIGTERM');
    const torn = readFileSync(log, 'utf8')
      .split('\n')
      .slice(0, -1)
      .filter((line) => !/^\d{4}-\d\d-\d\dT\S+Z? /.test(line));
    must(`torn lines: ${JSON.stringify(torn.slice(0, 3))}`, torn.length === 0);
    await engine.start();
    must('the last wish was forgotten', (await engine.server('b')).wanted === 'down');
    await engine.signal('SIGTERM');
    return `full for ${seconds(FULL_MS)} (${runs} runs of a crashing server meanwhile), alive, ${events.length} events without a gap, no torn line, well ${seconds(healed)} after there was room`;
  } finally {
    if (!engine.hasEnded) await engine.signal('SIGTERM');
    await until('the file system to be let go', () => unmounted(engine.home), 10_000);
    await engine.close();
  }
});

function fill(file: string): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // full for this size
    }
  }
}

function free(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function unmounted(folder: string): boolean {
  try {
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // still in use
  }
}
