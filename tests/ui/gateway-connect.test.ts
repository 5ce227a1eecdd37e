// Connecting clients from the page: what is shown is what is written into their real files, and Undo gives these back byte for byte.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientView } from '../../contract/routes/clients.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server, until } from '../support/live-engine.ts';
import { putFile } from './gateway-stage.ts';
import { faultsOf, looks } from './looks.ts';
import { signInUrl } from './staged-home.ts';

const cursorText = `{
  // written by hand: spaces,  comments and order are mine
  "other": [1,2,   3],
  "mcpServers": {
    "linear": ${JSON.stringify({ ...server('echo-min.mjs'), env: { LINEAR_TOKEN: 'lin_api_very-secret-1234567890' } })}
  }
}\r\n`;
const claudeText = '{"numStartups":12345678901234567890,"mcpServers":{}}';

describe.skipIf(withoutChromium('connecting a client'))('connecting a client', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let cursor: string;
  let claude: string;
  const dialog = () => page.getByRole('dialog', { name: 'Connect a client' });
  const clientOf = async (id: string) => (await engine.api<ClientView[]>('GET', '/clients')).find(({ client }) => client === id)!;

  beforeAll(async () => {
    engine = new LiveEngine({
      mcpJson: { echo: server('echo-min.mjs') },
      config: '# mine\nversion: 1\ngateway: { profiles: { work: { servers: [echo] } } }\n',
    });
    cursor = putFile(engine, '.cursor/mcp.json', cursorText);
    claude = putFile(engine, '.claude.json', claudeText);
    await engine.start();
    await engine.running('echo');
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      bypassCSP: false,
    });
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Gateway' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('shows the change before it is made, makes exactly that, and gives every byte back', async () => {
    const own = readFileSync(engine.configFile);
    await page.getByRole('button', { name: 'Connect Cursor' }).click();
    await dialog().getByText('Moves to Roundhouse: linear.').waitFor();
    await dialog().getByText('"roundhouse": {').waitFor();
    expect(await dialog().textContent()).not.toContain('very-secret');
    expect(readFileSync(cursor, 'utf8')).toBe(cursorText);
    await dialog().getByRole('combobox', { name: 'Profile' }).selectOption('work');
    await dialog().getByText('"--profile"').waitFor();
    await dialog().getByRole('button', { name: 'Link Cursor' }).click();
    await page.getByText(`Cursor is linked: ${cursor} was written`).waitFor();
    const written = readFileSync(cursor, 'utf8');
    expect(written).toContain('// written by hand: spaces,  comments and order are mine');
    expect(written).toContain('"roundhouse"');
    expect(written).not.toContain('"linear"');
    expect(await clientOf('cursor')).toMatchObject({ linked: true, profile: 'work' });
    expect(readFileSync(engine.configFile, 'utf8')).toContain('linear:');
    await page.getByRole('button', { name: 'Manage Cursor' }).waitFor();

    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('Undone:').waitFor();
    expect(readFileSync(cursor, 'utf8')).toBe(cursorText);
    expect(readFileSync(engine.configFile).equals(own)).toBe(true);
    await page.getByRole('button', { name: 'Connect Cursor' }).waitFor();
  });

  it('leaves the servers with the client when that is wished, says where the copy lies, and unlinks with a preview', async () => {
    await page.getByRole('button', { name: 'Connect Cursor' }).click();
    await dialog()
      .getByRole('checkbox', { name: /^Its server moves/ })
      .uncheck();
    await dialog().getByText('Moves to Roundhouse:').waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: 'Link Cursor' }).click();
    await page.getByRole('button', { name: 'Manage Cursor' }).click();
    const { backup } = await clientOf('cursor');
    await dialog().getByText(backup!).waitFor();
    expect(readFileSync(backup!, 'utf8')).toBe(cursorText);
    expect(readFileSync(cursor, 'utf8')).toContain('"linear"');
    await dialog().getByRole('button', { name: 'Unlink Cursor' }).click();
    await page.getByText('Cursor is not linked any more').waitFor();
    expect(readFileSync(cursor, 'utf8')).toBe(cursorText);
    // the list is read again after the answer
    await page.getByRole('button', { name: 'Connect Cursor' }).waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await page.getByRole('button', { name: 'Manage Cursor' }).waitFor();
    expect(readFileSync(cursor, 'utf8')).toContain('"roundhouse"');
    await engine.api('POST', '/clients/cursor/unlink', {});
    await page.getByRole('button', { name: 'Connect Cursor' }).waitFor();
  });

  it('writes nothing when the file is another one than was shown, and shows the new one', async () => {
    await page.goto(`${engine.url}/#/gateway?connect=claude-code`);
    await dialog().getByText('"roundhouse":{').or(dialog().getByText('"roundhouse": {')).first().waitFor();
    // the engine's own notice of it is kept away, as if the press came at the same moment
    await page.route('**/clients/claude-code/preview*', (route) => route.abort());
    writeFileSync(claude, claudeText.replace('{}', '{"mine":{"command":"mine"}}'));
    await dialog().getByRole('button', { name: 'Link Claude Code' }).click();
    await dialog()
      .getByText(/^Nothing was changed: /)
      .waitFor();
    expect(readFileSync(claude, 'utf8')).toContain('"mine"');
    expect(readFileSync(claude, 'utf8')).not.toContain('roundhouse');
    await page.unroute('**/clients/claude-code/preview*');
    // whoever looks again sees what is there now
    await dialog().getByRole('button', { name: 'Cursor' }).click();
    await dialog()
      .getByRole('button', { name: /^Claude Code/ })
      .click();
    await dialog().getByText('Moves to Roundhouse: mine.').waitFor();
  });

  it('refuses a file that cannot be read, with the reason, until it is mended', async () => {
    writeFileSync(claude, claudeText.slice(0, -1));
    await dialog()
      .getByText(/\.claude\.json is not valid JSON/)
      .first()
      .waitFor();
    expect(await dialog().getByRole('button', { name: 'Link Claude Code' }).count()).toBe(0);
    writeFileSync(claude, claudeText);
    await dialog().getByRole('button', { name: 'Link Claude Code' }).waitFor();
    expect(readFileSync(claude, 'utf8')).toBe(claudeText);
  });

  it('gives any other client an entry that really works, and no token', async () => {
    await dialog().getByRole('button', { name: 'Another client' }).click();
    await expect.poll(() => page.url()).toContain('connect=other');
    await dialog().getByRole('combobox', { name: 'Profile' }).selectOption('work');
    await dialog().getByRole('button', { name: 'Copy the entry' }).click();
    const { mcpServers } = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    const { command, args, env } = mcpServers.roundhouse;
    expect(args.slice(-3)).toEqual(['connect', '--profile', 'work']);
    expect(env).toEqual({ ROUNDHOUSE_HOME: engine.home });
    expect(existsSync(command)).toBe(true);
    await dialog().getByText(`${engine.url}/mcp/p/work`).waitFor();
    const text = await dialog().textContent();
    expect(text).not.toContain(engine.token);
    await dialog().getByRole('button', { name: 'Close' }).click();
    await until('the dialog to be gone', async () => (await dialog().count()) === 0);
    // told by the browser, not by the page: it may come a little later
    await expect.poll(() => page.url()).not.toContain('connect=');
    expect(complaints).toEqual([]);
  });

  it.each(looks)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    const faults = await faultsOf(browser, engine, [colorScheme, width], async (other, look) => {
      for (const [chosen, words] of [
        ['cursor', 'Moves to Roundhouse: linear.'],
        ['other', 'A client that takes an address'],
      ]) {
        await other.goto(`${engine.url}/#/gateway?connect=${chosen}`);
        await other.getByText(words!).waitFor();
        await look();
        await other.keyboard.press('Escape');
      }
    });
    expect(faults).toEqual([]);
  });
});
