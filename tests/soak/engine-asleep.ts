// The engine itself is halted for a minute, as a laptop's lid does: no server is blamed for it.
import type { ServerView } from '../../contract/server.ts';
import { cheap, server, sleep } from '../support/live-engine.ts';
import { fault, must, withEngine } from './fault.ts';

const ASLEEP_MS = 60_000;

await fault('engine-asleep', () =>
  withEngine(
    { mcpJson: { a: cheap(), b: server('echo-min.mjs'), c: server('stateless-min.mjs') }, config: 'defaults: { health: { failures: 1 } }' },
    async (engine) => {
      const before: ServerView[] = [];
      for (const name of ['a', 'b', 'c']) before.push(await engine.running(name));
      // at three places of the ten seconds between two checks
      for (const place of [0, 3_000, 9_900]) {
        await sleep(place);
        process.kill(engine.pid, 'SIGSTOP');
        await sleep(place === 0 ? ASLEEP_MS : ASLEEP_MS / 3);
        process.kill(engine.pid, 'SIGCONT');
        await sleep(12_000);
      }
      for (const { name, pid } of before) {
        const view = await engine.server(name);
        must(`${name}: ${view.state}, ${view.restarts} restarts`, view.pid === pid && view.restarts === 0 && view.state === 'running');
      }
      return 'halted for 60, 20 and 20 s with one missed check allowed: 0 restarts';
    },
  ),
);
