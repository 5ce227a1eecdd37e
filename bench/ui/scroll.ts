// 500 servers under the wheel, as cards and as a table, beside a page of 500 plain boxes.
import type { Page } from 'playwright-core';
import { pause } from '../answering.ts';
import { type Bar, type Bench, median, quantile, type Row, Samples } from '../figures.ts';
import { type Stage, sleepers, withPage } from './stage.ts';
import { intervals, traced } from './trace.ts';

const [all, up] = [500, 200];
const wheels = 100;
const bare = 'bare boxes';
const kinds = { cards: '/#/', table: '/#/?view=table' };

export const scroll: Bench = {
  name: 'ui-scroll',
  about: `${all} servers (${up} run, ${all - up} are stopped) while the wheel turns: cards, table, plain boxes`,
  async run({ quick }) {
    const rounds = quick ? 1 : 5;
    const samples = new Samples();
    await withPage({ config: sleepers(all, up) }, up, async (stage) => {
      const page = await stage.open();
      const plain = await stage.open();
      await plain.setContent(boxes());
      for (let round = 0; round < rounds; round += 1) {
        for (const [kind, address] of Object.entries(kinds)) {
          await page.bringToFront();
          await page.goto(stage.engine.url + address);
          await page.locator('[data-card]').first().waitFor();
          await pause(1_500);
          await turn(stage, page, kind, samples);
        }
        await plain.bringToFront();
        await turn(stage, plain, bare, samples);
      }
    });
    const rows: Row[] = [bare, ...Object.keys(kinds)].flatMap((kind): Row[] => [
      { what: `${kind}: frame, p50`, samples: samples.of[`${kind} p50`]!, unit: 'ms' },
      {
        what: `${kind}: frame, p95`,
        samples: samples.of[`${kind} p95`]!,
        unit: 'ms',
        against: kind === bare ? undefined : `${bare}: frame, p95`,
      },
      { what: `${kind}: dropped frames`, samples: samples.of[`${kind} dropped`]!, unit: '%' },
    ]);
    const bars = Object.keys(kinds).map((kind): Bar => {
      return { what: `${kind}, frame p95`, value: median(samples.of[`${kind} p95`]!), unit: 'ms', limit: 50, kind: 'at most' };
    });
    return { rows, bars, notes: [`${wheels} turns of 60 px, one each 16 ms, half of them down and half up`] };
  },
};

async function turn({ browser }: Stage, page: Page, kind: string, samples: Samples): Promise<void> {
  await page.mouse.move(640, 500);
  const trace = await traced(browser, page, async () => {
    for (let at = 0; at < wheels; at += 1) {
      // not awaited: the wheel does not wait for the page
      void page.mouse.wheel(0, at < wheels / 2 ? 60 : -60);
      await pause(16);
    }
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await pause(300);
  });
  const taken = intervals(trace).filter((ms) => ms < 1_000);
  samples.take(`${kind} p50`, median(taken));
  samples.take(`${kind} p95`, quantile(taken, 0.95));
  samples.take(`${kind} dropped`, (trace.dropped / (trace.dropped + trace.frames.length)) * 100);
}

const boxes = () => `<!doctype html><style>
  body { margin: 0; display: grid; grid-template-columns: repeat(4, 1fr); gap: 10px; font: 13px sans-serif }
  div { height: 122px; border: 1px solid silver; border-radius: 8px }
</style>${Array.from({ length: all }, (_, at) => `<div>s${at}</div>`).join('')}`;
