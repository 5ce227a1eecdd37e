// A server's config changed in the window: the bytes of the real file, the real process that comes up with it, and the way back.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { fixture, LiveEngine, until } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const secret = 'sk-live-1234567890abcdef';
const written = `# mine
version: 1
defaults: { restart: { backoff: { initial: 50ms, factor: 1 } } }
servers:
  shop:   # the shop
    command: ${process.execPath}
    args: [${fixture('echo-min.mjs')}, --token, ${secret}, "--level", info]
    env: { API_TOKEN: ${secret}, ROUND: "1" }
    restart: { max: 4 }
  fragile:
    command: sh
    args: ["-c", 'test "$BREAK" = 1 && exit 3; exec "$0" "$1"', "${process.execPath}", "${fixture('echo-min.mjs')}"]
    env: { BREAK: "0" }
`;

describe.skipIf(withoutChromium('the config of a server'))('the config of a server', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const file = () => readFileSync(engine.configFile, 'utf8');
  const field = (name: string) => page.getByRole('tabpanel').getByLabel(name, { exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const open = async (name: string) => {
    await page.goto(`${engine.url}/#/server/${name}/config`);
    await page.getByRole('heading', { level: 2, name }).waitFor();
    await field('At most').waitFor();
  };
  /** the engine may be done before the page has heard of it, and the toast of the test before may still be there */
  const undoToast = async (what: string) => {
    await page.locator('.toast', { hasText: what }).getByRole('button', { name: 'Undo' }).last().click();
  };
  const environment = (pid: number) => (process.platform === 'linux' ? readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0') : null);

  beforeAll(async () => {
    engine = new LiveEngine({
      config: written,
      mcpJson: {
        files: { command: process.execPath, args: [fixture('echo-min.mjs')], env: { DB_PASSWORD: 'hunter2hunter2', PLACE: 'a' } },
      },
    });
    await engine.start();
    await Promise.all(['shop', 'files', 'fragile'].map((name) => engine.running(name)));
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.locator('[data-card="shop"]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('shows each value with where it is written, and no secret', async () => {
    await open('shop');
    expect(await field('At most').inputValue()).toBe('4');
    await page.locator('[data-field="restart.max"]').getByText('roundhouse.yaml, line 9').waitFor();
    await page.locator('[data-field="restart.policy"]').getByText('usual', { exact: true }).waitFor();
    expect(await field('Arguments').inputValue()).toBe(`${fixture('echo-min.mjs')}\n--token\n••••••••\n--level\ninfo`);
    expect(await field('Value of API_TOKEN').getAttribute('placeholder')).toBe('••••••••');
    expect(await page.content()).not.toContain(secret);
  });

  it('previews, saves one line, restarts the process with it, and gives every byte back', async () => {
    await open('shop');
    const before = await engine.running('shop');
    await field('Value of ROUND').fill('2');
    await page.getByText('1 unsaved change').waitFor();
    await button('Preview').click();
    await page.locator('.diff-line[data-kind="added"]', { hasText: 'ROUND: "2"' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    expect(file()).toBe(written);
    await button('Save').click();
    await page.getByText('Config of shop saved').waitFor();
    expect(file()).toBe(written.replace('ROUND: "1"', 'ROUND: "2"'));
    const after = await engine.until('shop', ({ state, pid }) => state === 'running' && pid !== before.pid);
    expect(environment(after.pid!) ?? ['ROUND=2']).toContain('ROUND=2');
    await page.getByText('No unsaved changes').waitFor();
    await undoToast('Config of shop saved');
    await until('the file to be as it was', async () => file() === written);
    const back = await engine.until('shop', ({ state, pid }) => state === 'running' && pid !== after.pid);
    expect(environment(back.pid!) ?? ['ROUND=1']).toContain('ROUND=1');
  });

  it('says at the field why a value is refused, and writes nothing', async () => {
    await open('shop');
    await field('Every').fill('soon');
    await button('Save').click();
    const row = page.locator('[data-field="health.interval"]');
    await row.getByText(/"servers\.shop\.health\.interval" must be a duration/).waitFor();
    expect(await field('Every').getAttribute('aria-invalid')).toBe('true');
    expect(file()).toBe(written);
    await field('Every').fill('7s');
    await row.getByText(/must be a duration/).waitFor({ state: 'detached' });
    await field('Needs').fill('nobody');
    await button('Preview').click();
    await page
      .locator('[data-field="dependsOn"]')
      .getByText(/nobody defines/)
      .waitFor();
    await button('Discard').click();
    expect(await field('Every').inputValue()).toBe('10s');
  });

  it('a secret is replaced without being shown, and what is left of a list stays', async () => {
    await open('shop');
    const fresh = 'sk-live-fedcba0987654321';
    await field('Value of API_TOKEN').fill(fresh);
    await field('Arguments').fill((await field('Arguments').inputValue()).replace('info', 'debug'));
    await button('Save').click();
    await page.getByText('No unsaved changes').waitFor();
    expect(file()).toBe(written.replace(`API_TOKEN: ${secret}`, `API_TOKEN: ${fresh}`).replace('"--level", info', '"--level", debug'));
    expect(await page.content()).not.toMatch(new RegExp(`${fresh}|${secret}`));
    await page
      .getByRole('button', { name: /^Undo: .*env\.API_TOKEN/ })
      .first()
      .click();
    await until('the file to be as it was', async () => file() === written);
  });

  it('adjusts a server of a client’s file in the own config, and leaves that file alone', async () => {
    const theirs = readFileSync(engine.mcpFile, 'utf8');
    await open('files');
    await page.getByText(/That file stays as it is/).waitFor();
    await field('Start').selectOption('By hand');
    await button('Add variable').click();
    await field('Variable').fill('EXTRA');
    await field('Value of EXTRA').fill('plain');
    await button('Save').click();
    await page
      .locator('[data-field="autostart"]')
      .getByText(/roundhouse\.yaml, line/)
      .waitFor();
    expect(file()).toBe(`${written}  files:\n    autostart: false\n    env:\n      EXTRA: plain\n`);
    expect(readFileSync(engine.mcpFile, 'utf8')).toBe(theirs);
    // and back, one by one
    await button('Back to what is usual: Start').click();
    await button('Remove EXTRA').click();
    await button('Save').click();
    await page.locator('[data-field="autostart"]').getByText('usual', { exact: true }).waitFor();
    expect(file()).toBe(written);
  });

  it('knows, when it is looked at again, what an editor moved meanwhile', async () => {
    await open('shop');
    await field('At most').fill('5');
    await button('Save').click();
    const undo = page.getByRole('button', { name: /^Undo: .*restart\.max/ });
    await undo.first().waitFor();
    const line = () =>
      page
        .locator('[data-field="restart.max"]')
        .getByText(/roundhouse\.yaml, line \d+$/)
        .textContent();
    expect(await line()).toMatch(/line 9$/);
    // no value is another one: no event tells of it
    writeFileSync(engine.configFile, `# a line more\n${file()}`);
    const lineOf = async () => JSON.stringify(await engine.api('GET', '/config'));
    await until('the engine to have read it', async () => /"servers\.shop\.restart\.max":\{[^}]*"line":10\b/.test(await lineOf()));
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await expect.poll(line).toMatch(/line 10$/);
    await undo.first().waitFor({ state: 'detached' });
    writeFileSync(engine.configFile, written);
    await field('At most').and(page.locator('[value="4"]')).waitFor();
  });

  it('disables and removes, each with a way back', async () => {
    await open('files');
    await button('Disable').click();
    await engine.until('files', ({ state }) => state === 'disabled');
    await undoToast('files disabled');
    await engine.running('files');
    await open('shop');
    const now = file();
    await button('Remove').click();
    await page.locator('[data-card="files"]').waitFor();
    await until('shop to be gone', async () => !(await engine.servers()).some(({ name }) => name === 'shop'));
    expect(file()).not.toContain('shop');
    await undoToast('shop removed');
    await engine.running('shop');
    expect(file()).toBe(now);
  });

  it('tells what was changed before a crash, on the card and on its page, and restores it', async () => {
    await page.goto(`${engine.url}/#/`);
    writeFileSync(engine.configFile, file().replace('BREAK: "0"', 'BREAK: "1"'));
    await engine.until('fragile', ({ state }) => state === 'crashed');
    const card = page.locator('[data-card="fragile"]');
    await card.getByText(/^BREAK changed in roundhouse\.yaml .* before the first crash\.$/).waitFor();
    await card.getByRole('link', { name: 'View change of fragile' }).click();
    const cause = page.getByRole('region', { name: /^BREAK changed/ });
    await cause.locator('.diff-line[data-kind="removed"]', { hasText: 'BREAK: 0' }).waitFor();
    await cause.locator('.diff-line[data-kind="added"]', { hasText: 'BREAK: 1' }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(page), colorScheme).toEqual([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/cause-${colorScheme}.png` });
    }
    await cause.getByRole('button', { name: 'Restore this line' }).click();
    await engine.running('fragile');
    expect(file()).toContain('BREAK: "0"');
    await cause.waitFor({ state: 'detached' });
  });

  it('saves and starts what is down', async () => {
    writeFileSync(engine.configFile, file().replace('BREAK: "0"', 'BREAK: "1"'));
    await engine.until('fragile', ({ state }) => state === 'crashed');
    await engine.api('POST', '/servers/fragile/stop');
    await open('fragile');
    await field('Value of BREAK').fill('0');
    await button('Save and start').click();
    await engine.running('fragile');
    expect(file()).toContain('BREAK: "0"');
  });

  it('of a client’s file it only says where, and hides what is secret', async () => {
    const theirs = readFileSync(engine.mcpFile, 'utf8');
    const broken = JSON.parse(theirs) as { mcpServers: { files: { args: string[]; env: Record<string, string> } } };
    broken.mcpServers.files.args = [fixture('exit-code.mjs')];
    broken.mcpServers.files.env.DB_PASSWORD = 'hunter3hunter3';
    writeFileSync(engine.mcpFile, JSON.stringify(broken, null, 2));
    await engine.until('files', ({ state }) => state === 'crashed');
    await page.goto(`${engine.url}/#/server/files`);
    const cause = page.getByRole('region', { name: /changed in \.mcp\.json .* before the first crash/ });
    await cause.locator('.diff-line[data-kind="added"]', { hasText: 'DB_PASSWORD: ••••••••' }).waitFor();
    await cause.getByText(/Roundhouse only reads that file/).waitFor();
    await cause.getByRole('button', { name: 'Copy the earlier value of args' }).waitFor();
    expect(await cause.getByRole('button', { name: /^Restore/ }).count()).toBe(0);
    expect(await page.content()).not.toContain('hunter');
    await open('files');
    await page.getByRole('button', { name: /^args, env\.|^args, .*crashed after/ }).click();
    await page.locator('.sc-hist .diff-line', { hasText: 'DB_PASSWORD: ••••••••' }).first().waitFor();
    expect(await page.content()).not.toContain('hunter');
    writeFileSync(engine.mcpFile, theirs);
    await engine.running('files');
  });

  it('is without a fault in both themes, at both widths', { timeout: 60_000 }, async () => {
    await open('shop');
    await field('Value of ROUND').fill('2');
    await button('Preview').click();
    await page.locator('.sc-preview .diff').waitFor();
    for (const width of [1280, 900]) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page), `${width} ${colorScheme}`).toEqual([]);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/config-${width}-${colorScheme}.png` });
      }
    }
    await page.setViewportSize({ width: 820, height: 700 });
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});
