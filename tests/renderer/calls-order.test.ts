import { describe, expect, it } from 'vitest';
import type { CallsNow } from '../../contract/call-figures.ts';
import { compareByCalls, noOrder, orderAt } from '../../renderer/view/calls-order.ts';
import { groupsOf } from '../../renderer/view/groups.ts';
import { sorted } from '../../renderer/view/table-order.ts';
import { view } from '../support/page-state.ts';

const figures = (lastHour: number, p95Ms: number | null = 1) => ({ perMinute: 0, lastHour, failed: 0, p95Ms, lastAt: null });
const calls = (servers: Record<string, number>): CallsNow => ({
  all: figures(0),
  servers: Object.fromEntries(Object.entries(servers).map(([name, hour]) => [name, figures(hour)])),
});
const servers = [
  view('off', { state: 'stopped' }),
  view('calm'),
  view('asleep', { state: 'idle' }),
  view('busy'),
  view('bad', { state: 'crashed' }),
  view('some'),
  view('up', { state: 'starting' }),
];

describe('the order by calls', () => {
  it('is of those that run: trouble, starting, running by calls, on demand, stopped', () => {
    const order = orderAt(noOrder, servers, calls({ busy: 400, some: 3, off: 9_000 }));
    const [group] = groupsOf(servers, () => true, compareByCalls(order));
    const wanted = ['bad', 'up', 'busy', 'some', 'calm', 'asleep', 'off'];
    expect(group!.servers.map(({ name }) => name)).toEqual(wanted);
    expect(sorted(servers, { column: 'state', down: false }, { compare: compareByCalls(order) }).map(({ name }) => name)).toEqual(wanted);
  });

  it('stands while only figures change, and is taken anew when a state changes', () => {
    const first = orderAt(noOrder, servers, calls({ busy: 400, some: 3 }));
    const later = servers.map((each) => ({ ...each, cpu: 99 }));
    expect(orderAt(first, later, calls({ busy: 400, some: 9_000 }))).toBe(first);
    const stopped = servers.map((each) => (each.name === 'calm' ? { ...each, state: 'stopped' as const } : each));
    const next = orderAt(first, stopped, calls({ busy: 400, some: 9_000 }));
    expect(next.calls.get('some')).toBe(9_000);
  });

  it('waits for the first figures', () => {
    const first = orderAt(noOrder, servers, undefined);
    expect(first.calls.size).toBe(0);
    expect(orderAt(first, servers, calls({ busy: 1 })).calls.get('busy')).toBe(1);
  });

  it('the columns of the table order by calls of the last hour and by p95; who has none comes last', () => {
    const names = (column: 'calls' | 'p95', down: boolean) =>
      sorted([view('a'), view('b'), view('c')], { column, down }, { calls: calls({ a: 1, b: 7 }) }).map(({ name }) => name);
    expect(names('calls', true)).toEqual(['b', 'a', 'c']);
    expect(names('calls', false)).toEqual(['a', 'b', 'c']);
    expect(names('p95', true)[2]).toBe('c');
  });
});
