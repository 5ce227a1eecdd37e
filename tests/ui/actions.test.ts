// What is asked of one server from its card: at once, with the way on when it takes long, and the way back. On real processes.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mute } from '../../contract/alerts.ts';
import { violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, fixture, LiveEngine, server, until } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('actions on one server'))('actions on one server', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const card = (name: string) => page.locator(`[data-card="${name}"]`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const pidOf = async (name: string) => (await engine.server(name)).pid!;
  const gone = (pid: number) => until(`${pid} to be gone`, () => !engine.alive().includes(pid));
  const order = () => page.locator('[data-card]').evaluateAll((cards) => cards.map((each) => each.getAttribute('data-card')));
  const focused = () => page.evaluate(() => document.activeElement?.closest('[data-card]')?.getAttribute('data-card'));
  const calls = () => join(engine.folder, 'calls');
  const isThere = () => join(engine.folder, 'ok');
  interface Answer {
    outcome: string;
  }

  /** a call that the server has when this is done */
  async function call(tool: string): Promise<{ calling: Promise<Answer> }> {
    const arrived = () => (existsSync(calls()) ? readFileSync(calls(), 'utf8') : '').split('\n').length;
    const before = arrived();
    const calling = engine.api<Answer>('POST', `/tools/${tool}/call`, { arguments: { text: 'hello' } });
    await until('the call to be there', () => arrived() > before);
    return { calling };
  }

  beforeAll(async () => {
    engine = new LiveEngine({
      config: `version: 1
defaults: { restart: { max: 1, backoff: { initial: 50ms, factor: 1 } }, health: { interval: 60s }, stop: { grace: 90s } }
servers: { deaf-one: { dependsOn: [busy] } }
`,
    });
    const counts = (delay: number) => server('counts-calls.mjs', '--file', calls(), '--delay', delay);
    engine.writeMcp({
      alpha: cheap(),
      beta: cheap(),
      deaf: server('deaf.mjs'),
      'deaf-one': server('deaf.mjs'),
      busy: counts(100),
      later: counts(4000),
      picky: {
        command: 'sh',
        args: ['-c', `[ -e "${isThere()}" ] || { echo "no database" >&2; exit 3; }; exec sh "${fixture('echo.sh')}"`],
      },
    });
    await engine.start();
    for (const name of ['alpha', 'beta', 'deaf', 'deaf-one', 'busy', 'later']) await engine.running(name);
    await engine.until('picky', ({ state }) => state === 'crashed');
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await card('alpha').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    // what would take its whole grace to end
    if (engine && !engine.hasEnded) await engine.api('POST', '/servers/stop?force=1', { names: ['deaf', 'deaf-one'] });
    await engine?.close();
  });

  it('takes a stop back by Ctrl+Z, and keeps the focus on the card whose button became another', async () => {
    const pid = await pidOf('alpha');
    await card('alpha').focus();
    await page.keyboard.press('s');
    await page.locator('.toast', { hasText: 'Stopped alpha' }).waitFor();
    await gone(pid);
    expect(await focused()).toBe('alpha');
    await page.keyboard.press('Control+z');
    await engine.running('alpha');
    expect(await focused()).toBe('alpha');
  });

  it('offers a way to end what does not end by itself, and ends it', async () => {
    const pid = await pidOf('deaf');
    await button('Stop deaf').click();
    await card('deaf').getByText('Stopping…').waitFor();
    expect(await card('deaf').getByRole('button', { name: 'Force stop deaf' }).count()).toBe(0);
    await card('deaf').getByText('Taking longer than usual').waitFor({ timeout: 10_000 });
    expect(engine.alive()).toContain(pid);
    expect(await violationsOf(page)).toEqual([]);
    await button('Force stop deaf').click();
    await gone(pid);
    await card('deaf').getByText('Stopped by you').waitFor();
    expect(await card('deaf').getByRole('alert').count()).toBe(0);
  });

  it('asks first when calls would end with it, with their number and the focus on the safe choice', async () => {
    const [pid, dependent] = [await pidOf('busy'), await pidOf('deaf-one')];
    const { calling } = await call('busy.hang');
    for (const name of ['busy', 'deaf-one']) {
      await card(name).focus();
      await page.keyboard.press('x');
    }
    // what depends on it goes first, and does not go
    await page.getByRole('button', { name: 'Stop 2 servers' }).click();
    await button('Force stop busy').click({ timeout: 10_000 });
    const dialog = page.getByRole('alertdialog', { name: 'Force stop busy?' });
    await dialog.getByText('1 call is under way').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(engine.alive()).toContain(pid);
    await button('Force stop busy').click();
    await dialog.getByRole('button', { name: 'Force stop, end 1 call' }).click();
    await gone(pid);
    expect((await calling).outcome).toBe('error');
    await button('Force stop deaf-one').click();
    await gone(dependent);
    await page.keyboard.press('Escape');
    await engine.api('POST', '/servers/start', { names: ['busy'] });
  });

  it('lets calls end before a restart, and says how many', async () => {
    const pid = await pidOf('later');
    const { calling } = await call('later.later');
    await button('Restart later').click();
    await card('later').getByText('Restarts after 1 call').waitFor();
    expect(await pidOf('later')).toBe(pid);
    expect((await calling).outcome).toBe('ok');
    await gone(pid);
    await engine.until('later', (view) => view.state === 'running' && view.pid !== pid);
    await expect.poll(() => card('later').getByText('Healthy').count(), { timeout: 10_000 }).toBe(1);
  });

  it('restarts at once when told so', async () => {
    const pid = await pidOf('later');
    const { calling } = await call('later.hang');
    await button('Restart later').click();
    await button('Now: restart later without waiting for its calls').click();
    await gone(pid);
    expect((await calling).outcome).toBe('error');
    await engine.until('later', (view) => view.state === 'running' && view.pid !== pid);
    expect((await engine.server('later')).draining).toBeUndefined();
    expect(await card('later').getByRole('alert').count()).toBe(0);
  });

  it('does not move cards under the pointer', async () => {
    const among = async () => (await order()).filter((name) => ['alpha', 'beta'].includes(name ?? ''));
    const before = await among();
    expect(before).toEqual(['alpha', 'beta']);
    const stays = async () => {
      await page.mouse.move(700 + Math.random() * 20, 600);
      return among();
    };
    await stays();
    await engine.api('POST', '/servers/alpha/stop');
    await card('alpha').getByText('Stopped by you').waitFor();
    expect(await stays()).toEqual(before);
    await page.mouse.move(700, 20);
    await expect.poll(among).toEqual(['beta', 'alpha']);
    await stays();
    await engine.api('POST', '/servers/alpha/start');
    // and once it rests there
    await expect.poll(among, { timeout: 10_000 }).toEqual(before);
    await page.mouse.move(700, 20);
  });

  it('mutes, copies and opens from the menu of what needs attention', async () => {
    const menu = async (item: string) => {
      await button('More for picky').click();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
    };
    await menu('Mute 1 h');
    await card('picky').getByText('muted').waitFor();
    const mutes = () => engine.api<Mute[]>('GET', '/alerts/mutes');
    const [mute] = await mutes();
    expect(mute).toMatchObject({ server: 'picky', kind: null });
    expect(Date.parse(mute!.until!) - Date.now()).toBeGreaterThan(59 * 60_000 - 5000);
    await menu('Unmute');
    await expect.poll(mutes).toEqual([]);
    await page.locator('.toast', { hasText: 'are told again' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await mutes())[0]?.server).toBe('picky');
    await menu('Unmute');
    await expect.poll(mutes).toEqual([]);
    await menu('Copy error');
    await page.locator('.toast', { hasText: 'Copied the error of picky' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^picky: .*exited with code 3[\s\S]*no database/);
    await menu('Open server');
    await page.getByRole('heading', { name: 'picky', level: 1 }).waitFor();
    await page
      .locator('.nav')
      .getByRole('link', { name: /^Overview/ })
      .click();
    await card('picky').waitFor();
  });

  it('shows for a moment that it is well again, and lets the focus go along', async () => {
    writeFileSync(isThere(), '');
    await card('picky').focus();
    await page.keyboard.press('s');
    await card('picky').getByRole('img', { name: 'Resolved' }).waitFor();
    expect((await engine.server('picky')).state).toBe('running');
    await expect.poll(() => page.getByRole('heading', { name: 'Needs attention' }).count(), { timeout: 10_000 }).toBe(0);
    expect(await focused()).toBe('picky');
    rmSync(isThere());
  });

  it('broke no rule of the page', () => {
    expect(complaints).toEqual([]);
  });
});
