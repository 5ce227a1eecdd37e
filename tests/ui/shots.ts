// Pictures of Overview and Logs on a real engine with a staged home: two sizes, light and dark, into the ignored `shots/`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/chromium.ts';
import { seedHistory } from '../support/seeded-history.ts';
import { shootColourBlind } from './colour-blind-shots.ts';
import { shootGateway } from './gateway-shots.ts';
import { shootOnboarding } from './onboarding-shots.ts';
import { settled, signInUrl, stageHome } from './staged-home.ts';

const folder = join(import.meta.dirname, '..', '..', 'shots');
await mkdir(folder, { recursive: true });
/** sparklines show two minutes */
const seconds = Number(process.argv[2] ?? 130);

const serverPictures = [
  ['postgres', 'overview'],
  ['postgres', 'logs'],
  ['filesystem', 'tools'],
  ['everything', 'metrics'],
  ['everything', 'metrics?range=7d'],
  ['everything', 'metrics?as=table'],
  ['postgres', 'config'],
  ['postgres', 'events'],
] as const;

const engine = stageHome();
seedHistory(engine, 'everything', 8 * 60_000);
const browser = await openBrowser();
try {
  await engine.start();
  await settled(engine);
  await engine.api('POST', '/onboarding/done', {});
  // a password was mistyped, and since then it crashes
  for (const [round, password] of ['hunter2', 'hunter3'].entries()) {
    const value = `postgresql://dev:${password}@host.docker.internal:5432/acme_dev`;
    await engine.api('POST', '/config/edit', { edits: [{ path: ['servers', 'postgres', 'env', 'DATABASE_URI'], value }] });
    await engine.until('postgres', ({ run, state }) => run > 3 * (round + 1) && state === 'crashed', 30_000);
  }
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.goto(await signInUrl(engine));
  await page.getByRole('article').first().waitFor();
  await page.waitForTimeout(seconds * 1000);
  // one page for all: a reload would begin the sparklines anew
  for (const [width, height] of [
    [1280, 800],
    [900, 640],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
      await shoot(page, `overview-${width}-${colorScheme}`);
      await page.getByRole('button', { name: 'Add server', exact: true }).click();
      await shoot(page, `overview-add-${width}-${colorScheme}`);
      await page.keyboard.press('Escape');
      for (const name of ['filesystem', 'memory', 'everything']) {
        await page.locator(`[data-card="${name}"]`).focus();
        await page.keyboard.press('x');
      }
      await shoot(page, `overview-select-${width}-${colorScheme}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('v');
      await shoot(page, `overview-table-${width}-${colorScheme}`);
      await page.keyboard.press('v');
      await page.getByRole('link', { name: 'Logs', exact: true }).click();
      await page.locator('.ll').first().waitFor();
      await shoot(page, `logs-${width}-${colorScheme}`);
      await page.goto(`${engine.url}/#/logs?q=cannot%20reach`);
      await page.getByRole('textbox', { name: 'Search logs' }).press('Enter');
      await page.locator('.stream').press('Enter');
      await page.locator('.l-open').waitFor();
      await shoot(page, `logs-found-${width}-${colorScheme}`);
      await page.getByRole('link', { name: 'Events', exact: true }).click();
      await page.locator('.ev-event').first().waitFor();
      await shoot(page, `events-${width}-${colorScheme}`);
      await page.getByRole('link', { name: 'Dependencies' }).click();
      await page.locator('.dg-b').first().waitFor();
      await shoot(page, `dependencies-${width}-${colorScheme}`);
      await page.getByRole('link', { name: 'Alerts' }).click();
      await page.getByRole('article').first().waitFor();
      await shoot(page, `alerts-${width}-${colorScheme}`);
      for (const section of ['general', 'supervision', 'gateway', 'config', 'logs', 'keyboard', 'about']) {
        await page.goto(`${engine.url}/#/settings/${section}`);
        await page.getByLabel('Size of a log file').waitFor();
        await shoot(page, `settings-${section}-${width}-${colorScheme}`);
      }
      await page.getByRole('link', { name: 'Overview' }).click();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('rest');
      await shoot(page, `palette-${width}-${colorScheme}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await shoot(page, `palette-help-${width}-${colorScheme}`);
      await page.keyboard.press('Escape');
      for (const [name, tab] of serverPictures) {
        await page.goto(`${engine.url}/#/server/${name}/${tab}`);
        await page.getByRole('tabpanel').waitFor();
        await page.waitForTimeout(300);
        await shoot(page, `server-${tab.replaceAll(/[?=]/g, '-')}-${width}-${colorScheme}`);
      }
    }
  }
  // as people set their system: forced colours, more contrast, zoom to 400 %, and longer words
  for (const path of ['overview', 'logs', 'events', 'alerts', 'gateway', 'dependencies', 'server/postgres', 'settings']) {
    const show = async (kind: string, query = '') => {
      await page.goto(`${engine.url}/${query}#/${path}`);
      await page.locator('main:not([aria-busy="true"])').waitFor();
      await page.waitForTimeout(400);
      await shoot(page, `${kind}-${path.replace('/', '-')}`);
    };
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ forcedColors: 'active' });
    await show('forced');
    await page.emulateMedia({ forcedColors: 'none', contrast: 'more' });
    await show('contrast');
    await page.emulateMedia({ contrast: 'no-preference' });
    await page.setViewportSize({ width: 900, height: 640 });
    await show('pseudo', '?locale=pseudo');
    await page.setViewportSize({ width: 320, height: 640 });
    await show('narrow');
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await shootColourBlind(page, engine.url, shoot);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
  await engine.kill();
  await page.getByText('Lost contact').waitFor();
  await shoot(page, 'overview-lost-1280-dark');
  await page.close();
  await shootOnboarding(browser, shoot);
  await shootGateway(browser, shoot);
} finally {
  await browser.close();
  await engine.close();
}
console.log(`pictures are in ${folder}`);

async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
