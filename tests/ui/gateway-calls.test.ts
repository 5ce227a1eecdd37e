// Calls on the Gateway page: a call of a real client appears as it ends, can be found, and is opened to what is kept of it.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeptCall } from '../../contract/calls.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server, until } from '../support/live-engine.ts';
import { type Connected, connect } from './gateway-stage.ts';
import { faultsOf, looks } from './looks.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the calls of the Gateway page'))('the calls of the Gateway page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let editor: Connected;
  let writer: Connected;
  const list = () => page.getByRole('listbox', { name: 'Calls, the newest at the end' });
  const rows = () => list().getByRole('option');
  const echo = (text: string, one = editor) => one.client.callTool({ name: 'echo__echo', arguments: { text } });

  beforeAll(async () => {
    engine = new LiveEngine({
      mcpJson: { echo: server('echo-min.mjs'), out: server('out-of-order.mjs') },
      config: 'version: 1\ngateway: { record: { arguments: true } }\n',
    });
    await engine.start();
    await Promise.all(['echo', 'out'].map((name) => engine.running(name)));
    [editor, writer] = [await connect(engine, 'editor'), await connect(engine, 'writer')];
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.goto(`${engine.url}/#/gateway/calls`);
    await page.getByText('No client has called anything yet.').waitFor();
  });
  afterAll(async () => {
    await editor?.client.close();
    await writer?.client.close();
    await browser?.close();
    await engine?.close();
  });

  it('shows a call as it ends', async () => {
    // from the message to the row, seen by the page itself: the call's own number is the moment at which it ended
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seenCalls: seen });
      new MutationObserver(() => seen.push(Date.now())).observe(document.querySelector('[role=listbox]')!, {
        childList: true,
        subtree: true,
      });
    });
    await echo('hello');
    await rows().first().waitFor();
    const [call] = await engine.api<KeptCall[]>('GET', '/calls');
    const [first] = await page.evaluate(() => (window as unknown as { seenCalls: number[] }).seenCalls);
    // 100 ms is what it should be; a machine that does other work is given a second
    expect(first! - call!.seq / 1000).toBeLessThan(1_000);
    await list()
      .getByRole('option', { name: /Answered editor echo__echo/ })
      .waitFor();
    await page.getByText('1 call shown of 1').waitFor();
  });

  it('says in words how one ended, and filters by that, by client and by words', async () => {
    await echo('from the writer', writer);
    await editor.client.callTool({ name: 'echo__nothing_like_it', arguments: {} }).catch(() => {});
    await engine.api('POST', '/servers/echo/stop');
    await echo('nobody answers').catch(() => {});
    await engine.api('POST', '/servers/echo/start');
    await engine.running('echo');
    await list()
      .getByRole('option', { name: /No answer editor echo__echo/ })
      .first()
      .waitFor();
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('error');
    await until('the failed one alone', async () => (await rows().count()) === 1);
    await expect.poll(() => page.url()).toContain('outcome=error');
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('');
    await page.getByRole('combobox', { name: 'Client' }).selectOption('writer');
    await until('the one of the writer', async () => (await rows().count()) === 1);
    await page.getByRole('combobox', { name: 'Client' }).selectOption('');
    await page.getByRole('textbox', { name: 'Filter calls by words' }).fill('from the wr');
    await until('the one with these words', async () => (await rows().count()) === 1);
    await page.reload();
    await until('the one with these words', async () => (await rows().count()) === 1);
    await page.getByRole('textbox', { name: 'Filter calls by words' }).press('Escape');
  });

  it('opens a call to all that is kept of it, by mouse and by keys', async () => {
    await list()
      .getByRole('option', { name: /writer/ })
      .click();
    const side = page.getByRole('complementary', { name: 'Call' });
    await side.getByText('"text": "from the writer"').waitFor();
    await side.getByText('tools/call').waitFor();
    await expect.poll(() => page.url()).toContain('call=');
    await list().focus();
    await page.keyboard.press('Home');
    await side.getByText('"text": "hello"').waitFor();
    expect(await list().getAttribute('aria-activedescendant')).toMatch(/^call-\d+$/);
    await page.keyboard.press('Escape');
    await side.waitFor({ state: 'detached' });
  });

  it('follows; scrolled up it stays where it is read, counts what comes, and goes on from there', async () => {
    for (let n = 0; n < 60; n += 1) await echo(`call ${n}`);
    await until(
      'the last one to be in sight',
      async () =>
        (await page.evaluate(() => {
          const view = document.querySelector('[role=listbox]')!;
          return view.scrollHeight - view.scrollTop - view.clientHeight;
        })) < 30,
    );
    await page.getByText('Following').waitFor();
    await list().hover();
    await page.mouse.wheel(0, -600);
    await page.getByText(/^Paused at /).waitFor();
    await echo('one more');
    await page.getByText('1 new call', { exact: true }).waitFor();
    await page.keyboard.press('f');
    await page.getByText('Following').waitFor();
    // only those in sight are in the page
    expect(await rows().count()).toBeLessThan(60);
  });

  it('says that it was cut off, and shows what came meanwhile when it is back', async () => {
    process.kill(engine.pid, 'SIGSTOP');
    await page.getByText('Cut off; trying again, and nothing is left out').waitFor();
    // what is not known is not said to be well
    await page.locator('.gw-addr .gl.t-mute').waitFor();
    const asked = echo('while nobody listened');
    process.kill(engine.pid, 'SIGCONT');
    await asked;
    await page.getByText('Following').waitFor();
    await page.getByRole('textbox', { name: 'Filter calls by words' }).fill('while nobody');
    await until('it to be there', async () => (await rows().count()) === 1);
    await page.getByRole('textbox', { name: 'Filter calls by words' }).fill('');
    expect(complaints).toEqual([]);
  });

  it.each(looks)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    const faults = await faultsOf(browser, engine, [colorScheme, width], async (other, look) => {
      await other.goto(`${engine.url}/#/gateway/calls`);
      await other.getByRole('listbox').getByRole('option').first().waitFor();
      await other.getByRole('listbox').focus();
      await other.keyboard.press('End');
      await other.getByRole('complementary', { name: 'Call' }).waitFor();
      await look();
    });
    expect(faults).toEqual([]);
  });
});
