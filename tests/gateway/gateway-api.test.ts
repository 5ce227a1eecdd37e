// The gateway as the API shows it: who uses it, what it offers, where it is.
import { describe, expect, it } from 'vitest';
import { callRecord, gatewayTool, gatewayView } from '../../contract/routes/gateway.ts';
import { gatewayAnswers, tokensOf } from '../../core/api/areas/gateway.ts';
import type { OfferedTool } from '../../core/api/engine-api.ts';
import { createCallers } from '../../core/gateway/callers.ts';
import { createCalls } from '../../core/gateway/calls.ts';
import type { ConnectedClient } from '../../core/gateway/front/front.ts';
import type { Caller } from '../../core/gateway/gateway.ts';
import { createGatewayApi } from '../../core/gateway/gateway-api.ts';

const caller = (label: string, more: Partial<Caller> = {}): Caller => ({
  id: `id of ${label}`,
  label,
  clientInfo: { name: label, version: '1' },
  generation: 'handshake',
  protocolVersion: '2025-11-25',
  capabilities: {},
  profile: { name: 'default', management: false },
  ...more,
});
const tool = (server: string | null, own: string, hidden = false): OfferedTool => ({
  definition: { name: server === null ? own : `${server}__${own}`, description: own, inputSchema: { type: 'object' } },
  server,
  tool: own,
  hidden,
});

function stage(connected: ConnectedClient[] = []) {
  let now = Date.parse('2026-11-21T08:00:00Z');
  const callers = createCallers(() => new Date(now));
  const calls = createCalls();
  const work = { name: 'work', management: true, servers: ['git*'], tools: { deny: ['git.delete_*'] } };
  const gateway = createGatewayApi({
    router: {
      offered: (profile) => (profile === 'default' ? [tool('files', 'read'), tool(null, 'service_status', true)] : null),
      allProfiles: () => [{ name: 'default', management: false }, work],
    },
    front: { clients: () => connected },
    callers,
    calls,
    at: () => ({ url: 'http://127.0.0.1:4747', socket: '/run/daemon.sock' }),
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { callers, calls, gateway, answers: gatewayAnswers(gateway), pass };
}

describe('clients', () => {
  it('that are connected come first; others stay known with their last use', () => {
    const here = caller('here');
    const connected = [{ caller: here, token: null, since: new Date('2026-11-21T07:00:00Z'), idleMs: 5_000, requests: 0, streams: 1 }];
    const { callers, answers, pass } = stage(connected);
    callers.seen(caller('away', { generation: 'stateless' }));
    pass(60_000);
    callers.seen(here);
    callers.seen(caller('later'));
    pass(1_000);
    callers.seen(caller('away', { generation: 'stateless', id: 'another request' }));
    const view = gatewayView.parse(answers.gateway());
    expect(view.callers).toEqual([
      expect.objectContaining({
        label: 'here',
        connected: true,
        since: '2026-11-21T07:00:00.000Z',
        lastUsedAt: '2026-11-21T08:00:56.000Z',
      }),
      expect.objectContaining({
        label: 'away',
        connected: false,
        since: '2026-11-21T08:00:00.000Z',
        lastUsedAt: '2026-11-21T08:01:01.000Z',
      }),
      expect.objectContaining({ label: 'later', connected: false }),
    ]);
    expect(JSON.stringify(view)).not.toContain('id of');
  });

  it('are not remembered without end', () => {
    const { callers, gateway } = stage();
    for (let at = 0; at < 1_000; at++) callers.seen(caller(`client ${at}`));
    expect(gateway.view().callers).toHaveLength(200);
    expect(gateway.view().callers[0]).toMatchObject({ label: 'client 999' });
  });
});

it('profiles come with their addresses', () => {
  const { url, socket, profiles } = gatewayView.parse(stage().answers.gateway());
  expect([url, socket]).toEqual(['http://127.0.0.1:4747/mcp', '/run/daemon.sock']);
  expect(profiles).toEqual([
    { name: 'default', url: 'http://127.0.0.1:4747/mcp', servers: null, allow: null, deny: [], management: false },
    { name: 'work', url: 'http://127.0.0.1:4747/mcp/p/work', servers: ['git*'], allow: null, deny: ['git.delete_*'], management: true },
  ]);
});

it('tools come with their server, their own name and what they cost', () => {
  const { answers } = stage();
  const tools = answers.gatewayTools({}).map((each) => gatewayTool.parse(each));
  expect(tools).toMatchObject([
    { name: 'files__read', server: 'files', tool: 'read', hidden: false },
    { name: 'service_status', server: null, tool: 'service_status', hidden: true },
  ]);
  const { definition } = tool('files', 'read');
  expect(tools[0]!.tokens).toBe(tokensOf(definition));
  expect(tokensOf({ ...definition, description: 'x'.repeat(4_000) })).toBeGreaterThan(1_000);
  expect(() => answers.gatewayTools({ profile: 'none' })).toThrow(/no profile called “none”.*default, work/);
});

it('calls come newest first, of one client or server', () => {
  const { calls, answers } = stage();
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
  expect(answers.calls({}).map((each) => callRecord.parse(each).target)).toEqual(['t2', 't1', 't0']);
  expect(answers.calls({ server: 'a', limit: 1 }).map(({ target }) => target)).toEqual(['t2']);
});
