import { expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import { callMark } from '../../renderer/view/call-mark.ts';

const at = (lastHour: number, lastAt: string | null) =>
  ({ calls: { servers: { echo: { perMinute: 1, lastHour, failed: 0, p95Ms: 12, lastAt } } } }) as unknown as Snapshot;

it('a call that ends in the minute in which another becomes older than an hour is news, though there are as many as before', () => {
  const before = callMark(at(60, '2026-03-01T10:00:00.000Z'), 'echo');
  expect(callMark(at(60, '2026-03-01T10:00:30.000Z'), 'echo')).not.toBe(before);
  expect(callMark(at(59, '2026-03-01T10:00:00.000Z'), 'echo')).not.toBe(before);
  expect(callMark(at(60, '2026-03-01T10:00:00.000Z'), 'echo')).toBe(before);
});

it('a server that nobody called has a mark of its own', () => {
  expect(callMark(null, 'echo')).toBe(callMark(at(1, null), 'other'));
  expect(callMark(at(1, null), 'echo')).not.toBe(callMark(null, 'echo'));
});
