// Both sides in the same browser: the drawings as they are, and our pages on a real engine with a server in every state.
import { appendFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type LiveEngine, server } from '../../support/live-engine.ts';
import { connect } from '../gateway-stage.ts';
import { signInUrl, stageHome } from '../staged-home.ts';
import { themes, type Values } from './compare.ts';
import { measure } from './measure.ts';
import { drawings, type PageName } from './parts.ts';

const viewport = { width: 1280, height: 800 };

/** The staged home, and a service that says a warning now and then. */
export function stage(): LiveEngine {
  const engine = stageHome();
  const { command, args } = server('service.mjs', '--noise', 2_000);
  appendFileSync(engine.configFile, `  noisy: { command: ${JSON.stringify([command, ...args])} }\n`);
  return engine;
}

export async function measureDrawings(browser: Browser, folder: string): Promise<Values> {
  const values: Values = { light: {}, dark: {} };
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  for (const theme of themes) {
    for (const { file, parts } of drawings) {
      const url = new URL(file, pathToFileURL(`${folder}/`));
      for (const [name, value] of Object.entries({ theme, still: '1', platform: 'web' })) url.searchParams.set(name, value);
      await page.goto(url.href);
      await page.evaluate(() => document.fonts.ready);
      Object.assign(values[theme], await measure(page, parts, 'drawn'));
    }
  }
  await page.close();
  return values;
}

export async function measureOurs(browser: Browser, engine: LiveEngine): Promise<Values> {
  const values: Values = { light: {}, dark: {} };
  const clients = await Promise.all(['editor', 'reader', 'writer'].map((name) => connect(engine, name)));
  const page = await (await browser.newContext({ viewport, reducedMotion: 'reduce' })).newPage();
  await page.goto(await signInUrl(engine));
  await page.getByRole('article').first().waitFor();
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    for (const { page: name, parts } of drawings) {
      await goTo(page, engine, name);
      await page.evaluate(() => document.fonts.ready);
      await page.mouse.move(0, 0);
      Object.assign(values[theme], await measure(page, parts, 'ours'));
    }
    await page.keyboard.press('Escape');
  }
  await page.close();
  for (const client of clients) await client.leave();
  return values;
}

const addresses: Record<PageName, string> = {
  overview: '/#/',
  table: '/#/?view=table',
  logs: '/#/logs',
  server: '/#/server/postgres',
  tools: '/#/server/everything/tools',
  gateway: '/#/gateway',
  settings: '/#/settings',
  onboarding: '/#/onboarding',
  palette: '/#/',
};
/** what is there when the page is */
const signs: Record<PageName, string> = {
  overview: '.srv .spark',
  table: '.tbl tbody tr',
  logs: '.ll.warn',
  server: '.side-c .kv',
  tools: '.try .btn.pri',
  gateway: '.gw-side-h h3',
  settings: '.switch',
  onboarding: '.ob-cols',
  palette: '.cp-o',
};

async function goTo(page: Page, engine: LiveEngine, name: PageName): Promise<void> {
  await page.goto(engine.url + addresses[name]);
  if (name === 'palette') await page.keyboard.press('ControlOrMeta+k');
  await page.locator(signs[name]).first().waitFor();
  // of things in a list, one that is seen
  if (name === 'gateway') await page.getByRole('button', { name: 'editor' }).first().click();
}
