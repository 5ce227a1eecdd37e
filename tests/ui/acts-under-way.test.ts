// What was started here can be stopped and hurried while it starts, and a failure is told until it is another story. On real processes.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, fixture, LiveEngine, server, sleep, until } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const config = (more = '') => `version: 1
defaults: { restart: { max: 1, backoff: { initial: 50ms, factor: 1 } } }
servers:
  hangs: { autostart: false }
  mended: { autostart: false }
  later: { autostart: false, restart: { max: 3, backoff: { initial: 60s, factor: 1 } } }
${more}`;

describe.skipIf(withoutChromium('actions that are under way'))('actions that are under way', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const card = (name: string) => page.locator(`[data-card="${name}"]`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const alert = (name: string) => card(name).getByRole('alert');
  const gone = (pid: number) => until(`${pid} to be gone`, () => !engine.alive().includes(pid));
  const hangs = async (name: string) => (await engine.until(name, ({ state, pid }) => state === 'starting' && pid !== null)).pid!;
  const stopped = (name: string) => engine.until(name, ({ state }) => state === 'stopped');
  const isThere = () => join(engine.folder, 'ok');
  /** what came after it has come too: nothing more of it is on its way */
  const nothingTold = async (name: string) => {
    await card(name).getByText('Stopped by you').waitFor();
    expect(await page.getByRole('alert').allTextContents()).toEqual([]);
  };

  beforeAll(async () => {
    engine = new LiveEngine({ config: config() });
    engine.writeMcp({
      hangs: server('never-ready.mjs'),
      later: server('exit-code.mjs'),
      mended: {
        command: 'sh',
        args: ['-c', `[ -e "${isThere()}" ] || { echo "no database" >&2; exit 3; }; exec sh "${fixture('echo.sh')}"`],
      },
    });
    await engine.start();
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await card('hangs').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('stops what never gets ready, by a click', async () => {
    await button('Start hangs').click();
    const pid = await hangs('hangs');
    await card('hangs').getByText('Starting…').waitFor();
    await button('Stop hangs').click();
    await gone(pid);
    await nothingTold('hangs');
  });

  it('stops what never gets ready, by the key', async () => {
    await card('hangs').focus();
    await page.keyboard.press('s');
    const pid = await hangs('hangs');
    await button('Stop hangs').waitFor();
    await page.keyboard.press('s');
    await gone(pid);
    await nothingTold('hangs');
  });

  it('starts anew what never gets ready, once', async () => {
    await button('Start hangs').click();
    const pid = await hangs('hangs');
    await button('Restart hangs').click();
    await gone(pid);
    const next = await hangs('hangs');
    await card('hangs').getByText('Restarting…').waitFor();
    const again = card('hangs').getByRole('button', { name: /^Restart hangs/ });
    expect(await again.getAttribute('aria-disabled')).toBe('true');
    await page.goto(`${engine.url}/#/server/hangs`);
    await button('Stop hangs').click();
    await gone(next);
    await stopped('hangs');
    await button('Start hangs').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.goto(`${engine.url}/#/`);
  });

  it('does not wait out the time before the next attempt', async () => {
    await button('Start later').click();
    await engine.until('later', ({ state, restarts }) => state === 'restarting' && restarts > 0);
    const { run } = await engine.server('later');
    await button('Restart later').click();
    await engine.until('later', (view) => view.run > run);
    await engine.api('POST', '/servers/later/stop');
    await card('later').getByText('Stopped by you').waitFor();
    // by somebody else: whoever wanted it up is told, also when it has ended
    await alert('later').getByText('Could not restart later: was stopped meanwhile').waitFor();
    await alert('later').getByRole('button', { name: 'Dismiss' }).click();
    await alert('later').waitFor({ state: 'detached' });
  });

  it.each([
    [
      'a double click',
      () => button('Start hangs').click(),
      () => page.mouse.down({ clickCount: 2 }),
      () => page.mouse.up({ clickCount: 2 }),
    ],
    [
      'Enter that is held',
      () =>
        button('Start hangs')
          .focus()
          .then(() => page.keyboard.down('Enter')),
      () => page.keyboard.down('Enter'),
      () => page.keyboard.up('Enter'),
    ],
    [
      'the key that is held',
      () =>
        card('hangs')
          .focus()
          .then(() => page.keyboard.down('s')),
      () => page.keyboard.down('s'),
      () => page.keyboard.up('s'),
    ],
  ])('takes %s as one wish, whatever has its place by then', async (_, first, second, end) => {
    await first();
    const pid = await hangs('hangs');
    await button('Stop hangs').waitFor();
    await second();
    await end();
    await sleep(500);
    expect(await engine.server('hangs')).toMatchObject({ pid, wanted: 'up' });
    await button('Stop hangs').click();
    await gone(pid);
    await nothingTold('hangs');
  });

  it('tells of a failed start until the server runs', async () => {
    await button('Start mended').click();
    await alert('mended').getByText('Could not start mended: ').waitFor();
    await engine.until('mended', ({ state }) => state === 'crashed');
    writeFileSync(isThere(), '');
    await card('mended').getByText('no database').waitFor();
    expect(await alert('mended').count()).toBe(1);
    await engine.api('POST', '/servers/mended/start');
    await expect.poll(() => card('mended').getByText('Healthy').count(), { timeout: 10_000 }).toBe(1);
    expect(await page.getByRole('alert').count()).toBe(0);
    rmSync(isThere());
  });

  it('keeps nothing of a removed server for another of its name', async () => {
    const own = (command: string) => config(`  own: { command: ${command}, autostart: false }\n`);
    writeFileSync(engine.configFile, own(join(engine.folder, 'no-such-command')));
    await button('Start own').click();
    await alert('own').getByText('Could not start own: ').waitFor();
    await page.goto(`${engine.url}/#/server/own/config`);
    await page.getByRole('tabpanel').getByLabel('At most', { exact: true }).fill('7');
    await page.getByText('1 unsaved change').waitFor();
    writeFileSync(engine.configFile, config());
    await page.getByText('There is no server called own').waitFor();
    const { command, args } = cheap();
    writeFileSync(engine.configFile, config(`  own: { command: ${command}, autostart: false, args: ${JSON.stringify(args)} }\n`));
    // it was asked to run, and is
    await button('Stop own').waitFor();
    await page.getByText('No unsaved changes').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('broke no rule of the page', () => {
    expect(complaints).toEqual([]);
  });
});
