// A server's figures over time, on a real engine: what it used and how it was called, when it went down, and when nobody was there to see.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallsNow, ToolCalls } from '../../contract/call-figures.ts';
import type { Event } from '../../contract/events.ts';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server } from '../support/live-engine.ts';
import { seedHistory } from '../support/seeded-history.ts';
import { signInUrl } from './staged-home.ts';

const minute = 60_000;

describe.skipIf(withoutChromium('the metrics of a server'))('the metrics of a server', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const open = async (query = '', name = 'echo') => {
    await page.goto(`${engine.url}/#/server/${name}/metrics${query}`);
    await page.getByRole('group', { name: 'Range' }).waitFor();
  };
  const chart = (title: string, range = 'last hour') => page.getByRole('slider', { name: `${title}, ${range}` });
  const table = (title: string, range = 'last hour') => page.getByRole('table', { name: `${title}, ${range}` });
  const said = async (title: string) => (await chart(title).getAttribute('aria-valuetext')) ?? '';
  const call = (text: string) => engine.api('POST', '/tools/echo.echo/call', { arguments: { text } });
  const begin = async () => {
    await engine.start();
    await engine.running('echo');
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.locator('[data-card="echo"]').waitFor();
  };

  beforeAll(async () => {
    engine = new LiveEngine({
      mcpJson: { echo: server('echo-min.mjs'), calm: server('echo-min.mjs') },
      config: 'version: 1\ndefaults: { restart: { backoff: { initial: 100ms, factor: 1 } } }\nservers: { calm: { autostart: false } }\n',
    });
    seedHistory(engine, 'echo', 10 * minute);
    browser = await openBrowser();
    await begin();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('are reached by a tab; the range is in the address, is kept by a reload, and found again on the way back', async () => {
    await page.goto(`${engine.url}/#/server/echo`);
    await page.getByRole('tab', { name: 'Metrics' }).click();
    await chart('CPU').waitFor();
    await page.getByRole('button', { name: '7 d' }).click();
    await chart('Memory', 'last 7 days').waitFor();
    expect(new URL(page.url()).hash).toBe('#/server/echo/metrics?range=7d');
    await page.reload();
    await chart('Memory', 'last 7 days').waitFor();
    expect(await page.getByRole('button', { name: '7 d' }).getAttribute('aria-pressed')).toBe('true');
    expect(Number(await chart('Memory', 'last 7 days').getAttribute('aria-valuemax'))).toBeLessThan(360);
    await page.getByRole('button', { name: '24 h' }).click();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByRole('tab', { name: 'Metrics' }).click();
    await chart('CPU', 'last 24 hours').waitFor();
  });

  it('new points come with what the page follows: the past is read once', async () => {
    const read: string[] = [];
    page.on('request', (request) => {
      if (/servers\/echo\/metrics/.test(request.url())) read.push(request.url());
    });
    await open();
    const first = await said('Memory');
    await expect.poll(() => said('Memory'), { timeout: 20_000 }).not.toBe(first);
    const { memory } = await engine.server('echo');
    expect(Math.abs(Number(/mean (\d+) MB/.exec(await said('Memory'))?.[1]) - memory! / 1024 ** 2)).toBeLessThan(25);
    expect(read).toHaveLength(1);
  });

  it('calls are counted as they are made, here, on the overview and in its table', async () => {
    await open();
    await chart('Calls').waitFor();
    for (const text of ['a', 'b', 'c']) await call(text);
    // they may lie in two minutes
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    const today = table('Calls').locator('tr.point');
    await expect
      .poll(
        async () => (await today.locator('td:nth-child(2)').allTextContents()).slice(0, 2).reduce((sum, text) => sum + Number(text), 0),
        {
          timeout: 15_000,
        },
      )
      .toBeGreaterThanOrEqual(3);
    await page.goto(`${engine.url}/#/`);
    await page.locator('.met', { hasText: 'per min' }).waitFor();
    expect(await page.locator('.met', { hasText: 'p95 latency' }).textContent()).toMatch(/\d+(\.\d)? ms$/);
    await page.goto(`${engine.url}/#/?view=table`);
    const row = page.locator('tr[data-card="echo"]');
    await row.waitFor();
    // the hour goes on meanwhile, and the page hears of it with the next figures
    const missing = async () => {
      const { lastHour } = (await engine.api<{ calls: CallsNow }>('GET', '/snapshot')).calls.servers.echo!;
      expect(lastHour).toBeGreaterThanOrEqual(3);
      return (await row.locator('td').allTextContents()).includes(String(lastHour)) ? null : lastHour;
    };
    await expect.poll(missing, { timeout: 10_000 }).toBe(null);
  });

  it('a crash is marked at its moment, with what happened, and the time after it is no line', async () => {
    await open();
    await chart('CPU').waitFor();
    const { pid } = await engine.running('echo');
    process.kill(pid!, 'SIGKILL');
    await engine.until('echo', ({ state, pid: next }) => state === 'running' && next !== pid);
    const mark = chart('CPU').locator('.fail-mark').last();
    await mark.waitFor();
    await expect(mark.textContent()).resolves.toBe('went down');
    const events = await engine.events('echo');
    const down = events.findLast(({ type }: Event) => type === 'server.restarting')!;
    expect(Number(await mark.getAttribute('data-at'))).toBe(Date.parse(down.at));
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await table('CPU').getByText(down.message!).waitFor();
    await table('CPU')
      .getByText(/^Down from /)
      .waitFor();
  });

  it('the crosshair goes by pointer and by arrow keys, and the table has the same numbers', async () => {
    await open();
    await chart('CPU').hover({ position: { x: 200, y: 60 } });
    await page.locator('.chart-says').waitFor();
    await page.mouse.move(10, 10);
    await page.locator('.chart-says').waitFor({ state: 'detached' });
    for (const title of ['CPU', 'Memory', 'Calls', 'Latency']) {
      /** what the chart says at four points and the table does not: a point that ends meanwhile has other figures in the one read later */
      const missing = async (): Promise<string[]> => {
        await chart(title).focus();
        await page.keyboard.press('Home');
        const seen: string[] = [];
        for (let step = 0; step < 4; step += 1) {
          seen.push(await said(title));
          expect(await chart(title).locator('.chart-says').textContent()).toContain(seen.at(-1)!.slice(0, 8));
          await page.keyboard.press('ArrowRight');
        }
        expect(new Set(seen).size).toBe(4);
        await page.keyboard.press('Escape');
        expect(await page.locator('.chart-says').count()).toBe(0);
        await page.getByRole('button', { name: 'Table', exact: true }).click();
        const rows = await table(title).locator('tr.point').allTextContents();
        const headers = (await table(title).locator('thead th').allTextContents()).slice(1);
        await page.getByRole('button', { name: 'Chart', exact: true }).click();
        // "14:02:10: mean 2.2 %, peak 6 %" against "14:02:102.2 %6 %"
        return seen.filter((words) => {
          const [, time, figures] = /^(\d\d:\d\d:\d\d): (.*)$/.exec(words)!;
          const cells = headers.map((header) => new RegExp(`${header} ([^,]+)`).exec(figures!)?.[1]);
          return !rows.includes(`${time}${cells.join('')}`);
        });
      };
      await expect.poll(missing, { timeout: 15_000 }).toEqual([]);
    }
  });

  it('CPU and memory stand on the first tab too, with their own range in the address', async () => {
    await page.goto(`${engine.url}/#/server/echo`);
    await chart('CPU').waitFor();
    await chart('Memory').waitFor();
    await page.getByRole('button', { name: '24 h' }).click();
    await chart('Memory', 'last 24 hours').waitFor();
    expect(new URL(page.url()).hash).toBe('#/server/echo?range=24h');
  });

  it('calls of each tool stand in the list of tools, and come anew with the next call', async () => {
    await page.goto(`${engine.url}/#/server/echo/tools`);
    const cells = page.getByRole('table', { name: 'Tools' }).getByRole('row').filter({ hasText: 'echo' }).getByRole('cell');
    await cells.first().filter({ hasText: /\d/ }).waitFor();
    // the seeded day, and what this test called by now
    const before = Number((await cells.first().textContent())!.replaceAll(',', ''));
    expect(before).toBeGreaterThan(3);
    expect(await cells.nth(1).textContent()).toMatch(/^\d+(\.\d)? ms$/);
    expect(await cells.nth(2).textContent()).toMatch(/^\d+$/);
    await call('d');
    // what the engine says: one more, or that and what is a whole hour too old since
    const counted = async () =>
      (await engine.api<ToolCalls[]>('GET', '/calls/tools?server=echo')).find(({ tool }) => tool === 'echo__echo')!.calls;
    expect(await counted()).not.toBe(before);
    const shown = async () => Number((await cells.first().textContent())!.replaceAll(',', ''));
    await expect.poll(async () => (await shown()) - (await counted()), { timeout: 15_000 }).toBe(0);
  });

  it('says when there is nothing yet', async () => {
    await open('', 'calm');
    await page.getByText('No data yet').first().waitFor();
    await page.getByText('No client called it in this time.').waitFor();
    expect(await page.getByRole('slider').count()).toBe(0);
    await engine.api('POST', '/servers/calm/start');
    await chart('Memory').waitFor();
    await engine.api('POST', '/servers/calm/stop');
  });

  it('without contact what was read stays, faded, and comes back when its range is chosen again', async () => {
    await open();
    await chart('Latency').waitFor();
    const drawn = await chart('Memory').locator('.c-3 .stroke').getAttribute('d');
    await engine.kill();
    await page.getByText('Lost contact').waitFor();
    expect(await chart('Memory').evaluate((element) => element.closest('.stale') !== null)).toBe(true);
    await page.getByRole('button', { name: '7 d' }).click();
    await page
      .getByText(/^Could not be read: /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    await chart('Latency').waitFor();
    expect(await chart('Memory').locator('.c-3 .stroke').getAttribute('d')).toMatch(drawn!.slice(0, 40));
  });

  it('the time in which the engine did not run is a gap, and is said', async () => {
    await page.context().close();
    await begin();
    await open();
    // ten minutes before this test nothing was measured, and a few seconds just now
    await chart('Memory').locator('.absent').nth(1).waitFor();
    const path = (await chart('Memory').locator('.c-3 .stroke').getAttribute('d')) ?? '';
    const dots = await chart('Memory').locator('.c-3 .dots').count();
    expect((path.match(/M/g) ?? []).length + dots).toBeGreaterThanOrEqual(2);
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await table('Memory')
      .getByText(/^Roundhouse did not run from /)
      .nth(1)
      .waitFor();
  });

  it('is accessible and fits, in both themes and sizes, as charts and as tables', { timeout: 60_000 }, async () => {
    expect(complaints).toEqual([]);
    for (const [width, height] of [
      [1280, 800],
      [900, 640],
      [820, 560],
    ] as const) {
      await page.setViewportSize({ width, height });
      // thousands of cells are no other rules than a few
      for (const [name, query] of [
        ['echo', ''],
        ['calm', '?as=table'],
      ] as const) {
        await open(query, name);
        await (query === '' ? chart('Latency') : table('Memory')).waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          if (width > 820 && (query === '' || width === 1280))
            expect(await violationsOf(page), `${name} ${width} ${colorScheme}`).toEqual([]);
          expect(await overflowOf(page)).toBe(0);
        }
      }
      await open('?as=table');
      await table('Latency').waitFor();
      expect(await overflowOf(page)).toBe(0);
    }
  });
});
