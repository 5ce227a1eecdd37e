// The page of the desktop window and the panel of its tray are killed with -9, again and again: no server notices.

import { killPages, killTray } from '../electron/app/rounds.ts';
import { appOn, running, sleeper, trayThere } from '../electron/app/stories.ts';
import { withDesk } from '../support/desk/desk.ts';
import { fault, must, seconds } from './fault.ts';

const APPS = 15;
/** loaded again three times within a minute; at the fourth the window goes and says why */
const PAGES = 4;
const PANELS = 2;

await fault('window-killed', () =>
  withDesk({ tray: true, notifications: 'recorded' }, async (desk) => {
    let [reloaded, reopened, slowestMs] = [0, 0, 0];
    for (let n = 0; n < APPS; n++) {
      const app = appOn(desk, { alpha: `{ command: ${sleeper} }`, deaf: `{ command: [sh, -c, "trap '' TERM; sleep 100000 & wait"] }` });
      try {
        await app.start();
        for (const name of ['alpha', 'deaf']) await running(app, name);
        await trayThere(app);
        const pages = await killPages(app, PAGES, 'alpha');
        await killTray(app, desk, PANELS);
        const failures = await app.control.ask('failures');
        must(`the app failed: ${failures[0]}`, failures.length === 0);
        reloaded += pages.reloaded;
        reopened += pages.reopened;
        slowestMs = Math.max(slowestMs, pages.slowestMs);
      } finally {
        await app.close();
      }
    }
    return `${APPS} apps, ${APPS * PAGES} pages killed: ${reloaded} loaded again, ${reopened} windows opened again after the page had died too often, healthy again after ${seconds(slowestMs)} at most; ${APPS * PANELS} panels killed, the tray there again each time; no server restarted`;
  }),
);
