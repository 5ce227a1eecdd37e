// Whatever servers say stays text on every page, and nothing secret is in the page, its address or its storage.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageIds } from '../../renderer/route.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const markup = '<img src=x onerror="window.pwned=1"><svg onload="window.pwned=1"></svg>';
const reversed = '\u202egnp.exe\u202c \u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007 \u001b[31mred\u001b[0m';
const secret = 'sk-very-secret-value-1234567890';

describe.skipIf(withoutChromium('what the page lets in and out'))('what the page lets in and out', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let code: string;

  beforeAll(async () => {
    const say = JSON.stringify(['sh', '-c', `printf '%s\\n' "$@" >&2; exec sleep 600`, 'sh', markup, reversed]);
    const die = JSON.stringify(['sh', '-c', `printf '%s\\n' "$@" >&2; exit 3`, 'sh', `Error: ${markup}`, reversed]);
    engine = new LiveEngine({
      config: `version: 1
defaults: { restart: { max: 1, backoff: { initial: 100ms } } }
services:
  talker: { command: ${say}, description: ${JSON.stringify(markup)} }
  dying: { command: ${die}, dependsOn: [talker] }
`,
      mcpJson: {
        [markup]: server('echo-min.mjs'),
        echo: { ...server('echo-min.mjs'), env: { API_TOKEN: secret, NOTE: markup } },
      },
    });
    await engine.start();
    await Promise.all([
      ...['talker', 'echo', markup].map((name) => engine.running(name)),
      engine.until('dying', ({ state }) => state === 'crashed'),
    ]);
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    const url = await signInUrl(engine);
    code = new URL(url).searchParams.get('code') ?? url.split(/[?#]/)[1] ?? url;
    await page.goto(url);
    await page.getByRole('article').first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  const tabsOf = (name: string) =>
    ['', '/logs', '/tools', '/metrics', '/config', '/events'].map((tab) => `server/${encodeURIComponent(name)}${tab}`);
  const paths = ['?view=table', ...pageIds.filter((id) => id !== 'server'), ...['echo', 'dying', 'talker', markup].flatMap(tabsOf)];

  it('runs under a policy without inline code and without other origins, on the page and on each of its files', async () => {
    const answer = await page.request.get(engine.url);
    const policy = Object.fromEntries(
      (answer.headers()['content-security-policy'] ?? '').split(';').map((part) => {
        const [name = '', ...values] = part.trim().split(/\s+/);
        return [name, values];
      }),
    );
    expect(policy['default-src']).toEqual(["'none'"]);
    for (const name of ['script-src', 'style-src', 'connect-src', 'font-src']) expect(policy[name], name).toEqual(["'self'"]);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(policy[name], name).toEqual(["'none'"]);
    const html = await answer.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    // what the engine has drawn into it holds the servers' own words, as text
    const [frame = '', drawn = ''] = [html.replace(/<!--drawn-->.*<!--\/drawn-->/s, ''), /<!--drawn-->(.*)<!--\/drawn-->/s.exec(html)?.[1]];
    expect(frame).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\//);
    expect(drawn).toContain('talker');
    expect(drawn.replace(/"[^"]*"/g, '""')).not.toMatch(/<script|<img|<style|<[^>]*\s(style|on\w+)=/);
    expect(html).not.toContain(secret);
    for (const [, file = ''] of html.matchAll(/(?:src|href)="([^"#]+)"/g)) {
      expect(file).toMatch(/^\//);
      expect((await page.request.get(engine.url + file)).headers()['content-security-policy'], file).toContain("default-src 'none'");
    }
  });

  it.each(paths)('shows text as text, and no secret: %s', async (path) => {
    await page.goto(`${engine.url}/#/${path}`);
    await page.locator('main:not([aria-busy="true"])').waitFor();
    await expect.poll(() => page.locator('main').textContent()).not.toBe('');
    const found = await page.evaluate(() => ({
      pwned: 'pwned' in window,
      strange: document.querySelectorAll('img, iframe, object, embed, [onerror], [onload], a[href^="javascript:"]').length,
      // whatever reverses text or is no sign at all; a field holds what the file holds, or it could not be edited
      hidden: [...document.querySelectorAll('body *:not(textarea)')].some((element) =>
        [...element.childNodes].some(
          (node) => node.nodeType === Node.TEXT_NODE && /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/.test(node.nodeValue ?? ''),
        ),
      ),
    }));
    expect(found).toEqual({ pwned: false, strange: 0, hidden: false });
    const everything = await page.evaluate(() =>
      [
        document.documentElement.outerHTML,
        location.href,
        document.cookie,
        document.referrer,
        JSON.stringify({ ...localStorage }),
        JSON.stringify({ ...sessionStorage }),
        JSON.stringify(history.state),
        [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value).join('\n'),
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .join('\n'),
      ].join('\n'),
    );
    for (const hidden of [engine.token, secret, code])
      expect(everything.includes(hidden), `${path} holds ${hidden.slice(0, 6)}…`).toBe(false);
  });

  it('broke no rule of its policy on the way', () => expect(complaints).toEqual([]));
});
