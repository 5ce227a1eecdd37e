// The desktop app uses an engine of somebody else, which is killed, halted and started anew again and again: window and tray say so within 2 s, and have
// the truth again without a reload and without anybody signing in.
import { appOn, menuOf, shownPage, trayThere } from '../electron/app/stories.ts';
import { withDesk } from '../support/desk/desk.ts';
import { cheap, LiveEngine, sleep, until } from '../support/live-engine.ts';
import { fault, mean, most, must, seconds } from './fault.ts';
import { hasStayed, lostAfter, showsTruth, watchPage } from './page.ts';

const ROUNDS = 20;

await fault('app-engine-gone', () =>
  withDesk({ tray: true, notifications: 'recorded' }, async (desk) => {
    const engine = await new LiveEngine({ mcpJson: { a: cheap(), b: cheap() } }).start();
    const app = appOn(desk, null, { home: engine.home });
    try {
      for (const name of ['a', 'b']) await engine.running(name);
      await app.start();
      const page = await shownPage(app);
      await watchPage(page);
      await trayThere(app);
      await showsTruth(page, engine, 'at first');
      const [window, tray, back]: number[][] = [[], [], []];
      for (let round = 0; round < ROUNDS; round++) {
        const isKilled = round % 2 === 0;
        // the tray changes at most once in two seconds, lest a menu is torn from under a hand
        await sleep(2_100);
        const [gone, began] = [Date.now(), performance.now()];
        if (isKilled) await engine.kill();
        else process.kill(engine.pid, 'SIGSTOP');
        const said = async () => {
          // asking takes its time, too: when it was asked is what counts
          let asked = began;
          await until('the tray to say so', async () => {
            asked = performance.now();
            return (await menuOf(app)).includes('No contact with the Roundhouse service');
          });
          return asked - began;
        };
        const [byWindow, byTray] = await Promise.all([lostAfter(page, gone), said()]);
        window!.push(byWindow);
        tray!.push(byTray);
        const again = performance.now();
        if (isKilled) await engine.start();
        else process.kill(engine.pid, 'SIGCONT');
        if (round % 4 === 0) await engine.api('POST', '/servers/a/restart');
        await engine.running('b');
        await showsTruth(page, engine, `round ${round}`, 40_000);
        back!.push(performance.now() - again);
        await until('the tray to have it back', async () => (await menuOf(app))[0] === '2 servers healthy', 40_000);
        must(`round ${round}: the page was loaded again`, await hasStayed(page));
      }
      const failures = await app.control.ask('failures');
      must(`the app failed: ${failures[0]}`, failures.length === 0);
      const [byWindow, byTray] = [most(window!), most(tray!)];
      must(`said after ${seconds(byWindow)} by the window and ${seconds(byTray)} by the tray`, byWindow <= 2_000 && byTray <= 2_000);
      return `${ROUNDS} times killed or halted: said by the window after ${seconds(mean(window!))}, at most ${seconds(byWindow)}, by the tray after ${seconds(mean(tray!))}, at most ${seconds(byTray)}; the truth ${seconds(mean(back!))} after it was started, at most ${seconds(most(back!))}, never loaded again`;
    } finally {
      await app.quit();
      await engine.close();
      await app.close();
    }
  }),
);
