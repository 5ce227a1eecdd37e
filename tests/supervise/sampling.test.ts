// How often the figures are read: in step with a heartbeat of a second while somebody looks, and never without a pause.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Sampler } from '../../core/supervise/metrics.ts';
import { type SamplingParts, startSampling } from '../../core/supervise/sampling.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A pass takes so long; `told` is when followers had its figures. */
function sampling(passMs: number) {
  const began = performance.now();
  const told: number[] = [];
  const sampler: Sampler = { sample: () => new Promise((done) => setTimeout(done, passMs, [])) };
  const process = { mark: 'm', pid: 1, startTime: '1' };
  const parts = {
    supervisor: { entries: new Map([['a', { process }]]), observe: () => ({}) },
    sampler,
    publish: () => told.push(performance.now() - began),
    keep: () => undefined,
    onFault(error: unknown) {
      throw error;
    },
  } as unknown as SamplingParts;
  return { told, samples: startSampling(parts) };
}
const between = (told: number[]) => told.slice(1).map((at, index) => at - told[index]!);

it.each([1, 60, 400])('a pass of %i ms: figures come before the second heartbeat that follows the last ones', async (passMs) => {
  const { told, samples } = sampling(passMs);
  const leave = samples.watch();
  await vi.advanceTimersByTimeAsync(12_000);
  expect(told.length).toBeGreaterThan(5);
  for (const ms of between(told)) {
    expect(ms).toBeGreaterThan(1_800);
    expect(ms).toBeLessThan(2_000);
  }
  leave();
  samples.close();
});

it('a pass that takes longer than that leaves as much time to others', async () => {
  const { told, samples } = sampling(3_000);
  const leave = samples.watch();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(between(told)).toEqual([6_000, 6_000, 6_000, 6_000]);
  leave();
  samples.close();
});

it('seldom while nobody looks', async () => {
  const { told, samples } = sampling(5);
  await vi.advanceTimersByTimeAsync(41_000);
  expect(told).toHaveLength(4);
  samples.close();
});
