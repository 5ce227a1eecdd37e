// The desktop app under the stand-in for Electron's binary: how soon its tray and its window are up after the main process began, what a
// hidden app costs, and how much the main process holds beyond an engine by itself. The stand-in's Chromium is a real one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFolder } from '../tests/electron-host/demo.ts';
import { withDesk } from '../tests/support/desk/desk.ts';
import { DesktopApp } from '../tests/support/desktop.ts';
import { LiveEngine, until } from '../tests/support/live-engine.ts';
import { pause } from './answering.ts';
import { type Bench, median, Samples } from './figures.ts';
import { cpuMs, proportionalMB } from './process-facts.ts';
import { sleepers } from './ui/stage.ts';

const servers = 9;

export const desktop: Bench = {
  name: 'desktop',
  about: `the desktop app with ${servers} servers: tray and window after main began, beside a bare app on the same stand-in; hidden: CPU and memory beside an engine`,
  async run({ quick }) {
    const samples = new Samples();
    await withDesk({ tray: true, notifications: 'recorded' }, async (desk) => {
      for (let round = 0; round < (quick ? 1 : 7); round += 1) {
        const bare = new DesktopApp({ desk, app: demoFolder });
        await bare.start();
        const bareSince = await sinceMainBegan(bare);
        await until('the window of the bare app', async () => (await bare.windows())[0]?.isVisible === true);
        samples.take('bare app: window', bareSince());
        await bare.close();

        const app = appOn(new DesktopApp({ desk }));
        await app.start();
        const since = await sinceMainBegan(app);
        const tray = until('the tray', () => app.tray.isShown().catch(() => false)).then(() => samples.take('tray', since()));
        await until('the window', async () => (await app.windows())[0]?.isVisible === true);
        samples.take('window', since());
        await tray;
        await (await app.page())
          .locator('[data-card]')
          .nth(servers - 1)
          .waitFor();
        samples.take('all servers shown', since());
        await app.close();
      }
      const hidden = appOn(new DesktopApp({ desk, args: ['--hidden'] }));
      const engine = new LiveEngine({ config: sleepers(servers) });
      try {
        await hidden.start();
        await engine.start();
        await until('the tray', () => hidden.tray.isShown().catch(() => false));
        await pause(quick ? 3_000 : 20_000);
        for (let window = 0; window < (quick ? 1 : 6); window += 1) {
          const [before, engineBefore, began] = [cpuMs(hidden.pid), cpuMs(engine.pid), performance.now()];
          await pause(10_000);
          const lasted = performance.now() - began;
          samples.take('hidden app: CPU', ((cpuMs(hidden.pid) - before) / lasted) * 100);
          samples.take('engine by itself: CPU', ((cpuMs(engine.pid) - engineBefore) / lasted) * 100);
          samples.take('hidden app: memory', proportionalMB(hidden.pid));
          samples.take('engine by itself: memory', proportionalMB(engine.pid));
        }
      } finally {
        await hidden.close();
        await engine.close();
      }
    });
    const middle = (what: string) => median(samples.of[what]!);
    const more = (what: string) => middle(`hidden app: ${what}`) - middle(`engine by itself: ${what}`);
    const row = (what: string, unit: string, against?: string, digits?: number) => ({
      what,
      samples: samples.of[what]!,
      unit,
      against,
      digits,
    });
    return {
      rows: [
        row('tray', 'ms'),
        row('bare app: window', 'ms'),
        row('window', 'ms', 'bare app: window'),
        row('all servers shown', 'ms'),
        row('engine by itself: CPU', '% of a core', undefined, 2),
        row('hidden app: CPU', '% of a core', undefined, 2),
        row('engine by itself: memory', 'MB'),
        row('hidden app: memory', 'MB', 'engine by itself: memory'),
      ],
      bars: [
        { what: 'tray after main began', value: middle('tray'), unit: 'ms', limit: 400, kind: 'at most' },
        { what: 'window after main began', value: middle('window'), unit: 'ms', limit: 800, kind: 'at most' },
        { what: 'hidden, CPU beyond the engine’s', value: more('CPU'), unit: '% of a core', limit: 0.2, kind: 'at most' },
      ],
      notes: [
        `main began: when the stand-in began to load the main bundle. The main process holds ${more('memory').toFixed(0)} MB beyond the engine’s; the stand-in itself and its D-Bus are part of them`,
      ],
    };
  },
};

/** By the main process's own word: it can be asked only when it has a moment, which is long after it began. */
async function sinceMainBegan(app: DesktopApp): Promise<() => number> {
  const began = (await app.control.ask('began')) - performance.timeOrigin;
  return () => performance.now() - began;
}

function appOn(app: DesktopApp): DesktopApp {
  mkdirSync(app.home, { recursive: true });
  writeFileSync(join(app.home, 'roundhouse.yaml'), sleepers(servers));
  return app;
}
