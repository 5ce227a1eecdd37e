import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Alert } from '../../contract/alerts.ts';
import { troubleShows } from '../../electron/trouble-shows.ts';
import type { Seen, Watch } from '../../electron/watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function login(alerts: Partial<Alert>[] = []) {
  const listeners = new Set<() => void>();
  const shown: (string | undefined)[] = [];
  let seen = alerts;
  const watch: Watch = {
    get: () => ({ snapshot: null, contact: { kind: 'connecting' }, alerts: seen, mutes: [] }) as unknown as Seen,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onEvent: () => () => {},
    close() {},
  };
  troubleShows(watch, (place) => shown.push(place));
  const become = (now: Partial<Alert>[]) => {
    seen = now;
    for (const listener of [...listeners]) listener();
  };
  return { shown, listeners, become };
}

it('what is wrong already shows the window at its alerts', () => {
  const { shown, listeners } = login([{ muted: false }]);
  expect([shown, listeners.size, vi.getTimerCount()]).toEqual([['alerts'], 0, 0]);
});

it('what breaks within two minutes shows it once, and what is muted never', () => {
  const { shown, listeners, become } = login();
  vi.advanceTimersByTime(119_000);
  become([{ muted: true }]);
  expect(shown).toEqual([]);
  become([{ muted: true }, { muted: false }]);
  become([{ muted: false }, { muted: false }]);
  expect([shown, listeners.size, vi.getTimerCount()]).toEqual([['alerts'], 0, 0]);
});

it('what breaks later is left to the notifications', () => {
  const { shown, listeners, become } = login();
  vi.advanceTimersByTime(120_000);
  become([{ muted: false }]);
  expect([shown, listeners.size]).toEqual([[], 0]);
});
