// A server is killed: from the engine's event to the frame in which its card says so, beside a bare page that shows a word from a bare stream.
import type { Browser, Page } from 'playwright-core';
import type { LiveEngine } from '../../tests/support/live-engine.ts';
import { pause } from '../answering.ts';
import { type Bench, quantile, Samples } from '../figures.ts';
import { type PlainHost, plainHost } from './plain-host.ts';
import { sleepers, withPage } from './stage.ts';
import { monotonicMs, type Trace, traced } from './trace.ts';

const servers = 30;
const [ours, bare] = ['event to pixel', 'bare page'];
const never = 'defaults: { restart: { policy: never } }\n';
/** both clocks tell the same time; only where they begin differs */
const wallMs = (at: string) => Date.parse(at) - (Date.now() - monotonicMs());

export const eventToPixel: Bench = {
  name: 'ui-pixel',
  about: `one of ${servers} servers is killed until its card says so, beside a bare page on a bare stream`,
  async run({ quick }) {
    const rounds = quick ? 5 : 60;
    const samples = new Samples();
    await withPage({ config: never + sleepers(servers) }, servers, async ({ engine, browser, open }) => {
      const page = await open();
      await page.goto(engine.url);
      await page.locator('[data-card="s7"]').waitFor();
      await markWhen(page, '[data-card="s7"][aria-label$="Healthy"]');
      const host = await barePage();
      try {
        const plain = await open();
        await plain.goto(host.url);
        await plain.waitForFunction(() => (window as unknown as { ready?: boolean }).ready === true);
        for (let round = 0; round < rounds; round += 1) {
          await page.bringToFront();
          await ourRound(engine, browser, page, samples);
          await plain.bringToFront();
          await bareRound(host, browser, plain, String(round), samples);
        }
      } finally {
        await host.close();
      }
    });
    const p95 = (what: string) => quantile(samples.of[what]!, 0.95);
    return {
      rows: [
        { what: `${bare}: word to pixel`, samples: samples.of[bare]!, unit: 'ms' },
        { what: 'kill -9 to pixel', samples: samples.of.kill!, unit: 'ms' },
        { what: ours, samples: samples.of[ours]!, unit: 'ms', against: `${bare}: word to pixel` },
      ],
      bars: [{ what: 'event to pixel, p95', value: p95(ours), unit: 'ms', limit: 100, kind: 'at most' }],
      notes: [`p95: ${ours} ${p95(ours).toFixed(1)} ms, ${bare} ${p95(bare).toFixed(1)} ms`],
    };
  },
};

/** A mark when the page no longer has what it had, and one when it has it again. */
async function markWhen(page: Page, selector: string): Promise<void> {
  await page.evaluate((wanted) => {
    let has = document.querySelector(wanted) !== null;
    new MutationObserver(() => {
      const now = document.querySelector(wanted) !== null;
      if (now !== has) performance.mark(now ? 'there' : 'gone');
      has = now;
    }).observe(document, { subtree: true, childList: true, attributes: true });
  }, selector);
}

async function ourRound(engine: LiveEngine, browser: Browser, page: Page, samples: Samples): Promise<void> {
  const { pid } = await engine.server('s7');
  let killed = 0;
  const trace = await traced(browser, page, async () => {
    await pause(200 + Math.random() * 100);
    killed = monotonicMs();
    process.kill(pid!, 'SIGKILL');
    await page.locator('[data-card="s7"]:not([aria-label$="Healthy"])').waitFor();
    await pause(300);
  });
  const shown = shownAfterMark(trace, 'gone', killed);
  const event = (await engine.events('s7')).findLast(({ type }) => type === 'server.crashed' || type === 'server.stopped');
  if (!event) throw new Error('the engine has no event of the kill');
  samples.take(ours, shown - wallMs(event.at));
  samples.take('kill', shown - killed);
  await engine.api('POST', '/servers/s7/start');
  await page.locator('[data-card="s7"][aria-label$="Healthy"]').waitFor();
}

const barePage = () =>
  plainHost({
    '/': {
      type: 'text/html',
      body: `<!doctype html><title>bare</title><p id="word">-</p><script>
        const stream = new EventSource('/stream');
        stream.onopen = () => { window.ready = true; };
        stream.onmessage = ({ data }) => { document.getElementById('word').textContent = data; performance.mark('gone'); };
      </script>`,
    },
  });

async function bareRound(host: PlainHost, browser: Browser, page: Page, word: string, samples: Samples): Promise<void> {
  let said = 0;
  const trace = await traced(browser, page, async () => {
    await pause(200 + Math.random() * 100);
    said = monotonicMs();
    host.say(word);
    await page.getByText(word, { exact: true }).waitFor();
    await pause(300);
  });
  samples.take(bare, shownAfterMark(trace, 'gone', said) - said);
}

function shownAfterMark(trace: Trace, name: string, since: number): number {
  const mark = trace.marks.find((each) => each.name === name && each.at >= since);
  if (!mark) throw new Error('the page did not change');
  return trace.shownAfter(mark.at);
}
