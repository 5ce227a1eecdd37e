// One tab in front of engine after engine, each of another build, and frozen meanwhile as on a laptop that sleeps: the truth within 2 s without a
// reload, what was updated is said, and the tab costs no more than before.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renameBuild } from '../support/built-page.ts';
import { sleep } from '../support/live-engine.ts';
import { servePage } from '../support/page-server.ts';
import { snapshotOf, view } from '../support/page-state.ts';
import { openSleepingTab } from '../support/sleeping-tab.ts';
import { fault, mean, megabytes, most, must, seconds } from './fault.ts';
import { costOf, hasStayed, shownOn, watchTab } from './page.ts';

const ENGINES = 120;
const WARM_UP = 12;
const dist = join(import.meta.dirname, '..', '..', 'dist', 'renderer');

await fault('old-tab', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rh-old-tab-'));
  cpSync(dist, folder, { recursive: true });
  const server = await servePage(folder, snapshotOf(['memory', 'git', 'files'].map((name) => view(name))));
  const tab = await openSleepingTab();
  try {
    const { page } = tab;
    const complaints = await watchTab(page, server.url);
    const took = { awake: [] as number[], slept: [] as number[] };
    const heap: number[] = [];
    let [label, updates] = ['Healthy', 0];
    for (let n = 1; n <= ENGINES; n++) {
      const kind = n % 3 === 0 ? 'awake' : 'slept';
      if (kind === 'slept') await tab.freeze();
      server.cut();
      if (kind === 'awake') await page.getByText('Lost contact').waitFor();
      // every fourth engine is only started anew
      if (n % 4 !== 0) {
        rmSync(join(folder, 'assets'), { recursive: true });
        cpSync(dist, folder, { recursive: true });
        renameBuild(folder, `b${n}-`);
        server.become({ instance: `engine ${n}`, version: `0.${n}.0` });
        updates++;
      } else server.become({ instance: `engine ${n}` });
      label = label === 'Healthy' ? 'Stopped' : 'Healthy';
      const isUp = label === 'Healthy';
      server.changeSilently('memory', isUp ? { state: 'running', wanted: 'up' } : { state: 'stopped', wanted: 'down' });
      if (kind === 'slept') await sleep((n % 7) * 400);
      server.restore();
      const began = performance.now();
      if (kind === 'slept') await tab.thaw();
      else await page.evaluate(() => dispatchEvent(new Event('focus')));
      await page.getByRole('article', { name: `memory, ${label}` }).waitFor();
      took[kind].push(performance.now() - began);
      await page.getByText('Roundhouse was updated.').waitFor();
      const shown = await shownOn(page);
      must(`engine ${n}: “${shown}” is shown`, shown === `files, Healthy; git, Healthy; memory, ${label}`);
      must(`engine ${n}: the page was loaded again`, await hasStayed(page));
      must(`engine ${n}: ${complaints[0]}`, complaints.length === 0);
      if (n > WARM_UP) heap.push((await costOf(page)).heap);
    }
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('article', { name: `memory, ${label}` }).waitFor();
    must(
      'the new build is not there after a reload',
      !(await hasStayed(page)) && (await page.getByText('Roundhouse was updated.').count()) === 0,
    );
    const third = Math.floor(heap.length / 3);
    const growth = mean(heap.slice(-third)) - mean(heap.slice(0, third));
    must(`memory +${megabytes(growth)}`, growth <= 10 * 2 ** 20);
    must(`the truth after ${seconds(most([...took.awake, ...took.slept]))}`, most([...took.awake, ...took.slept]) <= 2_000);
    return `${ENGINES} engines before one tab, ${updates} of another build, frozen before ${took.slept.length} of them: the truth after ${seconds(most(took.slept))} at most (awake ${seconds(most(took.awake))}), said that it was updated, never loaded again by itself; memory last third − first third ${(growth / 2 ** 20).toFixed(1)} MB (at ${megabytes(heap.at(-1)!)})`;
  } finally {
    await tab.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
