// What kills parts of the desktop app, few times each. Many times: tests/soak.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import type { DesktopApp } from '../../support/desktop.ts';
import { goneAfter, hostileLinks, killPages, killTray, killWhileStarting, sendLinks, wrongFiles } from './rounds.ts';
import { appOn, running, sleeper, trayThere } from './stories.ts';

const deaf = `{ command: [sh, -c, "trap '' TERM; sleep 100000 & sleep 100001"] }`;

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.skipIf(withoutDesk('faults of the desktop app', 'xfce4-panel'))('the desktop app', () => {
  let desk: Desk;
  let app: DesktopApp;

  beforeAll(async () => {
    desk = await openDesk({ tray: true, notifications: 'recorded' });
  });
  afterAll(() => desk?.close());
  afterEach(() => app?.close());

  it('its page killed seven times, its panel three times, and fifty hostile links: no server notices', async () => {
    app = await appOn(desk, { alpha: `{ command: ${sleeper} }`, deaf }).start();
    for (const name of ['alpha', 'deaf']) await running(app, name);
    await trayThere(app);
    const { reloaded, reopened } = await killPages(app, 7, 'alpha');
    // a page that dies for the fourth time within a minute is given up, and its window opened by the person
    expect([reloaded, reopened]).toEqual([3, 4]);
    // said so that nothing waits for the person: a box would halt the engine
    expect((await app.control.ask('recorded')).filter(({ what }) => what === 'error-box')).toEqual([]);
    const said = desk.notifications.received().filter(({ title }) => title === 'The window crashed again and again');
    expect(said).toHaveLength(4);
    expect(said[0]!.body).toContain('Your servers run on.');
    await killTray(app, desk, 3);
    let n = 0;
    const send = (link: string) =>
      app.control.ask(
        'emit',
        n++ % 2
          ? { on: 'app', event: 'open-url', args: [link] }
          : { on: 'app', event: 'second-instance', args: [['roundhouse', link], '/'] },
      );
    expect((await sendLinks(app, hostileLinks(50, 3), send)).led).toBeGreaterThan(10);
    expect(app.alive().length).toBeGreaterThan(5);
    await app.kill9();
    expect(await goneAfter(app)).toBeLessThan(3_000);
  });

  it('killed with -9 ten times while it starts: nothing outlives it, and the next start is a whole one', async () => {
    app = appOn(desk, { alpha: `{ command: ${sleeper} }`, deaf });
    for (let n = 0; n < 10; n++) expect(await killWhileStarting(app, 150 + n * 100)).toBeLessThan(3_000);
    await app.start();
    await running(app, 'alpha');
    await running(app, 'deaf');
    expect(wrongFiles(app)).toEqual([]);
    expect(await app.control.ask('failures')).toEqual([]);
  });
});
