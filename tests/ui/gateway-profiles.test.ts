// Profiles on the Gateway page: what is changed there is in the config, and so for the client that is connected.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server, until } from '../support/live-engine.ts';
import { type Connected, connect } from './gateway-stage.ts';
import { faultsOf, looks } from './looks.ts';
import { signInUrl } from './staged-home.ts';

const config = `version: 1
# who may do what
gateway:
  profiles:
    work: { servers: [notes], tools: { deny: ["notes.tool-1"] } }   # mine
    some: { servers: ["no*"] }
`;

describe.skipIf(withoutChromium('the profiles of the Gateway page'))('the profiles of the Gateway page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let writer: Connected;
  let tools: string[];
  const names = async () => (await writer.client.listTools()).tools.map(({ name }) => name).sort();
  const untilNames = (wanted: string[]) => expect.poll(names, { timeout: 15_000 }).toEqual([...wanted].sort());
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  const undo = async () => {
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => readFileSync(engine.configFile, 'utf8')).toBe(config);
  };

  beforeAll(async () => {
    engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs'), notes: server('many-tools.mjs', '--count', 4) }, config });
    await engine.start();
    await Promise.all(['echo', 'notes'].map((name) => engine.running(name)));
    writer = await connect(engine, 'writer', { profile: 'work' });
    await until('its tools to be known', async () => (await names()).length > 0);
    tools = await names();
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.goto(`${engine.url}/#/gateway/profiles`);
    await card('work').getByText('used by writer').waitFor();
  });
  afterAll(async () => {
    await writer?.client.close();
    await browser?.close();
    await engine?.close();
  });

  it('gives the address of each, and says what cannot be changed here', async () => {
    await card('work').getByRole('button', { name: 'Copy the address of work' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${engine.url}/mcp/p/work`);
    await card('some')
      .getByText(/as gateway\.profiles\.some\.servers in roundhouse\.yaml/)
      .waitFor();
    expect(
      await card('default')
        .getByRole('button', { name: /A search for tools/ })
        .getAttribute('aria-disabled'),
    ).toBe('true');
  });

  it('shows its clients a search in place of every tool, and gives the file back byte by byte', async () => {
    await card('work')
      .getByRole('button', { name: /^A search for tools/ })
      .click();
    await untilNames(['call_tool', 'describe_tool', 'search_tools']);
    await card('work').getByText('3 tools that find the others; all can be called.').waitFor();
    expect(readFileSync(engine.configFile, 'utf8')).toContain('# mine');
    await undo();
    await untilNames(tools);
  });

  it('takes a server in', async () => {
    await card('work').locator('summary').click();
    await card('work').getByRole('checkbox', { name: 'echo' }).check();
    await untilNames([...tools, 'echo__echo']);
    await undo();
    await untilNames(tools);
  });

  it('shows and hides single tools for its clients alone, beside the client', async () => {
    await page.goto(`${engine.url}/#/gateway`);
    const panel = page.getByRole('complementary', { name: 'What writer is shown' });
    await panel.getByRole('button', { name: /^notes/ }).click();
    const first = tools[0]!.replace('notes__', '');
    await panel.getByRole('checkbox', { name: `Show ${first} to clients of work` }).uncheck();
    await untilNames(tools.slice(1));
    await undo();
    await untilNames(tools);
    await panel.getByRole('checkbox', { name: 'Show all tools of echo to clients of work' }).check();
    await untilNames([...tools, 'echo__echo']);
    await undo();
    await untilNames(tools);
  });

  it('makes a profile that works at once, and removes one', async () => {
    await page.goto(`${engine.url}/#/gateway/profiles`);
    await page.getByRole('textbox', { name: 'Name of a new profile' }).fill('no/way');
    await page.getByRole('button', { name: 'Add profile' }).click();
    await page.getByText('A name holds letters, digits').waitFor();
    await page.getByRole('textbox', { name: 'Name of a new profile' }).fill('fresh');
    await page.getByRole('button', { name: 'Add profile' }).click();
    await card('fresh').waitFor();
    const one = await connect(engine, 'one', { profile: 'fresh' });
    expect((await one.client.listTools()).tools.length).toBeGreaterThan(tools.length);
    await one.leave();
    await page.getByRole('button', { name: 'Remove fresh' }).click();
    await card('fresh').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it.each(looks)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    const faults = await faultsOf(browser, engine, [colorScheme, width], async (other, look) => {
      await other.goto(`${engine.url}/#/gateway/profiles`);
      await other.getByRole('region', { name: 'work', exact: true }).locator('summary').click();
      await look();
    });
    expect(faults).toEqual([]);
  });
});
