// Debian's Chromium, for tests of the page. Without it they are left out by name, with what installs it; under REQUIRE_ALL=1
// they run into its absence and fail.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const found = candidates.find((path): path is string => !!path && existsSync(path));

export const installChromium = 'apt-get install -y chromium';

export function withoutChromium(tests: string): boolean {
  if (found || process.env.REQUIRE_ALL === '1') return false;
  console.log(`left out: ${tests} (Chromium is missing: ${installChromium})`);
  return true;
}

const browsers = new Set<Browser>();

export function chromiumPath(): string {
  if (!found) throw new Error(`Chromium is missing. Install it: ${installChromium}`);
  return found;
}

export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  browsers.add(browser);
  browser.on('disconnected', () => browsers.delete(browser));
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.on('page', waitUntilItAnswers);
    return context;
  };
  return browser;
}

/**
 * A page that only shows the engine's picture of itself (docs/decisions/0190) has not come yet, for who wants to press its keys.
 * Whoever says by `waitUntil` what to wait for waits for nothing more.
 */
function waitUntilItAnswers(page: Page): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  const answers = () => page.locator('#first').waitFor({ state: 'detached' });
  page.goto = async (url, how) => {
    const response = await goto(url, how);
    if (!how?.waitUntil) await answers();
    return response;
  };
  page.reload = async (how) => {
    const response = await reload(how);
    if (!how?.waitUntil) await answers();
    return response;
  };
}

const mostShown = 3_000;

/** What the pages show at this moment, as who hears them would know it. */
export async function pagesInWords(): Promise<string[]> {
  const pages = [...browsers].flatMap((browser) => browser.contexts().flatMap((context) => context.pages()));
  const words = async (page: Page) => `${page.url()}\n${(await page.locator('body').ariaSnapshot({ timeout: 2_000 })).slice(0, mostShown)}`;
  return Promise.all(pages.map((page) => words(page).catch((error: unknown) => `${page.url()}: ${String(error)}`)));
}

/**
 * What a page complains of: errors of its scripts and every breach of its content security policy. The latter are asked of the
 * page itself: a breach that a script catches (trying whether it may compile code) never reaches the console as an error.
 */
export async function listenForComplaints(page: Page): Promise<string[]> {
  // a wait that fails names what it waited for, before the test's own time is over
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  const breach = 'policy breach:';
  await page.addInitScript((prefix) => {
    addEventListener('securitypolicyviolation', (event) => console.warn(prefix, event.violatedDirective, event.blockedURI));
  }, breach);
  page.on('console', (message) => {
    // a refused connection is what some tests are about; the browser notes it by itself
    const isError = message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text());
    if (isError || message.text().startsWith(breach)) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
