// 50 clients that use the same ids, 100,000 calls to three servers: nobody gets what is another's.
import { join } from 'node:path';
import { openSession, witness } from '../gateway/support/wire.ts';
import { server } from '../support/live-engine.ts';
import { fault, must, withEngine } from './fault.ts';

const [CLIENTS, CALLS] = [50, 2_000];

await fault('gateway-equal-ids', () =>
  withEngine({ mcpJson: { a: server('echo-min.mjs'), b: server('echo-min.mjs') } }, async (engine) => {
    engine.writeMcp({ a: server('echo-min.mjs'), b: server('echo-min.mjs'), c: witness(join(engine.folder, 'journal')) });
    for (const name of ['a', 'b', 'c']) await engine.running(name, 30_000);
    const sessions = await Promise.all(Array.from({ length: CLIENTS }, (_, n) => openSession(engine, `client-${n}`)));
    let wrong = 0;
    await Promise.all(
      sessions.map(async (session, client) => {
        for (let id = 1; id <= CALLS; id += 1) {
          const given = { client, id };
          const { id: answered, result } = await session.call(id, `${'abc'[id % 3]}__echo`, given);
          if (answered !== id || result?.content?.[0]?.text !== JSON.stringify(given)) wrong += 1;
        }
      }),
    );
    must(`${wrong} answers went astray`, wrong === 0);
    return `${CLIENTS * CALLS} calls, none misrouted`;
  }),
);
