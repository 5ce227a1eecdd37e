// The main process of the desktop app is killed with -9 again and again, while it starts, runs and writes: nothing outlives it, no file is torn,
// and the next start has everything once.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goneAfter, killWhileStarting, running as runningAs, wrongFiles } from '../electron/app/rounds.ts';
import { appOn, running, shownPage, trayThere } from '../electron/app/stories.ts';
import { withDesk } from '../support/desk/desk.ts';
import { sleep, until } from '../support/live-engine.ts';
import { fault, most, must, seconds } from './fault.ts';

const ROUNDS = 20;
const STARTS = 30;
/** nobody else on this machine sleeps as long */
const longSleep = 100_000 + process.pid;

await fault('app-killed', () =>
  withDesk({ tray: true, notifications: 'recorded' }, async (desk) => {
    const app = appOn(desk, {
      alpha: `{ command: [sleep, "${longSleep}"] }`,
      deaf: `{ command: [sh, -c, "trap '' TERM; sleep ${longSleep} & wait"] }`,
      // something to tell of, which is written down
      broken: '{ command: [sh, -c, "sleep 0.2; exit 3"], restart: { max: 1, backoff: { initial: 100ms } } }',
    });
    const took: number[] = [];
    let written = 0;
    const sleepers = () => runningAs(`sleep ${longSleep}`).length;
    try {
      for (let n = 0; n < STARTS; n++) {
        took.push(await killWhileStarting(app, 100 + (2_400 / STARTS) * n));
        must(`killed while it started: ${sleepers()} sleepers`, sleepers() === 0);
      }
      for (let round = 0; round < ROUNDS; round++) {
        await app.start();
        for (const name of ['alpha', 'deaf']) await running(app, name);
        await until('both of them once', () => sleepers() === 2, 3_000);
        must(`round ${round}: ${wrongFiles(app).join('; ')}`, wrongFiles(app).length === 0);
        const file = join(app.home, 'desktop', 'preferences.json');
        // the first kills may come before anything was written
        if (existsSync(file)) {
          const { onClose, trayIcon } = JSON.parse(readFileSync(file, 'utf8'));
          must(`round ${round}: ${onClose} and ${trayIcon} were never written together`, (onClose === 'quit') === (trayIcon === 'black'));
          written++;
        }
        const page = await shownPage(app);
        await page.locator('[data-card="alpha"]', { hasText: 'Healthy' }).waitFor();
        await trayThere(app);
        const failures = await app.control.ask('failures');
        must(`round ${round}: the app failed: ${failures[0]}`, failures.length === 0);
        await app.detach();
        // in the middle of what it writes
        for (let n = 0; n < 200; n++) {
          const change = { onClose: n % 2 ? 'quit' : 'keep-running', trayIcon: n % 2 ? 'black' : 'white' };
          app.control.ask('ipc', { channel: 'roundhouse:set-preferences', args: [change], from: 'app://roundhouse/' }).catch(() => {}); // it is killed before it answers
        }
        await sleep(5 + round * 15);
        await app.kill9();
        app.control.close();
        took.push(await goneAfter(app));
        must(`round ${round}: ${sleepers()} sleepers are left`, sleepers() === 0);
      }
      await app.start();
      await running(app, 'alpha');
      must(`at last: ${wrongFiles(app).join('; ')}`, wrongFiles(app).length === 0);
    } finally {
      await app.close();
    }
    must(`the preferences were there in ${written} rounds only`, written > ROUNDS / 2);
    must(`something lived for ${seconds(most(took))}`, most(took) <= 3_000);
    return `killed ${STARTS} times while it started and ${ROUNDS} times while it wrote, nothing alive after ${seconds(most(took))} at most, no file torn or left, each server once in the next start`;
  }),
);
