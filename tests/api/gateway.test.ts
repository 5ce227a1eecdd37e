// The gateway as the API shows it.
import { describe, expect, it } from 'vitest';
import { gatewayTool, keptCall } from '../../contract/routes/gateway.ts';
import { callAnswers, callEvents } from '../../core/api/areas/calls.ts';
import { gatewayAnswers } from '../../core/api/areas/gateway.ts';
import type { OfferedTool } from '../../core/api/engine-api.ts';
import { tokensOf } from '../../core/gateway/tokens.ts';
import { createCallHistory } from '../../core/store/call-history.ts';
import { fakeEngine } from '../support/fake-engine.ts';

const tool = (server: string | null, own: string, hidden = false): OfferedTool => ({
  definition: { name: server === null ? own : `${server}__${own}`, description: own, inputSchema: { type: 'object' } },
  server,
  tool: own,
  hidden,
  hiddenEverywhere: false,
  renamed: false,
  available: true,
});
const profile = {
  name: 'default',
  url: null,
  servers: null,
  allow: null,
  deny: [],
  management: false,
  surface: 'full' as const,
  tools: { full: 0, lazy: 0 },
  builtIn: true,
  tokens: { full: 0, lazy: 0, servers: {} },
};

describe('over HTTP', () => {
  const calls = createCallHistory({
    store: { appendCalls: () => false, calls: () => [], lastCall: () => 0 },
    wall: () => Date.parse('2026-11-21T08:00:00Z'),
    onTrouble: () => {},
  });
  const answers = gatewayAnswers({
    view: () => ({
      url: null,
      socket: null,
      profiles: [profile, { ...profile, name: 'work' }],
      callers: [],
      entry: { command: 'node', args: ['connect'] },
      callsNotKept: 0,
    }),
    tools: (name) => (name === 'default' ? [tool('files', 'read'), tool(null, 'service_status', true)] : null),
    calls,
    figures: fakeEngine([]).gateway.figures,
    changed: () => [],
    approve: async () => [],
    tokens: fakeEngine([]).gateway.tokens,
    edit: fakeEngine([]).gateway.edit,
    call: fakeEngine([]).gateway.call,
  });

  it('tools come with their server, their own name and what they cost', () => {
    const tools = answers.gatewayTools({}).map((each) => gatewayTool.parse(each));
    expect(tools).toMatchObject([
      { name: 'files__read', server: 'files', tool: 'read', hidden: false },
      { name: 'service_status', server: null, tool: 'service_status', hidden: true },
    ]);
    const { definition } = tool('files', 'read');
    expect(tools[0]!.tokens).toBe(tokensOf(definition));
    expect(tokensOf({ ...definition, description: 'x'.repeat(4_000) })).toBeGreaterThan(1_000);
  });

  it('a profile that nobody has is refused, naming those that there are', () => {
    expect(() => answers.gatewayTools({ profile: 'none' })).toThrow(/no profile called “none”.*default, work/);
  });

  it('calls come newest first, of one client or server', () => {
    for (const [at, server] of ['a', 'b', 'a'].entries()) {
      const one = {
        profile: 'default',
        method: 'tools/call',
        target: `t${at}`,
        ms: 1,
        outcome: 'ok',
        requestBytes: 1,
        resultBytes: 1,
      } as const;
      calls.record({ at: '2026-11-21T08:00:00Z', client: 'me', server, ...one });
    }
    const engine = fakeEngine([]);
    engine.gateway.calls = calls;
    const { calls: answer } = callAnswers(engine, () => {
      throw new Error('no stream is asked for');
    });
    const ask = {} as never;
    const targets = (query: Parameters<typeof answer>[0]) => (answer(query, ask) as unknown[]).map((each) => keptCall.parse(each).target);
    expect(targets({})).toEqual(['t2', 't1', 't0']);
    expect(targets({ server: 'a', limit: 1 })).toEqual(['t2']);
    expect(targets({ outcome: 'error' })).toEqual([]);
    expect(targets({ since: '2026-11-21T08:00:01Z' })).toEqual([]);
    // the same among the events, oldest first; a page after a number goes on from there
    const events = callEvents(calls, { type: 'call' })!;
    expect(events.map(({ type, server, message }) => [type, server, message])[0]).toEqual(['call', 'a', 'me called t0: ok in 1 ms']);
    expect(callEvents(calls, { type: 'call', since: events[0]!.seq, limit: 1 })).toEqual([events[1]]);
    expect(callEvents(calls, { type: 'server.running' })).toBeNull();
  });
});
