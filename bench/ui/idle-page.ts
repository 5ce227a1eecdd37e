// A page that nobody touches, with 30 servers whose figures come every two seconds: what its processes cost, in sight and hidden.
import type { Browser, Page } from 'playwright-core';
import { pause } from '../answering.ts';
import { type Bench, type Row, Samples } from '../figures.ts';
import { sleepers, withPage } from './stage.ts';

const servers = 30;
const kinds = {
  'in sight, cards': '/#/',
  'in sight, table': '/#/?view=table',
  'in sight, logs': '/#/logs',
  'told that it is hidden': '/#/',
};
type Kind = keyof typeof kinds;

export const idlePage: Bench = {
  name: 'ui-idle',
  about: `a page with ${servers} servers that nobody touches: CPU of Chromium's processes`,
  async run({ quick }) {
    const [windows, windowMs] = quick ? [2, 5_000] : [6, 10_000];
    const samples = new Samples();
    await withPage({ config: sleepers(servers) }, servers, async ({ engine, browser, open }) => {
      const page = await open();
      await page.goto('about:blank');
      await measure('an empty page', browser);
      // the servers' ages are told in minutes, and the lines have all their points
      await page.goto(engine.url);
      await pause(quick ? 0 : 130_000);
      for (const [kind, address] of Object.entries(kinds) as [Kind, string][]) {
        await page.goto(engine.url + address);
        await page
          .locator(kind.endsWith('logs') ? '.stream' : '[data-card]')
          .first()
          .waitFor();
        if (kind === 'told that it is hidden') await hide(page);
        await pause(quick ? 2_000 : 10_000);
        await measure(kind, browser);
      }
    });
    return {
      rows: Object.entries(samples.of).map(([what, taken]): Row => ({ what, samples: taken, unit: '% of a core', digits: 2 })),
      bars: (Object.keys(kinds) as Kind[]).map((kind) => {
        const taken = samples.of[`${kind}: renderers`]!;
        const value = taken.reduce((sum, each) => sum + each, 0) / taken.length;
        return { what: `${kind}, all renderers, mean`, value, unit: '% of a core', limit: 1, kind: 'at most' };
      }),
      notes: ['the page has been open for two minutes: until then its lines grow with each sample, and ages are told in seconds'],
    };

    async function measure(kind: string, browser: Browser): Promise<void> {
      for (let window = 0; window < windows; window += 1) {
        const [before, began] = [await cpuSeconds(browser), performance.now()];
        await pause(windowMs);
        const after = await cpuSeconds(browser);
        const share = (type: 'renderer' | 'other') => ((after[type] - before[type]) / (performance.now() - began)) * 100_000;
        samples.take(`${kind}: renderers`, share('renderer'));
        samples.take(`${kind}: browser, network, drawing`, share('other'));
      }
    }
  },
};

/** Asked of the browser itself, which knows which of its processes is which. */
async function cpuSeconds(browser: Browser): Promise<{ renderer: number; other: number }> {
  const devtools = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    const sum = (is: boolean) =>
      processInfo.filter(({ type }) => (type === 'renderer') === is).reduce((all, { cpuTime }) => all + cpuTime, 0);
    return { renderer: sum(true), other: sum(false) };
  } finally {
    await devtools.detach();
  }
}

/** As the browser says it of a window that was put away. Without a window there is none to put away: Chromium itself goes on drawing. */
function hide(page: Page): Promise<void> {
  return page.evaluate(() => {
    Object.defineProperties(document, { hidden: { get: () => true }, visibilityState: { get: () => 'hidden' } });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}
