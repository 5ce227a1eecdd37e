import { describe, expect, it } from 'vitest';
import type { Alert } from '../../contract/alerts.ts';
import { parseRoute } from '../../renderer/route.ts';
import { alertToast } from '../../renderer/view/alert-toast.ts';

const alert = (changes: Partial<Alert>): Alert => ({
  id: 1,
  kind: 'server.down',
  server: 'postgres',
  file: null,
  reason: 'exited with code 1; gave up after 3 restarts',
  next: null,
  openedAt: '2026-11-21T12:00:01.000Z',
  lastAt: '2026-11-21T12:00:01.000Z',
  count: 1,
  closedAt: null,
  muted: false,
  ...changes,
});
const file = alert({
  kind: 'config.unreadable',
  server: null,
  file: '/home/dev/.mcp.json',
  reason: '/home/dev/.mcp.json, line 2: a comma',
});
const servers = (n: number) => Array.from({ length: n }, (_, at) => alert({ server: `s${at + 1}` }));

describe('a problem that begins while the window is open', () => {
  it('is told with its reason and the way to its log', () => {
    expect(alertToast([alert({})], parseRoute('#/logs'))).toEqual({
      text: 'postgres stays down: Exited with code 1; gave up after 3 restarts',
      link: { text: 'Open log', href: '#/server/postgres/logs?at=2026-11-21T12%3A00%3A00.000Z' },
    });
    expect(alertToast([file], parseRoute('#/settings'))).toMatchObject({
      text: '.mcp.json cannot be read: /home/dev/.mcp.json, line 2: a comma',
      link: { href: '#/alerts' },
    });
  });

  it.each(['#/', '#/alerts', '#/onboarding', '#/server/postgres/tools', '#/nowhere'])('is not told twice at %s', (hash) => {
    expect(alertToast([alert({})], parseRoute(hash))).toBeNull();
  });

  it('of another server is told on the page of one', () => {
    expect(alertToast([alert({ server: 'a' }), alert({})], parseRoute('#/server/postgres'))?.text).toMatch(/^a stays down/);
  });

  it('is not told when it is muted, or over before it was told', () => {
    expect(alertToast([alert({ muted: true }), alert({ closedAt: '2026-11-21T12:00:02Z' })], parseRoute('#/logs'))).toBeNull();
  });

  it('of many is one for all', () => {
    expect(alertToast([...servers(2), file], parseRoute('#/logs'))).toEqual({
      text: '3 problems: s1, s2, .mcp.json',
      link: { text: 'Show alerts', href: '#/alerts' },
    });
    expect(alertToast(servers(12), parseRoute('#/logs'))?.text).toBe('12 problems, among them s1, s2, s3');
  });
});
