// What the faults of the window share: what a page shows against what its engine says, and what a page costs.
import type { Page } from 'playwright-core';
import { labelOf } from '../../contract/words.ts';
import { listenForComplaints } from '../support/chromium.ts';
import { type LiveEngine, until } from '../support/live-engine.ts';
import { lost, noteLoss } from '../support/note-loss.ts';

/** Loads it, and answers with what it complains of from then on. */
export async function watchTab(page: Page, url: string): Promise<string[]> {
  const complaints = await listenForComplaints(page);
  await page.goto(url);
  await watchPage(page);
  return complaints;
}

export async function watchPage(page: Page): Promise<void> {
  await page.getByRole('article').first().waitFor();
  await noteLoss(page);
}

/** How long after `since` it said that contact is lost. */
export async function lostAfter(page: Page, since: number): Promise<number> {
  await page.locator('.banner', { hasText: lost }).waitFor({ timeout: 10_000 });
  return page.evaluate((from) => (globalThis as unknown as { saidAt: number }).saidAt - from, since);
}

export const hasStayed = (page: Page): Promise<boolean> => page.evaluate(() => 'stayed' in globalThis);

export const shownOn = async (page: Page): Promise<string> =>
  (await page.getByRole('article').evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label') ?? ''))).sort().join('; ');
export const saidBy = async (engine: LiveEngine): Promise<string> =>
  (await engine.servers())
    .map(({ name, state }) => `${name}, ${labelOf(state)}`)
    .sort()
    .join('; ');

/** Until the page shows what its engine says; how long that took. */
export async function showsTruth(page: Page, engine: LiveEngine, what: string, limitMs = 15_000): Promise<number> {
  const began = performance.now();
  let [shown, said] = ['', ''];
  await until(
    'the truth',
    async () => {
      said = await saidBy(engine);
      shown = await shownOn(page);
      return shown === said && (await page.locator('.banner').count()) === 0;
    },
    limitMs,
  ).catch(async () => {
    const banners = await page.locator('.banner').allTextContents();
    throw new Error(`${what}: the page shows “${shown}” ${banners} where the engine says “${said}”`);
  });
  return performance.now() - began;
}

/** Used by its scripts after a collection, and how many nodes it keeps. */
export async function costOf(page: Page): Promise<{ heap: number; nodes: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const of = (name: string) => metrics.find((each) => each.name === name)?.value ?? 0;
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes') };
}
