// A window that stays open while its engine is killed, ended, halted and started anew, again and again: said within 2 s, nothing false meanwhile,
// the truth afterwards without a reload, and the page costs no more than before.
import { openBrowser } from '../support/chromium.ts';
import { cheap, server, until } from '../support/live-engine.ts';
import { signInUrl } from '../ui/staged-home.ts';
import { fault, mean, megabytes, most, must, seconds, withEngine } from './fault.ts';
import { costOf, hasStayed, lostAfter, shownOn, showsTruth, watchTab } from './page.ts';

const ROUNDS = 80;
const WARM_UP = 8;
const MOST_MS = 2_000;

await fault('window-engine-gone', () =>
  withEngine(
    {
      mcpJson: { a: cheap(), b: cheap(), c: server('echo-min.mjs'), broken: server('exit-code.mjs', '--lines', 2) },
      config: 'defaults: { restart: { max: 1, backoff: { initial: 100ms } } }',
    },
    async (engine) => {
      for (const name of ['a', 'b', 'c']) await engine.running(name);
      await engine.until('broken', ({ state }) => state === 'crashed');
      const browser = await openBrowser();
      try {
        const page = await (await browser.newContext({ viewport: { width: 1000, height: 640 } })).newPage();
        const complaints = await watchTab(page, await signInUrl(engine));
        const port = new URL(engine.url).port;
        const said = { killed: [] as number[], halted: [] as number[], ended: [] as number[] };
        const back: number[] = [];
        const heap: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const kind = (['killed', 'halted', 'ended', 'halted'] as const)[round % 4]!;
          const victim = await engine.running('b');
          const gone = Date.now();
          if (kind === 'killed') await engine.kill();
          else if (kind === 'ended') await engine.signal('SIGTERM');
          else process.kill(engine.pid, 'SIGSTOP');
          // the end is announced before it comes: what counts is when the engine was gone
          const since = kind === 'ended' ? Date.now() : gone;
          said[kind].push(await lostAfter(page, since));
          const shown = await shownOn(page);
          must(
            `${kind}, round ${round}: “${shown}” is shown as if it were known`,
            !/Healthy|Crashed|Stopped/.test(shown) && shown.includes('a, '),
          );
          if (kind === 'halted') {
            // something happens that nobody can tell yet
            process.kill(victim.pid!, 'SIGKILL');
            process.kill(engine.pid, 'SIGCONT');
          } else {
            await engine.start('--port', port);
            await engine.api('POST', `/servers/a/${round % 8 < 4 ? 'stop' : 'start'}`);
            // an engine forgets its sessions when it ends: somebody signs in once more, and comes back to this tab
            await page.getByText('This page is not signed in').waitFor();
            await page.context().request.get(await signInUrl(engine));
            await page.evaluate(() => dispatchEvent(new Event('focus')));
          }
          back.push(await showsTruth(page, engine, `${kind}, round ${round}`));
          await until('b to run again', async () => (await engine.server('b')).state === 'running');
          await engine.until('broken', ({ state }) => state === 'crashed');
          await showsTruth(page, engine, `${kind}, round ${round}, a little later`);
          must(`${kind}, round ${round}: the page was loaded again`, await hasStayed(page));
          must(`${kind}, round ${round}: ${complaints[0]}`, complaints.length === 0);
          if (round >= WARM_UP) heap.push((await costOf(page)).heap);
        }
        const third = Math.floor(heap.length / 3);
        const growth = mean(heap.slice(-third)) - mean(heap.slice(0, third));
        for (const [kind, times] of Object.entries(said)) must(`${kind}: said after ${seconds(most(times))}`, most(times) <= MOST_MS);
        must(`memory +${megabytes(growth)}`, growth <= 10 * 2 ** 20);
        const times = Object.entries(said).map(
          ([kind, each]) => `${each.length} times ${kind} (said after ${seconds(mean(each))}, at most ${seconds(most(each))})`,
        );
        return `${times.join(', ')}; never a state as if it were known, never loaded again, the truth after ${seconds(mean(back))}, at most ${seconds(most(back))}; memory of the page last third − first third ${(growth / 2 ** 20).toFixed(1)} MB (at ${megabytes(heap.at(-1)!)})`;
      } finally {
        await browser.close();
      }
    },
  ),
);
