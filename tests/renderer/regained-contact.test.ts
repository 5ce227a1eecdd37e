// A stream that goes on where it was cut tells of nothing that was missed: what could not be read meanwhile is read when contact is back.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../contract/events.ts';
import { openFeed as openCalls } from '../../renderer/store/call-feed.ts';
import { openFeed as openEvents } from '../../renderer/store/event-feed.ts';
import type { Contact } from '../../renderer/store/page-state.ts';
import { keepRead } from '../../renderer/store/resource.ts';

const engine = vi.hoisted(() => {
  const heard = new Set<(event: Event | null) => void>();
  const live = new Set<() => void>();
  const looked = new Set<() => void>();
  let contact: Contact = { kind: 'live' };
  return {
    /** what the record answers; null: nobody answers */
    record: [] as Event[] | null,
    asked: 0,
    tell(event: Event | null) {
      for (const each of heard) each(event);
    },
    become(next: Contact) {
      const isBack = next.kind === 'live' && contact.kind !== 'live';
      contact = next;
      for (const each of looked) each();
      if (isBack) for (const each of live) each();
    },
    module: {
      client: {
        async events({ since, limit }: { since?: number; limit: number }) {
          engine.asked += 1;
          if (engine.record === null) throw new Error('nobody answered');
          return engine.record.filter(({ seq }) => seq > (since ?? 0)).slice(since === undefined ? -limit : 0, limit);
        },
        async calls() {
          engine.asked += 1;
          if (engine.record === null) throw new Error('nobody answered');
          return [];
        },
      },
      besideRetry: {},
      pageStore: {
        get: () => ({ contact }),
        subscribe(listener: () => void) {
          looked.add(listener);
          return () => looked.delete(listener);
        },
      },
      onEvent(listener: (event: Event | null) => void) {
        heard.add(listener);
        return () => heard.delete(listener);
      },
      onLive(listener: () => void) {
        live.add(listener);
        return () => live.delete(listener);
      },
    },
  };
});
vi.mock('../../renderer/store/engine.ts', () => engine.module);
vi.mock('../../contract/follow-calls.ts', () => ({ followCalls: async () => undefined }));

const lost: Contact = { kind: 'lost', seenAt: 1, retryAt: null };
const event = (seq: number): Event => ({ seq, at: new Date(seq).toISOString(), type: 'server.running', server: 'files', message: 'up' });
/** of another record */
const later = (seq: number): Event => ({ ...event(seq), at: new Date(50_000 + seq).toISOString() });
const settle = () => vi.advanceTimersByTimeAsync(100);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('cancelAnimationFrame', () => {});
  engine.become({ kind: 'live' });
  [engine.record, engine.asked] = [[event(1), event(2)], 0];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what is read when a page shows it', () => {
  it('is read again with contact when it could not be read, and only then', async () => {
    let answer: string | null = null;
    const [had, failed]: [string[], unknown[]] = [[], []];
    const read = vi.fn(async () => {
      if (answer === null) throw new Error('nobody answered');
      return answer;
    });
    const kept = keepRead<string>({ read, changes: () => false, had: (value) => had.push(value), failed: (error) => failed.push(error) });
    engine.become(lost);
    await settle();
    expect(failed).toHaveLength(1);
    answer = 'so';
    engine.become({ kind: 'live' });
    await settle();
    expect(had).toEqual(['so']);
    engine.become(lost);
    engine.become({ kind: 'live' });
    await settle();
    expect(read).toHaveBeenCalledTimes(2);
    kept.close();
  });

  it('is asked for again when its answer never came', async () => {
    const read = vi.fn((signal: AbortSignal) => new Promise<string>((_, fail) => signal.addEventListener('abort', fail)));
    const kept = keepRead<string>({ read, changes: () => false, had: () => {}, failed: () => {} });
    engine.become(lost);
    engine.become({ kind: 'live' });
    await settle();
    expect(read).toHaveBeenCalledTimes(2);
    expect(read.mock.calls[0]![0].aborted).toBe(true);
    kept.close();
  });
});

describe('events', () => {
  const shown = (feed: ReturnType<typeof openEvents>) => feed.state.get().events.map(({ seq }) => seq);

  it('that could not be read at first are read with contact', async () => {
    engine.record = null;
    const feed = openEvents(null);
    await settle();
    expect(feed.state.get().failure).not.toBeNull();
    engine.become(lost);
    engine.record = [event(1), event(2)];
    engine.become({ kind: 'live' });
    await settle();
    expect(shown(feed)).toEqual([2, 1]);
    feed.close();
  });

  it('go on after the record could not be read once', async () => {
    const feed = openEvents(null);
    await settle();
    engine.record = null;
    engine.tell(null);
    await settle();
    engine.record = [1, 2, 3, 4].map(event);
    engine.tell(event(4));
    await settle();
    expect(shown(feed)).toEqual([4, 3, 2, 1]);
    expect(feed.state.get().failure).toBeNull();
    feed.close();
  });

  it('leave nothing out when everything may be another thing twice', async () => {
    const feed = openEvents(null);
    await settle();
    engine.tell(null);
    engine.tell(null);
    engine.record = [1, 2, 3, 4].map(event);
    const read = engine.module.client.events;
    // the first of the two is answered before it happened, the second while something comes live
    const spy = vi.spyOn(engine.module.client, 'events').mockImplementation(async (query) => {
      const found = await read(query);
      if (spy.mock.calls.length === 1) return found.filter(({ seq }) => seq <= 2);
      if (spy.mock.calls.length === 2) engine.tell(event(5));
      return found;
    });
    await settle();
    expect(shown(feed)).toEqual([5, 4, 3, 2, 1]);
    spy.mockRestore();
    feed.close();
  });

  it('begin anew when the record did: deleted, or an older copy of it', async () => {
    engine.record = [1, 2, 3, 4].map(event);
    const feed = openEvents(null);
    await settle();
    // what comes while it is read belongs to the record that was
    engine.tell(null);
    engine.tell(event(5));
    engine.record = [1, 2].map(later);
    engine.tell(null);
    await settle();
    engine.tell(later(3));
    await settle();
    expect(feed.state.get().events).toEqual([3, 2, 1].map(later));
    // also where the new one has come further meanwhile
    engine.record = [1, 2, 3, 4].map(event);
    engine.tell(null);
    await settle();
    expect(feed.state.get().events).toEqual([4, 3, 2, 1].map(event));
    expect(feed.state.get()).toMatchObject({ gaps: [], more: false, read: true, failure: null });
    feed.close();
  });

  it('say of each gap how long it was, also when nothing had to be read after it', async () => {
    const feed = openEvents(null);
    await settle();
    vi.setSystemTime(2_000);
    engine.become(lost);
    engine.become({ kind: 'live' });
    vi.setSystemTime(900_000);
    engine.become({ kind: 'lost', seenAt: 890_000, retryAt: null });
    engine.become({ kind: 'live' });
    engine.tell(null);
    await settle();
    expect(feed.state.get().gaps).toEqual([
      { from: 890_000, to: 900_000, after: 2 },
      { from: 1, to: 2_000, after: 2 },
    ]);
    feed.close();
  });
});

it('calls that could not be read are read with contact', async () => {
  engine.record = null;
  const feed = openCalls({});
  await settle();
  expect(feed.state.get().failure).not.toBeNull();
  engine.become(lost);
  engine.record = [];
  engine.become({ kind: 'live' });
  await settle();
  expect(feed.state.get()).toMatchObject({ read: true, failure: null });
  feed.close();
});
