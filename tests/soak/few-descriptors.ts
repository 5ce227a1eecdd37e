// With `ulimit -n 128`: connections beyond what there is room for are refused with a reason, starts beyond it too; servers are unhurt.

import { connect, type Socket } from 'node:net';
import type { ServerView } from '../../contract/server.ts';
import { cheap, LiveEngine, sleep, until } from '../support/live-engine.ts';
import { fault, must } from './fault.ts';

const SERVERS = 5;

await fault('few-descriptors', async () => {
  const engine = new LiveEngine({
    mcpJson: Object.fromEntries(Array.from({ length: SERVERS }, (_, n) => [`s${n}`, cheap()])),
    openFiles: 128,
  });
  const sockets: Socket[] = [];
  try {
    await engine.start();
    const before: ServerView[] = [];
    for (let n = 0; n < SERVERS; n++) before.push(await engine.running(`s${n}`));
    const { port } = new URL(engine.url);
    const reasons = new Set<string>();
    for (let n = 0; n < 400; n++) {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${engine.token}\r\n\r\n`),
      );
      socket.on('data', (data) => {
        const code = /"code":"([^"]+)"/.exec(String(data))?.[1];
        if (code) reasons.add(code);
      });
      socket.on('error', () => {});
      sockets.push(socket);
      if (n % 50 === 0) await sleep(100);
    }
    await sleep(15_000);
    must(`refusals: ${[...reasons]}`, reasons.has('too-many'));
    for (const socket of sockets) socket.destroy();
    await until('the API to answer again', async () => (await engine.servers().catch(() => null)) !== null, 10_000);
    for (const { name, pid } of before) {
      const view = await engine.server(name);
      must(`${name} was hurt: ${view.state}, ${view.reason}`, view.pid === pid && view.restarts === 0 && view.state === 'running');
    }
    // more servers than there are descriptors for: some cannot start, and say why
    engine.writeMcp(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`s${n}`, cheap()])));
    await until('a refusal', async () => (await engine.servers()).some(({ reason }) => reason !== null), 60_000);
    await sleep(5_000);
    const views = await engine.servers();
    const wrong = views.filter(({ state, reason }) => state !== 'running' && reason === null);
    const refused = views.find(({ reason }) => reason !== null);
    must(
      `hurt: ${views.filter(({ name, pid }) => before.some((old) => old.name === name && old.pid !== pid)).map(({ name }) => name)}`,
      before.every(({ name, pid }) => views.find((view) => view.name === name)?.pid === pid),
    );
    must(`not running without a reason: ${wrong.map(({ name, state }) => `${name} ${state}`)}`, wrong.length === 0);
    return `400 connections: refused with "${[...reasons].join(', ')}"; 60 servers: ${views.filter(({ state }) => state === 'running').length} run, the others say "${refused?.reason?.slice(0, 90)}"; the first ${SERVERS} unhurt`;
  } finally {
    for (const socket of sockets) socket.destroy();
    await engine.close();
  }
});
