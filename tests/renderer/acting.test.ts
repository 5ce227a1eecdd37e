// A failed action is told until it is another story; the events of the very attempt that failed are none.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../contract/events.ts';
import type { ActResult, ServerView, StateKind } from '../../contract/server.ts';
import type { Acting } from '../../renderer/store/page-state.ts';

interface State {
  snapshot: { servers: Pick<ServerView, 'name' | 'state' | 'wanted'>[] };
  acting: ReadonlyMap<string, Acting>;
}
const engine = vi.hoisted(() => {
  const heard: ((event: Event | null) => void)[] = [];
  const waiting: { verb: string; answer(results: ActResult[]): void; fail(error: Error): void }[] = [];
  const ask = (verb: string) => () => new Promise<ActResult[]>((answer, fail) => waiting.push({ verb, answer, fail }));
  let state: State = { snapshot: { servers: [] }, acting: new Map() };
  return {
    heard,
    waiting,
    module: {
      client: { startServer: ask('start'), stopServer: ask('stop'), restartServer: ask('restart'), startServers: ask('start') },
      pageStore: {
        get: () => state,
        set(change: (state: State) => State) {
          state = change(state);
        },
        subscribe: () => () => {},
      },
      onEvent: (listener: (event: Event | null) => void) => heard.push(listener),
    },
  };
});
vi.mock('../../renderer/store/engine.ts', () => engine.module);
const { act, actOn } = await import('../../renderer/store/actions.ts');

const { pageStore } = engine.module;
const shown = (state: StateKind | null) =>
  pageStore.set((page) => ({ ...page, snapshot: { servers: state === null ? [] : [{ name: 'x', state, wanted: 'up' }] } }));
const tell = (type: string, server = 'x') => {
  for (const each of engine.heard) each({ seq: 1, at: new Date().toISOString(), type, server });
};
/** the event, and what the page shows then */
const becomes = (state: StateKind) => {
  tell(`server.${state}`);
  shown(state);
};
const failure = () => pageStore.get().acting.get('x')?.failure ?? null;

async function fails(verb: 'start' | 'stop' | 'restart', state: StateKind, reason = 'no such command'): Promise<void> {
  const acted = act(verb, 'x');
  engine.waiting.pop()!.answer([{ name: 'x', ok: false, state, reason }]);
  await acted;
  expect(failure()).toBe(reason);
}

beforeEach(() => {
  pageStore.set((page) => ({ ...page, acting: new Map() }));
  engine.waiting.length = 0;
  shown('crashed');
});

describe('a failed action', () => {
  it.each(['running', 'stopped', 'idle', 'disabled'] as const)('is told no more when the server is %s', async (state) => {
    await fails('start', 'crashed');
    for (const attempt of ['starting', 'restarting', 'crashed'] as const) becomes(attempt);
    tell('server.updated');
    tell('server.running', 'y');
    expect(failure()).not.toBeNull();
    becomes(state);
    expect(pageStore.get().acting.size).toBe(0);
  });

  it('is not told of another server of the same name', async () => {
    await fails('start', 'crashed');
    tell('server.removed');
    expect(pageStore.get().acting.size).toBe(0);
    const acted = act('start', 'x');
    tell('server.removed');
    engine.waiting.pop()!.answer([{ name: 'x', ok: false, state: 'stopped', reason: 'was removed meanwhile' }]);
    await acted;
    expect(pageStore.get().acting.size).toBe(0);
  });

  it.each([
    ['start', 'starting', 'stopped', 'stopped'],
    ['start', 'starting', 'stopping', 'stopped'],
    ['start', 'starting', 'disabled', 'disabled'],
    ['stop', 'stopping', 'running', 'running'],
    ['stop', 'stopping', 'starting', 'running'],
  ] as const)('of %s outlives its own end, which comes after the answer (%s, told of as %s)', async (verb, before, answered, end) => {
    shown(before);
    await fails(verb, answered);
    if (answered !== end) becomes(answered);
    becomes(end);
    expect(failure()).not.toBeNull();
    becomes('starting');
    becomes('running');
    expect(failure()).toBeNull();
  });

  it('is told of by what the page knows already', async () => {
    shown('stopped');
    await fails('start', 'stopped');
    becomes('starting');
    becomes('stopped');
    expect(failure()).toBeNull();
  });

  it('goes when a new connection shows that it is another story, and stays when it is the same', async () => {
    await fails('start', 'crashed');
    const reconnect = async (state: StateKind | null) => {
      for (const each of engine.heard) each(null);
      shown(state);
      await Promise.resolve();
    };
    await reconnect('crashed');
    await reconnect('starting');
    expect(failure()).not.toBeNull();
    await reconnect('running');
    expect(failure()).toBeNull();
    await fails('restart', 'running', 'no answer');
    await reconnect('running');
    expect(failure()).not.toBeNull();
    await reconnect(null);
    expect(failure()).toBeNull();
  });
});

describe('an action that a newer one took over', () => {
  it('has no failure of its own, on the card and for who asked', async () => {
    shown('starting');
    const starting = actOn('start', ['x', 'y']);
    const first = engine.waiting.pop()!;
    const stopping = act('stop', 'x', { quiet: true });
    first.answer([
      { name: 'x', ok: false, state: 'stopping', reason: 'was stopped meanwhile' },
      { name: 'y', ok: false, state: 'crashed', reason: 'no such command' },
      { name: 'y copy', ok: false, state: 'crashed', reason: 'nor here' },
    ]);
    expect(await starting).toEqual([
      { name: 'y', reason: 'no such command', state: 'crashed' },
      { name: 'y copy', reason: 'nor here', state: 'crashed' },
    ]);
    expect(failure()).toBeNull();
    engine.waiting.pop()!.answer([{ name: 'x', ok: true, state: 'stopped' }]);
    expect(await stopping).toEqual([]);
    expect([...pageStore.get().acting.keys()]).toEqual(['y']);
  });
});
