// A server killed in the middle of a call, 1,000 times: the client hears of it within a second, and nothing is ever sent again.
import { join } from 'node:path';
import { callsIn, openSession, readJournal, witness } from '../gateway/support/wire.ts';
import { until } from '../support/live-engine.ts';
import { fault, most, must, withEngine } from './fault.ts';

const KILLS = 1_000;
const config = 'defaults: { restart: { max: unlimited, backoff: { initial: 0s } } }\n';

await fault('gateway-killed', () =>
  withEngine({ config }, async (engine) => {
    const journal = join(engine.folder, 'journal');
    engine.writeMcp({ w: witness(journal) });
    await engine.running('w', 30_000);
    const session = await openSession(engine);
    const waits: number[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const { pid } = await engine.running('w');
      const answer = session.call(round, 'w__hold', { key: round });
      await until('the call to be with the server', () => callsIn(readJournal(journal), 'hold').length === round + 1);
      const began = performance.now();
      process.kill(pid!, 'SIGKILL');
      const { error } = await answer;
      waits.push(performance.now() - began);
      must(`an error instead of ${JSON.stringify(error)}`, error?.code === -32000);
      await engine.until('w', (view) => view.state === 'running' && view.pid !== pid);
    }
    const keys = callsIn(readJournal(journal), 'hold').map(({ heard }) => heard?.params?.arguments?.key);
    must(
      `${keys.length} calls reached the server, ${new Set(keys).size} different ones`,
      keys.length === KILLS && new Set(keys).size === KILLS,
    );
    must(`an answer after ${Math.round(most(waits))} ms`, most(waits) <= 1_000);
    return `${KILLS} kills, the slowest answer after ${Math.round(most(waits))} ms, nothing sent twice`;
  }),
);
