// A server added from the overview: the own config, the real process, and away again.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, fixture, LiveEngine, until } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('adding a server'))('adding a server', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const dialog = () => page.getByRole('dialog', { name: 'Add a server' });
  const open = async () => {
    await page.getByRole('button', { name: 'Add server', exact: true }).click();
    await dialog().waitFor();
  };
  const add = () => dialog().getByRole('button', { name: 'Add server' }).click();

  beforeAll(async () => {
    engine = new LiveEngine({ mcpJson: { one: cheap() }, config: '# mine\nversion: 1\n' });
    await engine.start();
    await engine.running('one');
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.locator('[data-card="one"]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('writes what was meant, starts it, and takes it back', async () => {
    await open();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-at'))).toBe('line');
    await page.keyboard.type(`LEVEL="a b" "${process.execPath}" '${fixture('echo-min.mjs')}' --x`);
    expect(await dialog().getByLabel('Name').inputValue()).toBe('echo-min');
    await dialog().getByLabel('Name').fill('mine');
    await dialog().getByLabel('Environment').fill('TOKEN=hush=hush');
    await add();
    await page.getByText('mine added').waitFor();
    await engine.running('mine');
    await page.locator('[data-card="mine"]').waitFor();
    expect(parse(readFileSync(engine.configFile, 'utf8')).servers.mine).toEqual({
      command: process.execPath,
      args: [fixture('echo-min.mjs'), '--x'],
      env: { LEVEL: 'a b', TOKEN: 'hush=hush' },
    });
    expect(readFileSync(engine.configFile, 'utf8')).toContain('# mine');
    await page.getByRole('region', { name: 'What was done' }).getByRole('button', { name: 'Undo' }).click();
    await page.locator('[data-card="mine"]').waitFor({ state: 'detached' });
    await until('it to be gone', async () => (await engine.servers()).length === 1);
  });

  it('says at the field what is wrong, and what the engine refuses', async () => {
    await open();
    await dialog().getByLabel('Command line or address').fill('npx "open');
    await add();
    await dialog().getByText('The quote " is not closed.').waitFor();
    await dialog().getByLabel('Command line or address').fill('npx one');
    await dialog().getByLabel('Name').fill('one');
    await add();
    await dialog().getByText('There is a server of this name already.').waitFor();
    await dialog().getByLabel('Name').fill('roundhouse');
    await add();
    await dialog()
      .getByRole('alert')
      .getByText(/roundhouse/)
      .waitFor();
    expect(readFileSync(engine.configFile, 'utf8')).not.toContain('npx');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add server');
  });

  it('asks for headers where an address is written; without a fault in both themes', { timeout: 60_000 }, async () => {
    await open();
    await dialog().getByLabel('Command line or address').fill('https://mcp.example.com/mcp');
    await dialog().getByLabel('Headers').waitFor();
    for (const width of [1280, 900]) {
      await page.setViewportSize({ width, height: width === 900 ? 640 : 800 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page), `${width} ${colorScheme}`).toEqual([]);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/add-${width}-${colorScheme}.png` });
      }
    }
    await page.keyboard.press('Escape');
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/add-bar-900.png` });
    await page.setViewportSize({ width: 820, height: 640 });
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});
