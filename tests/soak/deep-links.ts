// Hostile roundhouse:// links by the hundred, by both ways on which a system hands them over, and by real second launches: they lead to
// a place in the window or nowhere, and do nothing else.
import { once } from 'node:events';
import { hostileLinks, sendLinks } from '../electron/app/rounds.ts';
import { appOn, running, shownPage, sleeper } from '../electron/app/stories.ts';
import { withDesk } from '../support/desk/desk.ts';
import { until } from '../support/live-engine.ts';
import { fault, megabytes, must, rss } from './fault.ts';

const LINKS = 1_000;
const LAUNCHES = 60;

await fault('deep-links', () =>
  withDesk({ tray: true, notifications: 'recorded' }, async (desk) => {
    const app = appOn(desk, { alpha: `{ command: ${sleeper} }` });
    try {
      await app.start();
      await running(app, 'alpha');
      const page = await shownPage(app);
      await page.locator('[data-card="alpha"]', { hasText: 'Healthy' }).waitFor();
      const before = rss(app.pid);
      let n = 0;
      const emitted = await sendLinks(app, hostileLinks(LINKS, 1), (link) =>
        app.control.ask(
          'emit',
          n++ % 2
            ? { on: 'app', event: 'open-url', args: [link] }
            : { on: 'app', event: 'second-instance', args: [['roundhouse', link], '/'] },
        ),
      );
      // no program can be handed a text with an end in it
      const launches = hostileLinks(LAUNCHES + 40, 2)
        .filter((link) => !link.includes('\0'))
        .slice(0, LAUNCHES);
      const launched = await sendLinks(app, launches, (link) => once(app.spawn([link]), 'exit'));
      const grown = rss(app.pid) - before;
      must(`memory grew by ${megabytes(grown)}`, grown <= 64 * 2 ** 20);
      await app.control.ask('emit', { on: 'app', event: 'open-url', args: ['roundhouse://server/alpha/logs'] });
      await until('a link that means something to lead there', () => page.url().endsWith('#/server/alpha/logs'));
      return `${LINKS} links and ${launches.length} launches with one, ${emitted.led + launched.led} of them led to their place in the window, the others nowhere; no code run, nothing opened, no server and no event of the engine; main process + ${megabytes(grown)}`;
    } finally {
      await app.close();
    }
  }),
);
