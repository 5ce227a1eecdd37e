// A server that crashes for ten minutes: seldom started when restarts are unlimited, given up after three by default.
import { server, sleep } from '../support/live-engine.ts';
import { fault, must, withEngine } from './fault.ts';

const MINUTES = 10;

await fault('crash-loop', () =>
  withEngine(
    {
      mcpJson: { forever: server('exit-code.mjs'), usual: server('exit-code.mjs') },
      config: 'servers: { forever: { restart: { max: unlimited } } }',
    },
    async (engine) => {
      await sleep(MINUTES * 60_000);
      const [forever, usual] = [await engine.server('forever'), await engine.server('usual')];
      const given = async (name: string) => (await engine.events(name)).filter((event) => event.type === 'server.crashed').length;
      const notices = { forever: await given('forever'), usual: await given('usual') };
      must(`${forever.run} starts with unlimited restarts`, forever.run <= 17 && forever.run >= 10);
      must(`${usual.run} starts with the default, ${usual.state}`, usual.run === 4 && usual.state === 'crashed');
      must(`${JSON.stringify(notices)} notices`, notices.forever === 0 && notices.usual === 1);
      return `${forever.run} starts in ${MINUTES} min with unlimited restarts, state ${forever.state}, never given up; by default ${usual.run} starts and ${notices.usual} notice`;
    },
  ),
);
