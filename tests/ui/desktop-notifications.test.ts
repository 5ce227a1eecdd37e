// The part of the Settings page that only the desktop app has, with a stand-in for its bridge, on a real engine.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge, Preferences } from '../../contract/desktop.ts';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { askedOf, putDesktop, setStandIn } from '../support/desktop-stand-in.ts';
import { cheap, LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the notification settings of the desktop app'))('the notification settings of the desktop app', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let complaints: string[];

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { alpha: cheap() } }).start();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  const open = async (desktop: Parameters<typeof putDesktop>[1] | null, looks: { colorScheme?: 'light' | 'dark'; width?: number } = {}) => {
    const { colorScheme = 'light', width = 1280 } = looks;
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 800 } });
    const page = await context.newPage();
    complaints = await listenForComplaints(page);
    if (desktop) await putDesktop(page, desktop);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Settings' }).waitFor();
    await page.evaluate(() => {
      location.hash = '#/settings/notifications';
    });
    await page.getByRole('checkbox', { name: 'In app: A server stays down' }).waitFor();
    return page;
  };
  const kept = (page: Page): Promise<Preferences['notifications']> =>
    page.evaluate(async () => {
      const { roundhouse } = window as unknown as { roundhouse: Bridge };
      return (await roundhouse.preferences()).notifications;
    });
  const system = (page: Page, what: string) => page.getByRole('checkbox', { name: `System: ${what}` });

  it('are not there in a browser, and not found there either', async () => {
    const page = await open(null);
    expect(await page.getByText('Quiet hours').count()).toBe(0);
    expect(await page.getByRole('checkbox', { name: /^System:/ }).count()).toBe(0);
    await page.getByPlaceholder('Find').fill('quiet hours');
    await page.getByText('No setting matches “quiet hours”.').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('switch kinds on and off, with the way back', async () => {
    const page = await open({});
    expect(await system(page, 'A server stays down').isChecked()).toBe(true);
    await system(page, 'A server stays down').uncheck();
    await system(page, 'It is well again').uncheck();
    await expect.poll(() => kept(page)).toMatchObject({ serverDown: false, configUnreadable: true, allClear: false });
    await page.getByRole('region', { name: 'What was done' }).getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(() => system(page, 'It is well again').isChecked()).toBe(true);
    await expect.poll(() => kept(page)).toMatchObject({ serverDown: false, allClear: true });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keep the reminder and quiet hours, also over midnight', async () => {
    const page = await open({});
    await page.getByLabel('Repeat while a problem lasts').selectOption('Once, after 1 hour');
    await page.getByRole('switch', { name: 'Quiet hours' }).check();
    await page.getByLabel('Quiet from').fill('23:30');
    await page.getByLabel('Quiet until').fill('late');
    await page.getByLabel('Quiet until').press('Enter');
    await page.getByText('“late” is no time. Type one like 22:00.').waitFor();
    await page.getByLabel('Quiet until').fill('6:45');
    await page.getByLabel('Quiet until').press('Enter');
    await expect.poll(() => kept(page)).toMatchObject({ remind: true, quiet: { from: '23:30', until: '06:45' } });
    await page.getByRole('switch', { name: 'Quiet hours' }).uncheck();
    await expect.poll(async () => (await kept(page)).quiet).toBeNull();
    expect(await page.getByLabel('Quiet from').count()).toBe(0);
    await page.getByRole('switch', { name: 'Quiet hours' }).check();
    await expect.poll(async () => (await kept(page)).quiet).toEqual({ from: '23:30', until: '06:45' });
    await page.context().close();
  });

  it('send a test, and say when the system keeps them back, until it does no more', async () => {
    const page = await open({ reach: { state: 'denied', reason: 'notifications are switched off for it' } });
    const denied = page.getByText('The system shows no notifications of Roundhouse: notifications are switched off for it');
    await denied.waitFor();
    await page.getByRole('button', { name: 'Send a test notification' }).click();
    await page.getByText(/^Sent\. If nothing appears/).waitFor();
    expect(await askedOf(page, 'testNotification')).toHaveLength(1);
    await setStandIn(page, { reach: { state: 'granted', reason: null } });
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await denied.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('go back to what they were when the app refuses, and say why', async () => {
    const page = await open({ refuses: 'The preferences cannot be written: the disk is full.' });
    await system(page, 'A server stays down').click();
    await page
      .getByRole('alert')
      .getByText(/the disk is full/)
      .waitFor();
    expect(await system(page, 'A server stays down').isChecked()).toBe(true);
    await page.context().close();
  });

  it('what nobody is told of in the app is not told by the system', async () => {
    const page = await open({});
    await page.getByRole('checkbox', { name: 'In app: A server stays down' }).click();
    await expect.poll(() => system(page, 'A server stays down').isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'In app: A server stays down' }).click();
    await expect.poll(() => system(page, 'A server stays down').isEnabled()).toBe(true);
    await page.context().close();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 400],
    ['dark', 900],
  ] as const)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    const quiet = { from: '22:00', until: '08:00' };
    const notifications = { serverDown: true, configUnreadable: true, allClear: true, remind: true, quiet };
    const page = await open({ preferences: { notifications }, reach: { state: 'denied', reason: null } }, { colorScheme, width });
    await page.getByLabel('Quiet from').scrollIntoViewIfNeeded();
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    if (process.env.SHOT) await page.screenshot({ path: `/tmp/notify-settings-${width}-${colorScheme}.png` });
    await page.context().close();
  });
});
