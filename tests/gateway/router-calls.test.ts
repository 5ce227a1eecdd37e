import { describe, expect, it } from 'vitest';
import { createCalls } from '../../core/gateway/calls.ts';
import type { CallRecord } from '../../core/gateway/gateway.ts';
import { weigh } from '../../core/gateway/weight.ts';

const call = (more: Partial<CallRecord> = {}): CallRecord => ({
  at: '2026-11-21T08:00:00.000Z',
  client: 'me',
  profile: 'default',
  server: 'files',
  method: 'tools/call',
  target: 'files__read',
  ms: 10,
  outcome: 'ok',
  requestBytes: 100,
  resultBytes: 1_000,
  ...more,
});

describe('the figures of calls', () => {
  it('counts by client, server and tool, for Prometheus too', () => {
    const calls = createCalls();
    calls.record(call());
    calls.record(call({ outcome: 'error', ms: 490, resultBytes: 0 }));
    calls.record(call({ client: 'o"d\\d\n', outcome: 'cancelled' }));
    expect(calls.figures()[0]).toMatchObject({ client: 'me', ms: 500, resultBytes: 1_000, byOutcome: { ok: 1, error: 1 } });
    const text = calls.prometheus();
    expect(text).toContain(
      'roundhouse_calls_total{client="me",server="files",method="tools/call",target="files__read",outcome="error"} 1\n',
    );
    expect(text).toContain('roundhouse_call_seconds_total{client="me",server="files",method="tools/call",target="files__read"} 0.5\n');
    expect(text).toContain('client="o\\"d\\\\d\\n"');
  });

  it('does not grow with what clients and servers invent', () => {
    const calls = createCalls();
    for (let n = 0; n < 10_000; n += 1) calls.record(call({ target: `t${n}` }));
    for (let n = 0; n < 100; n += 1) calls.record(call({ method: 'resources/read', target: `memo://${n}`, client: 'reader' }));
    expect(calls.figures().length).toBeLessThanOrEqual(2_001);
    expect(calls.figures().reduce((sum, { byOutcome }) => sum + byOutcome.ok, 0)).toBe(10_100);
  });
});

describe('the size of a result', () => {
  it('is about that of its JSON', () => {
    for (const value of [
      {},
      [],
      { content: [{ type: 'text', text: 'x'.repeat(5_000) }] },
      { a: { b: [1, 2, null, true, 'z'.repeat(300)] } },
      'text',
      5,
      null,
    ]) {
      const exact = JSON.stringify(value).length;
      expect(Math.abs(weigh(value) - exact)).toBeLessThan(20 + exact * 0.1);
    }
  });

  it('is found however deep and however long it is', () => {
    let deep: unknown = 'x';
    for (let n = 0; n < 100_000; n += 1) deep = [deep];
    expect(weigh(deep)).toBeGreaterThan(100_000);
    expect(weigh({ a: 'x'.repeat(70_000_000) })).toBeGreaterThan(70_000_000);
  });
});
