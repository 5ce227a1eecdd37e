// What the Gateway page says of clients, as pure functions.
import { describe, expect, it } from 'vitest';
import type { GatewayCaller, GatewayProfile } from '../../contract/routes/gateway.ts';
import { callerKey, figuresByCaller, reachesBack, rowsOf } from '../../renderer/view/call-rows.ts';
import { callerRows, initials } from '../../renderer/view/caller-rows.ts';
import { limitOf, limitState } from '../../renderer/view/client-limits.ts';
import { savingsOf } from '../../renderer/view/savings.ts';
import { view } from '../support/page-state.ts';

const caller = (label: string, changes: Partial<GatewayCaller> = {}): GatewayCaller => ({
  label,
  token: null,
  client: { name: label, version: '1' },
  generation: 'handshake',
  protocolVersion: '2025-11-25',
  profile: 'default',
  surface: 'full',
  since: '2026-11-21T08:00:00Z',
  lastUsedAt: '2026-11-21T08:00:00Z',
  connected: true,
  ...changes,
});
const profile = (name: string, servers: string[]): GatewayProfile => ({
  name,
  url: null,
  builtIn: name === 'default',
  servers: null,
  allow: null,
  deny: [],
  management: false,
  surface: 'full',
  tools: { full: servers.length, lazy: 3 },
  tokens: { full: 10 * servers.length, lazy: 30, servers: Object.fromEntries(servers.map((server) => [server, 10])) },
});

describe('the rows of clients', () => {
  it('are one for the sessions of one client, the connected ones first', () => {
    const rows = callerRows({
      callers: [
        caller('b', { connected: false }),
        caller('a'),
        caller('a', { since: '2026-11-21T07:00:00Z' }),
        caller('a', { profile: 'gone' }),
      ],
      profiles: [profile('default', ['x', 'y'])],
    });
    expect(rows.map(({ label, sessions, tools, tokens }) => [label, sessions, tools, tokens])).toEqual([
      ['a', 2, 2, 20],
      ['a', 1, null, null],
      ['b', 1, 2, 20],
    ]);
    expect(rows[0]!.since).toBe(Date.parse('2026-11-21T07:00:00Z'));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  it.each([
    ['Claude Code', 'CC'],
    ['Cursor', 'Cu'],
    ['VS Code', 'VS'],
    ['my-client', 'MC'],
    ['x', 'X'],
    ['…', '?'],
  ])('%s stands as %s in its tile', (title, tile) => expect(initials(title)).toBe(tile));
});

it('knows the limit of a client by its name or by how it introduces itself, and of no other', () => {
  expect(limitOf({ label: 'cursor', software: '' })?.tools).toBe(80);
  expect(limitOf({ label: 'mine', software: 'Visual Studio Code 1.99' })?.tools).toBe(128);
  expect(limitOf({ label: 'precursor', software: 'claude-code 2' })).toBeNull();
  expect([71, 72, 80, 81].map((tools) => limitState(tools, 80))).toEqual(['under', 'near', 'near', 'over']);
});

describe('what sharing saves', () => {
  const memory = 50 * 1024 * 1024;
  const servers = [
    view('x', { memory }),
    view('y', { memory }),
    view('far', { kind: 'http', pid: null }),
    view('own', { memory }),
    view('own#1', { instanceOf: 'own' }),
  ];
  const profiles = [profile('default', ['x', 'y', 'far', 'own']), profile('few', ['x'])];

  it('is a copy of each server for each session that is shown it, but of those that run once for each', () => {
    const callers = [caller('a'), caller('a'), caller('b', { profile: 'few' }), caller('c', { connected: false })];
    expect(savingsOf({ callers, profiles }, servers)).toEqual({ copies: 5, memory: 3 * memory });
  });

  it('is nothing as long as nobody shares', () => {
    expect(savingsOf({ callers: [caller('a')], profiles }, servers)).toBeNull();
  });
});

describe('the figures of calls', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const call = (minutesAgo: number, client: string) => ({
    seq: (now - minutesAgo * 60_000) * 1000,
    at: new Date(now - minutesAgo * 60_000).toISOString(),
    client,
    profile: 'default',
    server: 'x',
    method: 'tools/call',
    target: 'x__y',
    ms: 1,
    outcome: 'ok' as const,
    requestBytes: 1,
    resultBytes: 1,
  });

  it('count the last hour and know the last call', () => {
    const rows = rowsOf([call(90, 'a'), call(70, 'b'), call(50, 'a'), call(10, 'a')], 3);
    expect(rows[0]).toMatchObject({ kind: 'missed', n: 3 });
    const figures = figuresByCaller(rows, now);
    expect(figures.get(callerKey('a', 'default'))).toEqual({ hour: 2, last: now - 600_000 });
    expect(figures.get(callerKey('b', 'default'))).toEqual({ hour: 0, last: now - 4_200_000 });
    expect(reachesBack(rows, false, now)).toBe(true);
    expect(reachesBack(rows.slice(3), false, now)).toBe(false);
    expect(reachesBack([], true, now)).toBe(true);
  });
});
