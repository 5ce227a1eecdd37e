// Pictures of the set-up, on a machine of its own: each step, and the last one after it was carried out.
import type { Browser, Page } from 'playwright-core';
import { signInUrl } from './staged-home.ts';
import { stageMachine } from './staged-machine.ts';

export async function shootOnboarding(browser: Browser, shoot: (page: Page, name: string) => Promise<void>): Promise<void> {
  const machine = stageMachine();
  try {
    await machine.engine.start();
    for (const name of ['filesystem', 'filesystem', 'filesystem', 'memory', 'fetch', 'fetch']) machine.stray(name);
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    await page.goto(await signInUrl(machine.engine));
    const each = async (name: string) => {
      for (const [width, height] of [
        [1280, 800],
        [900, 640],
      ] as const) {
        await page.setViewportSize({ width, height });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await shoot(page, `${name}-${width}-${colorScheme}`);
        }
      }
    };
    await page.getByText('servers found in').waitFor();
    await each('onboarding-offer');
    for (const [step, ready] of [
      ['1', 'Your clients are running'],
      ['2', 'What changes for'],
      ['3', 'What this does'],
    ] as const) {
      await page.goto(`${machine.engine.url}/#/onboarding?step=${step}`);
      await page.getByText(ready).waitFor();
      if (step === '2') await page.locator('.diff').first().waitFor();
      await each(`onboarding-${step}`);
    }
    await page.getByRole('radio', { name: 'Start on first call' }).check();
    await page.locator('footer .btn.pri').click();
    await page.getByText('What next').waitFor();
    await each('onboarding-done');
    await page.close();
  } finally {
    await machine.close();
  }
}
