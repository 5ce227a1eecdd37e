// Signing in to a remote from the page: a button on its card, a tab of its own, and the server comes up.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Protected, startProtected } from '../support/authority.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { putDesktop } from '../support/desktop-stand-in.ts';
import { LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('signing in from the page'))('signing in from the page', () => {
  let engine: LiveEngine;
  let remote: Protected;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    remote = await startProtected();
    engine = new LiveEngine({ config: `servers:\n  notes: { url: "${remote.url}" }\n` });
    await engine.start();
    await engine.until('notes', (view) => view.state === 'crashed');
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
    remote?.close();
  });

  it('opens a tab that knows nothing of the page, and the card turns healthy', async () => {
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in to notes' }).click();
    const tab = await opened;
    await tab.getByText('Signed in to notes').waitFor();
    expect(new URL(tab.url()).pathname).toBe('/oauth/callback');
    expect(await tab.evaluate(() => window.opener)).toBeNull();
    await page
      .locator('[data-card="notes"]')
      .getByText(/^Healthy/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Sign in to notes' }).count()).toBe(0);
    await engine.running('notes');
  });

  it('says where it was asked for why it could not be begun', async () => {
    await engine.api('POST', '/servers/notes/sign-out');
    await engine.until('notes', (view) => view.state === 'crashed');
    remote.knobs.pkce = null;
    await page.getByRole('button', { name: 'Sign in to notes' }).click();
    await page.getByRole('alert').getByText('PKCE').waitFor();
    expect(
      page
        .context()
        .pages()
        .filter((one) => one.url() === 'about:blank'),
    ).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('in the desktop app nothing is opened over plain http, and that is said where it was asked for', async () => {
    remote.knobs.pkce = ['S256'];
    const context = await browser.newContext();
    const app = await context.newPage();
    await putDesktop(app);
    await app.goto(await signInUrl(engine));
    await app.getByRole('button', { name: 'Sign in to notes' }).click();
    await app.getByRole('alert').getByText('roundhouse servers login notes').waitFor();
    expect(context.pages()).toHaveLength(1);
    await context.close();
  });
});
