import { expect, test } from 'vitest';
import { durationMs, momentOf } from '../../contract/moment.ts';

test.each([
  ['15m', 900_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['2d', 172_800_000],
  [' 10s ', 10_000],
  ['15', null],
  ['', null],
  ['m', null],
  ['15 m', null],
  ['-5m', null],
  ['5mm', null],
  ['9999999999w', null],
])('%s lasts %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test('a moment is a time or an age', () => {
  const now = new Date('2026-11-21T08:00:00.000Z');
  expect(momentOf('10m', now)?.toISOString()).toBe('2026-11-21T07:50:00.000Z');
  expect(momentOf('2026-11-20T01:02:03Z', now)?.toISOString()).toBe('2026-11-20T01:02:03.000Z');
  expect(momentOf('1795219200', now)).toEqual(momentOf('1795219200000', now));
  expect(momentOf('1795219200', now)?.toISOString()).toBe('2026-11-21T00:00:00.000Z');
  for (const text of ['yesterday', '5', '2026-99-99', '', '12345678']) expect(momentOf(text, now), text).toBeNull();
});
