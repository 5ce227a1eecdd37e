// Figures of all trees at once: often while somebody looks, seldom otherwise.

import type { Vitals } from '../../contract/server.ts';
import type { MetricSample } from '../store/store.ts';
import type { Figures } from './entry.ts';
import type { Sampler } from './metrics.ts';
import type { Supervisor } from './supervisor.ts';

const WATCHED_MS = 2_000;
const UNWATCHED_MS = 10_000;

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

  const schedule = (ms: number) => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(sample, ms);
    timer?.unref();
  };

  async function sample(): Promise<void> {
    if (busy) return;
    busy = true;
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
      schedule(watchers > 0 ? WATCHED_MS : UNWATCHED_MS);
    }
  }

  schedule(UNWATCHED_MS);
  return {
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
