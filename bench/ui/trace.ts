// What Chromium's own tracing says of a page: when frames were begun and shown, and when the page set its marks. Its clock is the
// system's monotonic one, and so is Node's: moments of both can be compared.
import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  /** microseconds */
  ts: number;
  pid: number;
  id2?: { local?: string };
  args: { frame_reporter?: { state: string; affects_smoothness: boolean }; data?: { documentLoaderURL?: string } };
}

/** All in milliseconds of `monotonicMs`. */
export interface Trace {
  /** begun and shown */
  frames: { began: number; shown: number }[];
  /** frames that should have moved something, and came late or not at all */
  dropped: number;
  /** `performance.mark`, and the browser's own such as `navigationStart` and `firstContentfulPaint` */
  marks: { name: string; at: number; url: string | undefined }[];
  /** when what was in the page at that moment was on the screen */
  shownAfter(at: number): number;
}

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const ourMark = 'end-of-trace';
const categories = ['-*', 'disabled-by-default-devtools.timeline.frame', 'blink.user_timing', 'loading'];

export async function traced(browser: Browser, page: Page, run: () => Promise<void>): Promise<Trace> {
  await browser.startTracing(page, { categories });
  try {
    await run();
    await page.evaluate((name) => performance.mark(name), ourMark);
  } catch (error) {
    await browser.stopTracing().catch(() => undefined);
    throw error;
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return read(traceEvents);
}

function read(all: TraceEvent[]): Trace {
  const events = all.sort((a, b) => a.ts - b.ts);
  // the process of this page, and not of another one or of the frame around them
  const pid = events.findLast(({ name }) => name === ourMark)?.pid;
  const ours = events.filter((event) => event.pid === pid);
  const open = new Map<string, TraceEvent>();
  const frames: Trace['frames'] = [];
  let dropped = 0;
  for (const event of ours) {
    if (event.name !== 'PipelineReporter') continue;
    const id = event.id2?.local ?? '';
    if (event.ph === 'b') open.set(id, event);
    const began = open.get(id);
    if (event.ph !== 'e' || !began) continue;
    open.delete(id);
    const report = began.args.frame_reporter;
    if (report?.state.startsWith('STATE_PRESENTED')) frames.push({ began: began.ts / 1000, shown: event.ts / 1000 });
    else if (report?.state === 'STATE_DROPPED' && report.affects_smoothness) dropped += 1;
  }
  frames.sort((a, b) => a.shown - b.shown);
  const times = (name: string, ph?: string) =>
    ours.filter((event) => event.name === name && (ph === undefined || event.ph === ph)).map(({ ts }) => ts / 1000);
  const [commits, activations] = [times('Commit', 'b'), times('ActivateLayerTree')];
  const submit = 'SubmitCompositorFrameToPresentationCompositorFrame';
  const [handed, presented] = [times(submit, 'b'), times(submit, 'e')];
  const next = (list: number[], from: number) => list.find((at) => at >= from) ?? Number.NaN;
  return {
    frames,
    dropped,
    marks: events
      .filter(({ pid: from, ph }) => from === pid && 'RIb'.includes(ph))
      .map(({ name, ts, args }) => ({ name, at: ts / 1000, url: args?.data?.documentLoaderURL })),
    shownAfter: (at) => next(presented, next(handed, next(activations, next(commits, at)))),
  };
}

/** Between one frame and the next that was shown. */
export function intervals({ frames }: Trace): number[] {
  const shown = [...new Set(frames.map((frame) => frame.shown))];
  return shown.slice(1).map((at, index) => at - shown[index]!);
}
