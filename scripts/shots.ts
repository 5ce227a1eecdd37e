// Pictures of the page into `shots/`: Overview and Logs, two sizes, light and dark. One command: `npm run shots`.
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { servePage } from '../tests/support/page-server.ts';
import { snapshotOf, someLines, someServers } from '../tests/support/page-state.ts';

const root = join(import.meta.dirname, '..');
const dist = process.env.ROUNDHOUSE_PAGE ?? join(root, 'dist', 'renderer');
const shots = join(root, 'shots');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

await stat(join(dist, 'index.html')).catch(() => {
  throw new Error(`There is no page in ${dist}. Run \`npm run build\` first.`);
});
await mkdir(shots, { recursive: true });

const state = snapshotOf(someServers());
const server = await servePage(dist, state, someLines());
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'] });
try {
  for (const [width, height] of [
    [1280, 800],
    [900, 640],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
      await page.goto(server.url);
      await page.getByRole('article').first().waitFor();
      await fillSparklines();
      await shoot(page, `overview-${width}-${colorScheme}`);
      await page.goto(`${server.url}/#/logs`);
      await page.getByText('list_directory').waitFor();
      await shoot(page, `logs-${width}-${colorScheme}`);
      await page.close();
    }
  }
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.goto(server.url);
  await page.getByRole('article').first().waitFor();
  await fillSparklines();
  server.cut();
  await page.getByText('Lost contact').waitFor();
  await shoot(page, 'overview-lost-1280-dark');
} finally {
  await browser.close();
  await server.close();
}
console.log(`pictures are in ${shots}`);

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** A minute of plausible figures, the same in every run. */
async function fillSparklines(): Promise<void> {
  for (let step = 0; step < 60; step++) {
    const busy = state.servers.filter((view) => view.cpu !== null && view.memory !== null);
    server.vitals(
      Object.fromEntries(
        busy.map((view, index) => {
          const wave = 1 + 0.25 * Math.sin((step + index * 9) / 5) + ((step * 7 + index * 13) % 23 === 0 ? 2.4 : 0);
          const last = step === 59;
          return [view.name, { cpu: last ? view.cpu : view.cpu! * wave, memory: view.memory! * (last ? 1 : 0.96 + step / 1500) }];
        }),
      ),
    );
  }
  await new Promise((resolve) => setTimeout(resolve, 150));
}
