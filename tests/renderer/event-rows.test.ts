import { describe, expect, it } from 'vitest';
import type { Event } from '../../contract/events.ts';
import { dayTitle, isQuiet, kindOf, lookOf, passesEvent, rowAt, rowsOf, saidOf } from '../../renderer/view/event-rows.ts';

const now = new Date(2026, 10, 21, 12, 8).getTime();
const event = (seq: number, changes: Partial<Event> = {}): Event => ({
  seq,
  at: new Date(now - (100 - seq) * 60_000).toISOString(),
  type: 'server.running',
  server: 'git',
  message: 'git is running',
  ...changes,
});

describe('an event', () => {
  it('belongs to a group, and figures alone are no news', () => {
    expect(['server.crashed', 'tools.changed', 'alert.opened', 'dreams.began'].map(kindOf)).toEqual(['servers', 'gateway', 'alerts', null]);
    expect(isQuiet(event(1, { type: 'server.updated', message: undefined }))).toBe(true);
    expect(isQuiet(event(1, { type: 'server.updated' }))).toBe(false);
    expect(isQuiet(event(1, { type: 'server.running', message: undefined }))).toBe(false);
  });

  it('looks as its state, as its sign, or as it is called by an engine that is newer', () => {
    expect(lookOf('server.crashed')).toEqual({ glyph: 'crashed', tone: 'fail', label: 'Crashed' });
    expect(lookOf('config.invalid')).toEqual({ glyph: 'degraded', tone: 'warn', label: 'Config unreadable' });
    expect(lookOf('client.linked')).toEqual({ glyph: null, tone: 'mute', label: 'Client linked' });
    expect(lookOf('dreams.began')).toEqual({ glyph: null, tone: 'mute', label: 'dreams.began' });
  });

  it.each([
    ['search: 2 checks in a row failed', 'search', '2 checks in a row failed'],
    ['postgres: exited with code 1', 'postgres', 'Exited with code 1'],
    ['memory is running', 'memory', ''],
    ['exited with code 1; gave up', 'postgres', 'Exited with code 1; gave up'],
    ['Roundhouse 0.1.0 started', undefined, 'Roundhouse 0.1.0 started'],
    ['a: b: c', 'a', 'B: c'],
  ])('%s beside %s is: %s', (message, server, said) => expect(saidOf({ message, server })).toBe(said));

  it('is found by group, server, words and word of state', () => {
    const all = { kind: 'all', server: null, text: '' } as const;
    const crash = event(1, { type: 'server.crashed', message: 'git: exited with code 1' });
    expect(passesEvent(crash, all)).toBe(true);
    expect(passesEvent(crash, { ...all, kind: 'alerts' })).toBe(false);
    expect(passesEvent(crash, { ...all, server: 'files' })).toBe(false);
    for (const [text, passes] of [
      ['CRASHED', true],
      ['code 1', true],
      [' git ', true],
      ['code 2', false],
    ] as const)
      expect(passesEvent(crash, { ...all, text }), text).toBe(passes);
  });
});

describe('rows', () => {
  it('are under their days, newest first, each at its place', () => {
    const yesterday = event(1, { at: new Date(now - 24 * 3_600_000).toISOString() });
    const rows = rowsOf([event(9), event(8), yesterday], [], now);
    expect(rows.map((row) => (row.kind === 'day' ? row.title : row.key))).toEqual(['Today', '9', '8', 'Yesterday', '1']);
    expect(rows.map(({ top }) => top)).toEqual([0, 36, 70, 104, 140]);
    expect([0, 35, 36, 105, 9999].map((y) => rowAt(rows, y))).toEqual([0, 0, 1, 3, 5]);
  });

  it('show a gap below the first event that came after it', () => {
    const rows = rowsOf([event(9), event(8), event(7)], [{ from: now - 1000, to: now, after: 8 }], now);
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'event', 'gap', 'event', 'event']);
  });

  it('name days that are further back by their date', () => {
    expect(dayTitle(new Date(2026, 10, 3).getTime(), now)).toBe('Tuesday, November 3, 2026');
  });
});
