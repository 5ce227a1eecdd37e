// From a server that gives up to the line of its log, through the whole app: the real main bundle, engine, bus and page.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import { DesktopApp } from '../../support/desktop.ts';
import { cheap, server, until } from '../../support/live-engine.ts';

describe.skipIf(withoutDesk('notifications of the whole app', 'xfce4-panel'))('notifications of the whole app', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk({ tray: true, notifications: 'recorded' });
  });
  afterAll(() => desk?.close());

  const stage = (args: string[]) => {
    const app = new DesktopApp({ desk, args });
    writeFileSync(join(app.user, '.mcp.json'), JSON.stringify({ mcpServers: { files: cheap(), postgres: server('crash.mjs') } }));
    mkdirSync(join(app.home, 'config'), { recursive: true });
    writeFileSync(join(app.home, 'config', 'roundhouse.yaml'), 'defaults: { restart: { max: 1, backoff: { initial: 50ms } } }\n');
    return app;
  };
  const received = () => desk.notifications.received().filter(({ title }) => title.startsWith('postgres'));

  it('a click, with no window open, shows the log at the crash', async () => {
    const app = stage(['--hidden']);
    try {
      await app.start();
      await until(`the notification (the app said: ${app.said})`, () => received().length === 1, 40_000);
      expect(received()[0]).toMatchObject({ title: 'postgres keeps crashing', body: 'Exited with code 1; gave up after 1 restart.' });
      expect(await app.windows()).toEqual([]);
      // the daemon's answer to the app is on its way
      await new Promise((done) => setTimeout(done, 300));
      desk.notifications.click(received()[0]!.id);
      const page = await app.page();
      page.setDefaultTimeout(15_000);
      await page.locator('.chosen').waitFor();
      await page.locator('.lbreak.t-fail', { hasText: 'gave up' }).waitFor();
      expect(await page.evaluate('location.hash')).toMatch(/^#\/server\/postgres\/logs\?at=/);
      if (process.env.DESK_SHOTS) await desk.screenshot(`${process.env.DESK_SHOTS}/notification-clicked.png`);
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Send a test notification' }).click();
      await until('the test', () => desk.notifications.received().some(({ title }) => title === 'Notifications arrive'));
      expect(await app.control.ask('failures')).toEqual([]);
    } finally {
      await app.close();
    }
  }, 120_000);

  it('none comes while the window is in front: its card says it', async () => {
    const before = received().length;
    const app = stage([]);
    try {
      await app.start();
      const page = await app.page();
      page.setDefaultTimeout(15_000);
      await app.control.ask('person', { window: (await app.windows())[0]!.id, does: 'focus' });
      await page
        .locator('[data-card="postgres"]')
        .getByText(/gave up/i)
        .first()
        .waitFor();
      await page.waitForTimeout(16_000);
      expect(received()).toHaveLength(before);
    } finally {
      await app.close();
    }
  }, 120_000);
});
