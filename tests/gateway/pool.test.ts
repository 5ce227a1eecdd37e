// When copies are made, shared, kept and removed: the pool alone, with a supervisor that only remembers and a clock of its own.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Definition } from '../../contract/server.ts';
import type { Caller, Exchange } from '../../core/gateway/gateway.ts';
import { createPool, type Pool } from '../../core/gateway/pool.ts';
import type { Entry } from '../../core/supervise/entry.ts';

type Change = Partial<Pick<Definition, 'isolation' | 'idleMs' | 'launch' | 'enabled'>>;
const definitionOf = (change: Change = {}) =>
  ({
    name: 'a',
    kind: 'stdio',
    launch: { type: 'stdio', command: 'x', args: [], env: {} },
    enabled: true,
    approval: 'approved',
    isolation: 'exclusive',
    ...change,
  }) as unknown as Definition;

let pool: Pool;
let entries: Map<string, Entry>;
let used: Set<string>;
let here: Set<string>;
const log: string[] = [];
const did = () => log.splice(0);

const entryOf = (definition: Definition, kind = 'running') =>
  ({ definition, server: { wanted: 'up', state: { kind }, dormant: false }, leaving: false }) as unknown as Entry;

beforeEach(() => {
  vi.useFakeTimers();
  entries = new Map();
  used = new Set();
  here = new Set();
  did();
  pool = createPool({
    supervisor: () => ({
      entries,
      addAll(fresh) {
        for (const { definition } of fresh) {
          log.push(`add ${definition.name}`);
          entries.set(definition.name, entryOf(definition));
        }
      },
      redefine: (definition, relaunch) => void log.push(`redefine ${definition.name}${relaunch ? ' anew' : ''}`),
      remove(name) {
        log.push(`remove ${name}`);
        entries.delete(name);
        pool.look(name);
      },
      setUsers: (name, users) => void log.push(`${name} for ${users.join(', ')}`),
    }),
    usedAt: () => null,
    isUsed: (name) => used.has(name),
    isHere: (id) => here.has(id),
    now: () => performance.now(),
  });
});
afterEach(() => {
  pool.close();
  vi.useRealTimers();
});

const define = (change?: Change) => {
  entries.set('a', entryOf(definitionOf(change), 'idle'));
  pool.look('a');
};
let ids = 0;
function caller(change: Partial<Caller> = {}): Caller {
  const id = `caller ${++ids}`;
  return {
    id,
    owner: id,
    label: 'l',
    client: null,
    workspace: null,
    generation: 'handshake',
    capabilities: {},
    ...change,
  } as unknown as Caller;
}
const exchange = (one: Caller, ask?: Exchange['ask']) =>
  ({ caller: one, signal: new AbortController().signal, ask }) as unknown as Exchange;
const take = (one: Caller) => pool.take('a', exchange(one)) as string;

const minutes = (count: number) => vi.advanceTimersByTime(count * 60_000);

describe('a copy', () => {
  it('is made once per session, and goes with it', () => {
    define();
    const [one, two] = [caller(), caller()];
    expect([take(one), take(two), take(one)]).toEqual(['a~1', 'a~2', 'a~1']);
    expect(pool.names('a')).toEqual(['a~1', 'a~2']);
    expect([pool.belongs('a~1', one), pool.belongs('a~1', two)]).toEqual([true, false]);
    did();
    pool.leave(one.id);
    expect(did()).toEqual(['a~1 for ', 'remove a~1']);
    expect(take(caller())).toBe('a~1');
  });

  it('of a client that may come back stays ten minutes after the last of its sessions', () => {
    define({ isolation: 'per-client' });
    const [one, two] = [caller({ client: 'c' }), caller({ client: 'c' })];
    expect([take(one), take(two)]).toEqual(['a~1', 'a~1']);
    here.add(two.id);
    pool.leave(one.id);
    minutes(60);
    expect(pool.names('a')).toEqual(['a~1']);
    here.delete(two.id);
    pool.leave(two.id);
    minutes(9);
    expect(take(caller({ client: 'c' }))).toBe('a~1');
    minutes(9);
    expect(pool.names('a')).toEqual(['a~1']);
    minutes(2);
    expect(pool.names('a')).toEqual([]);
  });

  it('of a session that nobody hears of any more goes as well', () => {
    define();
    take(caller());
    minutes(11);
    expect(pool.names('a')).toEqual([]);
  });

  it('is not taken away under a call, or while something of it is watched', () => {
    define({ idleMs: 1_000 });
    const one = caller();
    take(one);
    used.add('a~1');
    minutes(60);
    expect(pool.names('a')).toEqual(['a~1']);
    used.clear();
    minutes(1);
    expect(pool.names('a')).toEqual([]);
    expect(take(one)).toBe('a~1');
  });

  it('is not taken away while it comes up: a call may wait for it', () => {
    define({ idleMs: 1_000 });
    take(caller());
    for (const kind of ['starting', 'restarting'] as const) {
      entries.set('a~1', entryOf(entries.get('a~1')!.definition, kind));
      minutes(1);
      expect(pool.names('a'), kind).toEqual(['a~1']);
    }
    entries.set('a~1', entryOf(entries.get('a~1')!.definition, 'crashed'));
    minutes(1);
    expect(pool.names('a')).toEqual([]);
  });

  it('with an idle time goes although its client stays', () => {
    define({ idleMs: 1_000 });
    const one = caller();
    here.add(one.id);
    take(one);
    minutes(1);
    expect(pool.names('a')).toEqual([]);
  });

  it('of a stateless client that has an owner outlives its requests', () => {
    define();
    const request = () => caller({ owner: 'bridge b', generation: 'stateless' });
    for (let round = 0; round < 3; round += 1) {
      const one = request();
      expect(take(one)).toBe('a~1');
      pool.leave(one.id);
    }
    expect(did()).toEqual(['add a~1', 'a~1 for l']);
    minutes(11);
    expect(pool.names('a')).toEqual([]);
  });
});

describe('too many', () => {
  it('are refused while all are held, and the longest unused gives way when one is not', () => {
    define();
    const all = Array.from({ length: 16 }, () => caller());
    for (const one of all) {
      here.add(one.id);
      take(one);
    }
    minutes(5);
    expect(() => take(caller())).toThrow(/a runs 16 times already/);
    here.delete(all[3]!.id);
    did();
    take(caller());
    expect(did()).toContain('remove a~4');
    expect(pool.names('a')).toHaveLength(16);
  });
});

describe('with its server', () => {
  it('goes when that is stopped, switched off, shared, or gone', () => {
    for (const end of ['stop', 'off', 'shared', 'gone']) {
      define();
      take(caller());
      if (end === 'gone') entries.delete('a');
      else entries.set('a', entryOf(definitionOf(end === 'off' ? { enabled: false } : {}), 'idle'));
      if (end === 'stop') entries.get('a')!.server = { ...entries.get('a')!.server, wanted: 'down' };
      if (end === 'shared') entries.set('a', entryOf({ ...definitionOf(), isolation: undefined } as unknown as Definition));
      pool.look('a');
      expect(pool.names('a'), end).toEqual([]);
    }
  });

  it('runs what that runs now, and stays whose it is', () => {
    define();
    const one = caller();
    take(one);
    did();
    define({ launch: { type: 'stdio', command: 'y', args: [], env: {} } });
    expect(did()).toEqual(['redefine a~1 anew']);
    expect(take(one)).toBe('a~1');
    define({ launch: { type: 'stdio', command: 'y', args: [], env: {} } });
    expect(did()).toEqual([]);
  });

  it('that cannot be used now makes none', () => {
    define();
    entries.get('a')!.server = { ...entries.get('a')!.server, wanted: 'down', state: { kind: 'stopped', why: 'asked' } };
    expect(() => take(caller())).toThrow(/a is stopped/);
    pool.close();
    expect(() => take(caller())).toThrow(/a is being stopped/);
    expect(did()).toEqual([]);
  });

  it('a server that is defined under its name takes its place', () => {
    define();
    const one = caller();
    take(one);
    entries.set('a~1', entryOf({ ...definitionOf(), name: 'a~1', isolation: undefined } as unknown as Definition));
    pool.look('a~1');
    expect(take(one)).toBe('a~2');
  });
});

describe('workspaces', () => {
  const roots = (...uris: string[]) => caller({ capabilities: { roots: {} }, label: uris[0] ?? 'none' });

  it('are asked for when the bridge does not say them, and again when they changed', async () => {
    define({ isolation: 'per-workspace' });
    const one = roots();
    let answer: unknown = { roots: [{ uri: 'https://h/' }, { uri: 'file:///w%20w' }] };
    const ask = vi.fn(() => Promise.resolve(answer));
    expect(await pool.take('a', exchange(one, ask))).toBe('a~1');
    expect(entries.get('a~1')!.definition.workspace).toBe('/w w');
    expect(pool.take('a', exchange(one, ask))).toBe('a~1');
    expect(ask).toHaveBeenCalledTimes(1);
    expect(take(caller({ workspace: '/w w' }))).toBe('a~1');
    answer = { roots: [{ uri: 'file:///v' }] };
    pool.moved(one);
    expect(await pool.take('a', exchange(one, ask))).toBe('a~2');
    expect(pool.belongs('a~1', one)).toBe(false);
  });

  it('a client that has none hears what to do', async () => {
    define({ isolation: 'per-workspace' });
    expect(() => take(caller())).toThrow(/did not say which.*roundhouse connect --workspace DIR/);
    await expect(
      pool.take(
        'a',
        exchange(roots(), () => Promise.reject(new Error('no'))),
      ),
    ).rejects.toThrow(/did not say which/);
  });
});
