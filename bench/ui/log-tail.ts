// A server that says 20,000 lines a second, and the page that follows them with a filter: frames, memory, and what was lost on the way.
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { until } from '../../tests/support/live-engine.ts';
import { pause } from '../answering.ts';
import { type Bench, median, quantile } from '../figures.ts';
import { withPage } from './stage.ts';
import { intervals, traced } from './trace.ts';

const rate = 20_000;
const script = fileURLToPath(new URL('pour.mjs', import.meta.url));
const windowMs = 5_000;

export const logTail: Bench = {
  name: 'ui-tail',
  about: `${rate.toLocaleString('en')} lines a second into the page of logs with a filter on`,
  async run({ quick }) {
    const windows = quick ? 3 : 14;
    const seconds = (windows * windowMs * (quick ? 2 : 1.3)) / 1000;
    const command = JSON.stringify([process.execPath, script, String(rate), String(seconds)]);
    const config = `logs: { maxSize: 1GiB }\nservices:\n  pour: { command: ${command}, autostart: false, restart: { policy: never } }\n`;
    const [p50, p95, slowest, heap]: [number[], number[], number[], number[]] = [[], [], [], []];
    const totals = await withPage({ config }, 0, async ({ engine, browser, open }) => {
      const page = await open();
      await page.goto(`${engine.url}/#/logs?q=checkout&only=1`);
      await page.getByRole('log').waitFor();
      const devtools = await page.context().newCDPSession(page);
      await engine.api('POST', '/servers/pour/start');
      await page.locator('.ll').first().waitFor();
      await pause(3_000); // the buffer fills
      for (let window = 0; window < windows; window += 1) {
        const trace = await traced(browser, page, () => pause(windowMs));
        const taken = intervals(trace);
        p50.push(median(taken));
        p95.push(quantile(taken, 0.95));
        slowest.push(Math.max(...taken));
        heap.push(await heapMB(devtools));
      }
      await until('the pouring to end', async () => (await engine.server('pour')).pid === null, 120_000);
      return await settledTotals(page);
    });
    const third = Math.max(1, Math.floor(windows / 3));
    const said = rate * seconds + 1;
    return {
      rows: [
        { what: 'between frames, p50', samples: p50, unit: 'ms' },
        { what: 'between frames, p95', samples: p95, unit: 'ms' },
        { what: 'between frames, the longest', samples: slowest, unit: 'ms' },
        { what: 'heap after collection', samples: heap, unit: 'MB' },
      ],
      bars: [
        { what: 'between frames, p95', value: median(p95), unit: 'ms', limit: 50, kind: 'at most' },
        {
          what: 'heap, last third minus first',
          value: median(heap.slice(-third)) - median(heap.slice(0, third)),
          unit: 'MB',
          limit: 10,
          kind: 'at most',
        },
      ],
      notes: [
        `${said.toLocaleString('en')} lines were said; the page: ${totals}. The sum is greater by the marks: starts, ends, and one for each time that something was too fast`,
      ],
    };
  },
};

async function heapMB(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await devtools.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize / 1024 / 1024;
}

/** What the foot of the page says when nothing comes any more. */
async function settledTotals(page: Page): Promise<string> {
  let last = '';
  await until(
    'the foot to stay',
    async () => {
      const before = last;
      await pause(1_000);
      last = (await page.locator('.lf > span').allTextContents()).join(', ');
      return last === before;
    },
    60_000,
  );
  return last;
}
