// Figures of all trees at once: often while somebody looks, seldom otherwise.

import type { Vitals } from '../../contract/server.ts';
import type { MetricSample } from '../store/store.ts';
import type { Figures } from './entry.ts';
import type { Sampler } from './metrics.ts';
import type { Supervisor } from './supervisor.ts';

/** From start to start. A little less than two seconds: in a stream with a heartbeat each second every other one is spared, not sent just before. */
const WATCHED_MS = 1_950;
const UNWATCHED_MS = 10_000;
/** after a start, so that a server has figures soon; the share of the processor needs two samples */
const FRESH_MS = 600;
const FRESH_SAMPLES = 2;

export interface SamplingParts {
  supervisor: Supervisor;
  sampler: Sampler;
  publish(vitals: Record<string, Vitals>): void;
  keep(samples: MetricSample[]): void;
  onFault(error: unknown): void;
}

export function startSampling(parts: SamplingParts) {
  let watchers = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let busy = false;
  let fresh = 0;
  let dueAt = 0;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    dueAt = performance.now() + ms;
    if (!closed) timer = setTimeout(sample, ms);
    timer?.unref();
  };

  async function sample(): Promise<void> {
    if (busy) return;
    busy = true;
    const began = performance.now();
    try {
      const trees = [...parts.supervisor.entries].flatMap(([name, { process }]) => (process ? [{ name, ...process }] : []));
      const figures = new Map<string, Figures>();
      if (trees.length > 0) {
        for (const { name, cpu, memory, processes } of await parts.sampler.sample(trees)) {
          figures.set(name, { cpu: cpu === null ? null : Math.round(cpu * 10) / 10, memory, processes });
        }
      }
      if (closed) return;
      parts.publish(parts.supervisor.observe(figures));
      if (figures.size > 0) parts.keep([...figures].map(([server, values]) => ({ server, ...values })));
    } catch (error) {
      parts.onFault(error);
    } finally {
      busy = false;
      const every = watchers > 0 || fresh > 0 ? WATCHED_MS : UNWATCHED_MS;
      // a pass that takes long (a busy machine, hundreds of trees) leaves at least as much time to others
      const took = performance.now() - began;
      schedule(Math.max(every - took, took));
      if (fresh > 0) fresh--;
    }
  }

  schedule(UNWATCHED_MS);
  return {
    /** a server was started; one that crashes all the time does not make this the rule */
    started(): void {
      const isIdle = fresh === 0;
      fresh = FRESH_SAMPLES;
      if (isIdle && dueAt - performance.now() > WATCHED_MS) schedule(FRESH_MS);
    },
    /** somebody looks; returns how to say that they left */
    watch(): () => void {
      if (++watchers === 1) schedule(0);
      let here = true;
      return () => {
        if (here) watchers--;
        here = false;
      };
    },
    close(): void {
      closed = true;
      clearTimeout(timer);
    },
  };
}
