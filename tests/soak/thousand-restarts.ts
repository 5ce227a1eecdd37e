// A thousand restarts: no descriptor, no zombie and no memory is left behind.
import { cheap, until } from '../support/live-engine.ts';
import { descriptors, fault, mean, megabytes, must, rss, withEngine, zombies } from './fault.ts';

const RESTARTS = 1_000;
const WARM_UP = 150;

await fault('thousand-restarts', () =>
  withEngine(
    { mcpJson: { a: cheap(), b: cheap() }, config: 'defaults: { restart: { max: unlimited, backoff: { initial: 0s } } }' },
    async (engine) => {
      await engine.running('a');
      const other = await engine.running('b');
      const memory: number[] = [];
      let files = 0;
      for (let n = 0; n < RESTARTS + WARM_UP; n++) {
        const { pid, run } = await engine.server('a');
        // every fifth by a person, the others by a crash
        if (n % 5 === 0) await engine.api('POST', '/servers/a/restart');
        else process.kill(pid!, 'SIGKILL');
        await engine.until('a', (view) => view.state === 'running' && view.run > run, 20_000);
        if (n === WARM_UP) files = descriptors(engine.pid);
        if (n >= WARM_UP) memory.push(rss(engine.pid));
      }
      await until('nothing to be in the air', () => Math.abs(descriptors(engine.pid) - files) <= 5, 10_000);
      must(`${zombies(engine.pid).length} zombies`, zombies(engine.pid).length === 0);
      must(`${engine.alive().length} processes of two servers`, engine.alive().length === 2);
      must('the neighbour was restarted', (await engine.server('b')).pid === other.pid);
      const third = Math.floor(memory.length / 3);
      const growth = mean(memory.slice(-third)) - mean(memory.slice(0, third));
      must(`memory +${megabytes(growth)}`, growth <= 10 * 2 ** 20);
      return `${RESTARTS} restarts, descriptors ${files} → ${descriptors(engine.pid)}, 0 zombies, memory last third − first third ${(growth / 2 ** 20).toFixed(1)} MB (at ${megabytes(memory.at(-1)!)})`;
    },
  ),
);
