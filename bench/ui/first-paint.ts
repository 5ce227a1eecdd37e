// From the call of the address until the frame that shows all servers, with nothing in the cache, beside a page that does the least
// with as many bytes: the same styles and fonts, a script of the same size that is a comment, the same answer of the API as plain boxes.
import { gzipSync } from 'node:zlib';
import type { Browser, Page, Response } from 'playwright-core';
import { type Bar, type Bench, median, Samples } from '../figures.ts';
import { type PlainHost, plainHost } from './plain-host.ts';
import { sleepers, withPage } from './stage.ts';
import { traced } from './trace.ts';

const servers = 30;
const [ours, bare] = ['dashboard', 'bare page'];

export const firstPaint: Bench = {
  name: 'ui-paint',
  about: `the dashboard with ${servers} servers, warm engine, empty cache, beside a bare page of the same size`,
  async run({ quick }) {
    const samples = new Samples();
    const notes: string[] = [];
    let scripts = 0;
    await withPage({ config: sleepers(servers) }, servers, async ({ engine, browser, open }) => {
      const loaded = await download(await open(), engine.url);
      scripts = loaded.filter(({ type }) => type.includes('javascript')).reduce((sum, { body }) => sum + gzipSync(body).length, 0) / 1024;
      notes.push(
        `first page: ${loaded.length} files, ${Math.round(loaded.reduce((sum, { body }) => sum + body.length, 0) / 1024)} KB, of it scripts ${Math.round(scripts)} KB when compressed`,
      );
      const host = await bareHost(loaded, JSON.stringify(await engine.api('GET', '/snapshot')));
      try {
        for (let round = 0; round < (quick ? 2 : 12); round += 1) {
          for (const [what, url] of [
            [ours, engine.url],
            [bare, host.url],
          ] as const) {
            const { text, shown, answers } = await wholePaint(browser, open, url);
            // the first round is where the browser itself gets warm
            if (round === 0) continue;
            samples.take(`${what}: first text`, text);
            samples.take(`${what}: all servers`, shown);
            if (what === ours) samples.take(`${what}: answers`, answers);
          }
        }
      } finally {
        await host.close();
      }
    });
    const middle = (what: string) => median(samples.of[what]!);
    const bars: Bar[] = [
      { what: 'all servers shown', value: middle(`${ours}: all servers`), unit: 'ms', limit: 500, kind: 'at most' },
      {
        what: 'all servers shown, against the bare page',
        value: middle(`${ours}: all servers`) / middle(`${bare}: all servers`),
        unit: '×',
        limit: 1.5,
        kind: 'at most',
      },
      { what: 'scripts of the first page, compressed', value: scripts, unit: 'KB', limit: 300, kind: 'at most' },
    ];
    const rows = ['first text', 'all servers'].flatMap((what) =>
      [ours, bare].map((who) => ({
        what: `${who}: ${what}`,
        samples: samples.of[`${who}: ${what}`]!,
        unit: 'ms',
        against: who === ours ? `${bare}: ${what}` : undefined,
      })),
    );
    const answers = { what: `${ours}: answers`, samples: samples.of[`${ours}: answers`]!, unit: 'ms' };
    notes.push('the page shows what the engine has drawn into it; it answers clicks and keys when its own program has taken over');
    return { rows: [...rows, answers], bars, notes };
  },
};

interface Loaded {
  path: string;
  type: string;
  body: Buffer;
}

/** What a first visit loads, but for the streams. */
async function download(page: Page, url: string): Promise<Loaded[]> {
  const answers: Response[] = [];
  page.on('response', (response) => answers.push(response));
  await page.goto(url);
  await page
    .locator('#root [data-card]')
    .nth(servers - 1)
    .waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
  const files = answers.filter((answer) => !answer.url().includes('/api/'));
  const loaded = await Promise.all(
    files.map(async (answer) => ({
      path: new URL(answer.url()).pathname,
      type: answer.headers()['content-type'] ?? '',
      body: await answer.body(),
    })),
  );
  await page.context().close();
  return loaded;
}

async function bareHost(loaded: Loaded[], snapshot: string): Promise<PlainHost> {
  const of = (kind: string) => loaded.filter(({ type }) => type.includes(kind));
  const bytes = of('javascript').reduce((sum, { body }) => sum + body.length, 0);
  const draw = `fetch('/snapshot').then((answer) => answer.json()).then(({ servers }) => {
    document.getElementById('root').innerHTML = servers.map(({ name, state }) => '<div data-card>' + name + ' ' + state + '</div>').join('');
  });`;
  const styles = of('css').map(({ path }) => `<link rel="stylesheet" href="${path}">`);
  const html = `<!doctype html><title>bare</title>${styles.join('')}<script type="module" src="/all.js"></script><body><div id="root">…</div>`;
  return plainHost({
    '/': { type: 'text/html', body: html },
    '/all.js': { type: 'text/javascript', body: `/*${'x'.repeat(Math.max(0, bytes - draw.length - 4))}*/${draw}` },
    '/snapshot': { type: 'application/json', body: snapshot },
    ...Object.fromEntries([...of('css'), ...of('font')].map(({ path, type, body }) => [path, { type, body }])),
  });
}

interface Paint {
  text: number;
  shown: number;
  answers: number;
}

/** A trace in which the beginning or the frame is missing says nothing: it is made again, a few times. */
async function wholePaint(browser: Browser, open: () => Promise<Page>, url: string): Promise<Paint> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const seen = await paint(browser, await open(), url);
    if (Number.isFinite(seen.text) && Number.isFinite(seen.shown)) return seen;
  }
  throw new Error(`no trace of ${url} was whole in five attempts`);
}

async function paint(browser: Browser, page: Page, url: string): Promise<Paint> {
  await page.addInitScript((count) => {
    const marked = (name: string, cards: string): boolean => {
      if (performance.getEntriesByName(name).length > 0) return true;
      if (document.querySelectorAll(cards).length < count) return false;
      performance.mark(name);
      return true;
    };
    new MutationObserver((_, observer) => {
      if (!marked('all-servers', '[data-card]') || !marked('answers', '#root [data-card]')) return;
      console.debug('answers');
      observer.disconnect();
    }).observe(document, { subtree: true, childList: true });
  }, servers);
  const trace = await traced(browser, page, async () => {
    // told by the page: whoever asks it puts a program of his own into it, which it would have to read while it loads
    const answers = page.waitForEvent('console', (message) => message.text() === 'answers');
    await page.goto(url, { waitUntil: 'commit' });
    await answers;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
  });
  const began = trace.marks.find((mark) => mark.name === 'navigationStart' && mark.url?.startsWith(url))?.at ?? Number.NaN;
  const at = (name: string) => trace.marks.find((mark) => mark.name === name && mark.at >= began)?.at ?? Number.NaN;
  await page.context().close();
  const shown = (name: string) => trace.shownAfter(at(name)) - began;
  return { text: at('firstContentfulPaint') - began, shown: shown('all-servers'), answers: shown('answers') };
}
