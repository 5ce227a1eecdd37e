import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DefinitionFinding } from '../../../contract/trust.ts';
import { createAnnouncer } from '../../../core/gateway/trust/announce.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const finding = (name: string, hash: string, more: Partial<DefinitionFinding> = {}): DefinitionFinding => ({
  server: 'a',
  kind: 'tools',
  name,
  change: 'changed',
  blocked: false,
  suspicious: [],
  hash,
  differences: [],
  ...more,
});

function stage() {
  let findings: DefinitionFinding[] = [];
  let trouble: string | null = null;
  const told: { type: string; message: string; data: Record<string, unknown> }[] = [];
  const notes: unknown[] = [];
  const announcer = createAnnouncer({
    findings: () => findings,
    troubleOf: () => trouble,
    note: (_server, note) => notes.push(note),
    publish: (type, _server, message, data) => told.push({ type, message, data }),
    now: () => Date.now(),
  });
  return {
    told,
    notes,
    announcer,
    tell(next: DefinitionFinding[], lost: string | null = null) {
      [findings, trouble] = [next, lost];
      announcer.tell('a');
    },
  };
}

describe('what is told', () => {
  it('is each definition once; the note is always as it is now', () => {
    const { told, notes, tell } = stage();
    tell([finding('x', '1')]);
    tell([finding('x', '1'), finding('y', '1', { change: 'new' })]);
    tell([]);
    tell([finding('x', '1')]);
    expect(told.map(({ message }) => message)).toEqual([
      'a: x changed since its definitions were first seen',
      'a: y is new since its definitions were first seen',
    ]);
    expect(notes).toHaveLength(4);
    expect(notes[2]).toBeNull();
    expect(notes[3]).toMatchObject({ view: { changed: 1, suspicious: 0, blocked: 0 } });
  });

  it('names some and counts the rest, and carries so much and no more', () => {
    const { told, tell } = stage();
    const long = [{ path: 'description', before: 'x'.repeat(400), after: 'y'.repeat(400) }];
    tell(Array.from({ length: 500 }, (_, at) => finding(`t${at}`, '1', { differences: long })));
    expect(told).toHaveLength(1);
    expect(told[0]!.message).toBe('a: t0, t1, t2 and 497 more changed since its definitions were first seen');
    expect(told[0]!.data.count).toBe(500);
    expect(JSON.stringify(told[0]!.data).length).toBeLessThan(20_000);
  });

  it('lost pins are told once, and what is unknown is no change', () => {
    const { told, tell } = stage();
    tell([finding('x', '1', { change: 'unknown' })], 'F is damaged');
    tell([finding('x', '1', { change: 'unknown' })], 'F is damaged');
    expect(told.map(({ type }) => type)).toEqual(['tools.pins_lost']);
  });

  it('of a server that changes all the time is bounded, and the latest is told in the end', () => {
    const { told, notes, tell, announcer } = stage();
    for (let at = 0; at < 1_000; at += 1) {
      tell([finding('x', String(at), { differences: [{ path: 'description', before: 'x', after: String(at) }] })]);
      vi.advanceTimersByTime(100); // 100 s in all
    }
    expect(notes.length).toBeGreaterThanOrEqual(1_000);
    expect(told.length).toBeLessThan(26);
    vi.advanceTimersByTime(60_000);
    expect(JSON.stringify(told.at(-1)!.data)).toContain('"after":"999"');
    tell([finding('x', 'more')]);
    announcer.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
