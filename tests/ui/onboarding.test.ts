// The set-up on a real engine, a machine with real clients' files, and real copies that clients run by themselves.
import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { until } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';
import { type Machine, stageMachine } from './staged-machine.ts';

const all = ['fetch', 'filesystem', 'github', 'github@cursor', 'memory', 'sentry'];

describe.skipIf(withoutChromium('the set-up'))('the set-up', () => {
  let machine: Machine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Supervise ${name}`, exact: true }) });
  const step = (at: number) => page.goto(`${machine.engine.url}/#/onboarding?step=${at}`);
  const servers = (mcpJson: string, key = 'mcpServers') => Object.keys(JSON.parse(readFileSync(mcpJson, 'utf8'))[key]);

  beforeAll(async () => {
    machine = stageMachine();
    await machine.engine.start();
    await Promise.all(all.map((name) => machine.engine.running(name)));
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(machine.engine));
  });
  afterAll(async () => {
    await browser?.close();
    await machine?.close();
  });

  it('is offered where servers are, and stands in front of nothing', async () => {
    await page.getByText('7 servers found in 4 places').waitFor();
    await page.goto(`${machine.engine.url}/#/logs`);
    await page.getByRole('region', { name: 'Log lines' }).waitFor();
    expect(await page.getByText('7 servers found').count()).toBe(0);
    await page.goto(`${machine.engine.url}/#/`);
    await page.getByRole('link', { name: 'Review' }).click();
    await heading('7 servers found in 4 places').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  it('says what is where, what waits, and what clients run by themselves', async () => {
    const two = [machine.stray('filesystem'), machine.stray('filesystem')];
    machine.stray('memory');
    await page.reload();
    await page.getByText(/^Your clients are running 3 copies of them right now, using \d+ MB/).waitFor();
    await row('filesystem').getByRole('cell', { name: '2', exact: true }).waitFor();
    await row('memory').getByRole('cell', { name: '1', exact: true }).waitFor();
    expect(await row('filesystem').locator('.tag').allTextContents()).toEqual(['Your servers', 'Claude Desktop', 'Cursor']);
    await page.getByText('Line 3: a comma is expected here. It is not read').waitFor();
    await page
      .getByRole('row', { name: /It would run/ })
      .getByText(machine.own('postgres').args[1]!)
      .waitFor();
    expect(await row('postgres').getByRole('checkbox').isChecked()).toBe(false);
    await page.getByText('1 value looks like a secret.').waitFor();
    expect(await page.content()).not.toContain('sntryu_0123456789abcdef');
    // counted, and left alone
    expect(two.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null]);
  });

  it('is offered until somebody sends it away', async () => {
    await page.goto(`${machine.engine.url}/#/`);
    await button('Do not show this again').click();
    await expect.poll(() => page.getByText('7 servers found').count(), { timeout: 15_000 }).toBe(0);
    expect((await machine.engine.api<Snapshot>('GET', '/snapshot')).engine).toMatchObject({ onboarded: true, watchOnly: false });
    await step(1);
    await heading('7 servers found in 4 places').waitFor();
  });

  it('only watches: nothing runs, no file is changed, and it can be taken back', async () => {
    const before = machine.texts();
    await button('Only watch, change nothing').click();
    await page.getByText('Only watching: 6 servers stopped, no file changed').waitFor();
    await page.getByText('Only watching. Roundhouse starts nothing by itself').waitFor();
    expect((await machine.engine.servers()).map(({ pid, state }) => [pid, state === 'running'])).toEqual(Array(7).fill([null, false]));
    await until('no process of it to be left', () => machine.engine.alive().filter(isServer).length === 0);
    expect(machine.texts()).toEqual(before);
    expect(existsSync(machine.engine.configFile)).toBe(false);
    await button('Undo').click();
    await Promise.all(all.map((name) => machine.engine.running(name)));
    // and by the card that says so
    await step(1);
    await button('Only watch, change nothing').click();
    await button('Start servers').click();
    await Promise.all(all.map((name) => machine.engine.running(name)));
    // and once more, for what follows
    await step(1);
    await button('Only watch, change nothing').click();
    await page.getByText('Only watching. Roundhouse starts nothing by itself').waitFor();
    await page.getByRole('link', { name: 'Set up' }).click();
    await page.getByText('Your clients are running 3 copies').waitFor();
  });

  it('keeps what was chosen, over steps and a reload, and shows each change before it is made', async () => {
    const before = machine.texts();
    await row('fetch').getByRole('checkbox').click();
    await page.getByRole('group', { name: 'github is defined differently' }).getByRole('radio').first().check();
    await row('postgres').getByRole('checkbox').click();
    await page.getByText('5 of 7').waitFor();
    await button('Look in a folder').click();
    const folder = page.getByRole('textbox', { name: 'Folder of a project' });
    await folder.fill('code/tickets');
    await button('Add').click();
    await page.getByText('Give the whole path').waitFor();
    await folder.fill('~/code/tickets/');
    await folder.press('Enter');
    await button('Do not look in ~/code/tickets').waitFor();
    await button('Continue').click();
    await heading('Let your clients share them').waitFor();
    expect(await page.getByRole('switch', { name: 'Link VS Code to the gateway' }).isDisabled()).toBe(true);
    await page.getByText('3 entries become 1').waitFor();
    await page.getByRole('switch', { name: 'Link Claude Desktop to the gateway' }).click();
    await button('Preview the change of Cursor').click();
    await page.getByRole('heading', { name: 'What changes for Cursor' }).waitFor();
    expect(new URL(page.url()).hash).toContain('client=cursor');
    await page.locator('.diff-line[data-kind="added"]', { hasText: '"roundhouse"' }).waitFor();
    await page.locator('.diff-line[data-kind="removed"]', { hasText: '"fetch"' }).waitFor();
    await button('Back').click();
    await page.reload();
    await page.getByText('5 of 7').waitFor();
    expect(await row('github@cursor').getByRole('checkbox').isChecked()).toBe(false);
    await button('Continue').click();
    expect(await page.getByRole('switch', { name: 'Link Claude Desktop to the gateway' }).isChecked()).toBe(false);
    expect(machine.texts()).toEqual(before);
    expect(existsSync(machine.engine.configFile)).toBe(false);
  });

  it('does it in the last step, says what failed, and tries that again', async () => {
    const desktop = readFileSync(machine.files.desktop, 'utf8');
    await button('Continue').click();
    await page.getByRole('radio', { name: 'Start on first call' }).check();
    for (const words of [
      /look in ~\/code\/tickets; switch off fetch, github@cursor; start on first call/,
      'Approve and start postgres',
      /^Link Cursor/,
      /^Link Claude Code/,
    ])
      await page.getByRole('listitem').filter({ hasText: words }).waitFor();
    const refusal = { type: 'about:blank', title: 'Conflict', status: 409, code: 'conflict', detail: 'Cursor is being clumsy.' };
    await page.route(
      '**/clients/cursor/link',
      (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(refusal) }),
      { times: 1 },
    );
    await button('Start 5 servers').click();
    await page.getByText('failed: Cursor is being clumsy.').waitFor();
    await page.getByText('1 thing could not be done. The rest is.').waitFor();
    expect(servers(machine.files.code)).toEqual(['roundhouse']);
    expect(servers(machine.files.cursor)).toContain('fetch');
    await button('Try again').click();
    await expect.poll(() => servers(machine.files.cursor), { timeout: 15_000 }).toEqual(['roundhouse']);
    await page.getByText('5 of 5 servers are up').waitFor();
    expect(readFileSync(machine.files.desktop, 'utf8')).toBe(desktop);
    await Promise.all(['filesystem', 'github', 'memory', 'sentry', 'postgres'].map((name) => machine.engine.running(name)));
    for (const name of ['fetch', 'github@cursor'])
      expect(await machine.engine.server(name)).toMatchObject({ state: 'disabled', pid: null });
    expect(readFileSync(machine.engine.configFile, 'utf8')).toMatch(/idle: 10m/);
    // where the old file lies, and what the person does next
    await page.getByText('The file as it was:').first().waitFor();
    await page.getByText('Start a new session of Claude Code.').waitFor();
    await page.getByRole('link', { name: 'look at them' }).waitFor();
    expect(await machine.engine.server('tickets')).toMatchObject({ state: 'disabled', pid: null });
    await button('Open the Overview').click();
    await page.getByRole('article').first().waitFor();
    expect(await page.getByText('servers found').count()).toBe(0);
    expect((await machine.engine.api<Snapshot>('GET', '/snapshot')).engine).toMatchObject({ onboarded: true, watchOnly: false });
  });

  it('is found again in the palette, as things are now', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: /^Search/ }).fill('set up');
    await page.getByRole('option', { name: /Set up: servers and clients/ }).click();
    await page.getByText('5 of 8').waitFor();
    await step(2);
    await page.getByText('~/.cursor/mcp.json, linked already').waitFor();
    await step(3);
    await page.getByRole('listitem').filter({ hasText: 'Link Claude Desktop' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('does nothing without contact, and says why', async () => {
    await step(3);
    await heading('Keep them running').waitFor();
    await machine.engine.kill();
    await page.getByText('Lost contact').waitFor();
    const apply = page.locator('footer .btn.pri');
    expect(await apply.getAttribute('aria-disabled')).toBe('true');
    expect(await apply.getAttribute('title')).toBe('No contact with the Roundhouse service');
  });
});

function isServer(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('echo-min');
  } catch {
    return false; // it ended
  }
}
