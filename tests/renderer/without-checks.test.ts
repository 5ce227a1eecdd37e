// A check that found what the last one did is no news to a page of many servers; everything else is.
import { expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { withoutChecks } from '../../renderer/store/without-checks.ts';
import { snapshotOf, view } from '../support/page-state.ts';

const health = { ok: true, checkedAt: '2026-11-21T08:00:00.000Z', latencyMs: 1, reason: null };
const start = snapshotOf([view('a', { health }), view('b', { health })]);
const change = (state: Snapshot, name: string, changes: Partial<ServerView>): Snapshot => ({
  ...state,
  servers: state.servers.map((each) => (each.name === name ? { ...each, ...changes } : each)),
});
const checked = { health: { ...health, checkedAt: '2026-11-21T08:00:05.000Z', latencyMs: 2 } };

it('stays the same when servers were only checked', () => {
  const shown = withoutChecks();
  expect(shown(start)).toBe(start);
  expect(shown(change(change(start, 'a', checked), 'b', checked))).toBe(start);
  expect(shown(start)).toBe(start);
});

it('has what is another of one server, and the others as they were', () => {
  const shown = withoutChecks();
  shown(start);
  const changes: Partial<ServerView>[] = [
    { cpu: 12 },
    { memory: 1 },
    { inFlight: 1 },
    { state: 'degraded' },
    { health: { ...checked.health, ok: false, reason: 'does not answer' } },
    { health: { ...checked.health, reason: 'is slow' } },
  ];
  let state = start;
  for (const each of changes) {
    state = change(change(state, 'b', checked), 'a', each);
    const given = shown(state)!;
    expect(given.servers[0]).toMatchObject(each);
    expect(given.servers[1]).toBe(start.servers[1]);
    expect(shown(state)).toBe(given);
  }
});

it('follows servers that come, go and change places, and all else of the snapshot', () => {
  const shown = withoutChecks();
  const [a, b] = start.servers as [ServerView, ServerView];
  const steps: Snapshot[] = [
    start,
    { ...start, servers: [b] },
    { ...start, servers: [b, a] },
    { ...start, servers: [] },
    { ...start, seq: start.seq + 1, engine: { ...start.engine, stopping: true } },
  ];
  for (const each of steps) expect(shown(each)).toEqual(each);
  expect(shown(null)).toBe(null);
  expect(shown(start)).toBe(start);
});
