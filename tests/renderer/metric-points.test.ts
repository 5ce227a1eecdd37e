import { describe, expect, it } from 'vitest';
import type { Event } from '../../contract/events.ts';
import { pastOf } from '../../renderer/view/downtime.ts';
import { callPointsOf, frameAt, type Live, pointsOf, rangeOf, ranges, withSample } from '../../renderer/view/metric-points.ts';
import { view } from '../support/page-state.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 3);
const iso = (t: number) => new Date(t).toISOString();
const minute = 60_000;
const frame = frameAt(now, ranges['1h']);

describe('steps', () => {
  it.each(Object.entries(ranges))('%s: at most 360 points, in whole steps, with the one under way', (_, range) => {
    const { from, to, stepMs } = frameAt(now, range);
    expect((to - from) / stepMs).toBeLessThanOrEqual(360);
    expect([from % stepMs, to - from, to > now && to - now <= stepMs]).toEqual([0, range.ms, true]);
    expect(range.ms % range.callStepMs).toBe(0);
  });

  it('an unknown range is the last hour', () => expect([rangeOf('7d'), rangeOf('1y'), rangeOf(null)]).toEqual(['7d', '1h', '1h']));

  it('what was read and what came since are one; what was never measured is no point', () => {
    const begin = frame.to - 10_000;
    const past = {
      points: [
        { t: iso(begin - 20_000), cpu: 1, cpuMax: 3, memory: null, memoryMax: null, processes: 1 },
        { t: iso(begin), cpu: 2, cpuMax: 4, memory: 100, memoryMax: 100, processes: 1 },
      ],
      readAt: begin + 4_000,
    };
    let live: Live = new Map();
    for (const cpu of [8, 14]) live = withSample(live, begin + 5_000, { cpu, memory: 200, processes: 2 }, frame);
    live = withSample(live, begin + 11_000, { cpu: null, memory: null, processes: null }, frame);
    // two samples of 2 were read by then: (2 + 2 + 8 + 14) / 4
    expect(pointsOf(past, live, frame, 'cpu')).toEqual([
      { t: begin - 20_000, value: 1, most: 3 },
      { t: begin, value: 6.5, most: 14 },
    ]);
    expect(pointsOf(past, live, frame, 'memory')).toEqual([{ t: begin, value: 150, most: 200 }]);
  });

  it('the first sample has no share of the processor; what is older than the range is let go', () => {
    let live = withSample(new Map(), now, { cpu: null, memory: 5, processes: 1 }, frame);
    expect(pointsOf({ points: [], readAt: now }, live, frame, 'cpu')).toEqual([]);
    const later = frameAt(now + 2 * 60 * minute, ranges['1h']);
    live = withSample(live, now + 2 * 60 * minute, { cpu: 1, memory: 5, processes: 1 }, later);
    expect([...live.keys()]).toHaveLength(1);
  });

  it('calls: a step without a point is none, and unknown while Roundhouse did not run', () => {
    const calls = { ...frame, from: frame.from - (frame.from % minute), stepMs: minute };
    const t = calls.from + 5 * minute;
    const read = [{ t: iso(t), calls: 9, failed: 2, cancelled: 1, p50Ms: 3, p95Ms: 7 }];
    const absent = [{ from: calls.from + 8 * minute, to: calls.from + 10 * minute }];
    const answered = callPointsOf(read, calls, absent, 'answered');
    expect(answered.find((point) => point.t === t)!.value).toBe(6);
    expect(answered.some((point) => point.t === calls.from + 9 * minute)).toBe(false);
    expect(answered.filter(({ value }) => value === 0)).toHaveLength(answered.length - 1);
    expect(callPointsOf(read, calls, absent, 'p95Ms')).toEqual([{ t, value: 7, most: 7 }]);
  });
});

describe('downtime', () => {
  let seq = 0;
  const at = (minutes: number) => frame.from + minutes * minute;
  const event = (type: string, minutes: number, message = type): Event => ({
    seq: ++seq,
    at: iso(at(minutes)),
    type,
    server: 'a',
    message,
  });
  const span = (from: number, to: number) => ({ from: at(from), to: at(to) });

  it('begins when it goes down and ends when it runs: what starts again in between is still down', () => {
    const events = [
      event('server.restarting', 10, 'a: ended by SIGKILL'),
      event('server.starting', 10.1),
      event('server.running', 10.2),
      event('server.restarting', 20),
      event('server.starting', 20.5),
      event('server.crashed', 21, 'a: gave up'),
    ];
    const past = pastOf(events, view('a', { state: 'crashed' }), [], frame);
    expect(past.marks.map(({ at: t, kind, text }) => [(t - frame.from) / minute, kind, text])).toEqual([
      [10, 'restarting', 'a: ended by SIGKILL'],
      [20, 'restarting', 'server.restarting'],
      [21, 'crashed', 'a: gave up'],
    ]);
    expect(past.down).toEqual([span(10, 10.2), { from: at(20), to: frame.to }]);
  });

  it('a stop by a person is none, and ends one', () => {
    const stop = [event('server.running', 1), event('server.stopping', 5), event('server.stopped', 5.1), event('server.starting', 9)];
    expect(pastOf(stop, view('a'), [], frame)).toEqual({ marks: [], down: [], absent: [] });
    const afterCrash = [event('server.crashed', 5), event('server.stopped', 8)];
    expect(pastOf(afterCrash, view('a', { state: 'stopped' }), [], frame).down).toEqual([span(5, 8)]);
  });

  it('a crash from before the range fills it', () => {
    const crashed = view('a', { state: 'crashed', since: iso(frame.from - 180 * minute) });
    expect(pastOf([], crashed, [], frame).down).toEqual([{ from: frame.from, to: frame.to }]);
  });

  it('while Roundhouse did not run nobody knows: from its goodbye, or from the last that it saw', () => {
    const orderly = [event('server.running', 1), event('engine.stopping', 5), event('engine.started', 9)];
    expect(pastOf(orderly, view('a'), [], frame).absent).toEqual([span(5, 9)]);
    const killed = [event('server.crashed', 1), event('engine.started', 9), event('server.running', 9.5)];
    const past = pastOf(killed, view('a'), [at(3), at(9.2)], frame);
    expect([past.absent, past.down]).toEqual([[span(3, 9)], [span(1, 3)]]);
  });
});
