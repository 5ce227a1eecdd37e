// A result of a gigabyte: that call fails, calls beside it do not, and the engine's memory stays.
import { openSession } from '../gateway/support/wire.ts';
import { server } from '../support/live-engine.ts';
import { fault, megabytes, most, must, observe, rss, withEngine } from './fault.ts';

const GB = 2 ** 30;

await fault('gateway-huge', () =>
  withEngine({ mcpJson: { pour: server('pour-result.mjs', '--bytes', GB), beside: server('echo-min.mjs') } }, async (engine) => {
    for (const name of ['pour', 'beside']) await engine.running(name);
    const session = await openSession(engine);
    const before = rss(engine.pid);
    const memory = observe(50, () => rss(engine.pid));
    let over = false;
    let others = 0;
    const large = session.call('large', 'pour__pour').finally(() => {
      over = true;
    });
    while (!over) {
      const { error } = await session.call(`beside ${others}`, 'beside__echo', { others });
      must(`a call beside it failed: ${error?.message}`, error === undefined);
      others += 1;
    }
    const { error } = await large;
    must('the call succeeded', error !== undefined);
    const grown = most(memory.stop()) - before;
    must(`memory grew by ${megabytes(grown)}`, grown <= 64 * 2 ** 20);
    return `"${error?.message}", ${others} calls beside it, memory + ${megabytes(grown)}`;
  }),
);
