// 20 clients that do not read, each with a flood of progress on its way: dropped with a reason, memory bounded, others served.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession, unread, witness } from '../gateway/support/wire.ts';
import { server, sleep } from '../support/live-engine.ts';
import { fault, megabytes, most, must, observe, rss, withEngine } from './fault.ts';

const READERS = 20;

await fault('gateway-readers', () =>
  withEngine({}, async (engine) => {
    engine.writeMcp({ w: witness(join(engine.folder, 'journal')), beside: server('echo-min.mjs') });
    for (const name of ['w', 'beside']) await engine.running(name, 30_000);
    const lazy = await openSession(engine, 'lazy');
    const other = await openSession(engine, 'other');
    const before = rss(engine.pid);
    const memory = observe(50, () => (engine.hasEnded ? 0 : rss(engine.pid)));
    const flood = (id: number) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: 'w__flood', arguments: { count: 2_000, bytes: 10_000 }, _meta: { progressToken: `p${id}` } },
    });
    const dropped = () =>
      readdirSync(engine.home, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(log|jsonl)$/.test(file))
        .flatMap((file) => readFileSync(join(engine.home, file), 'utf8').split('\n'))
        .filter((line) => line.includes('slow reader'));
    const sockets = await Promise.all(Array.from({ length: READERS }, (_, id) => unread(engine, lazy.headers, flood(id))));
    let served = 0;
    for (; served < 200; served += 1) {
      const { error } = await other.call(served, 'beside__echo', {});
      must(`another client is not served: ${error?.message}`, error === undefined);
    }
    // one server makes the whole flood, call by call: 400 MB, on a machine that may have other work
    const latest = performance.now() + 240_000;
    while (dropped().length < READERS) {
      must(`only ${dropped().length} of ${READERS} were dropped`, performance.now() < latest);
      await sleep(250);
    }
    const lines = dropped();
    const waited = lines.map((line) => Number(/"?waiting"?[=:]\s*(\d+)/.exec(line)?.[1] ?? Number.NaN));
    must(
      `${Math.max(...waited)} bytes waited for one of them: ${lines[0]}`,
      waited.every((bytes) => bytes <= 2 ** 20),
    );
    must(
      `no reason is told: ${lines[0]}`,
      lines.every((line) => line.includes('KiB')),
    );
    for (const socket of sockets) socket.destroy();
    const grown = most(memory.stop()) - before;
    must(`memory grew by ${megabytes(grown)}`, grown <= 128 * 2 ** 20);
    return `${READERS} dropped with a reason, ${served} calls of another client served, memory + ${megabytes(grown)}`;
  }),
);
