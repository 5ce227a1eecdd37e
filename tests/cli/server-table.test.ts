import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paint } from '../../cli/print/paint.ts';
import { type Look, statusLines } from '../../cli/print/server-table.ts';
import { widthOf } from '../../cli/print/width.ts';
import { type ServerView, stateKinds } from '../../contract/server.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const view = (change: Partial<ServerView>): ServerView => ({
  name: 'files',
  kind: 'stdio',
  description: null,
  state: 'running',
  wanted: 'up',
  pid: 4711,
  startedAt: '2026-11-21T08:48:00.000Z',
  since: '2026-11-21T08:48:00.000Z',
  run: 1,
  restarts: 0,
  health: { ok: true, checkedAt: '2026-11-21T11:59:55.000Z', latencyMs: 2.4, reason: null },
  cpu: 0.4,
  memory: 62_000_000,
  processes: 1,
  tools: 14,
  step: null,
  group: null,
  groups: [],
  dependsOn: [],
  port: null,
  sources: [{ client: 'claude-code', file: '/x' }],
  launcher: 'npx',
  reason: null,
  next: null,
  lastExit: null,
  retryAt: null,
  warnings: [],
  trust: null,
  paused: null,
  auth: null,
  ...change,
});
const look = (width: number | null, colours = false): Look => ({ out: paint(colours), width, shapes: true });

describe('the table of status', () => {
  it('shows a server in a row', () => {
    const [head, row, ...rest] = statusLines([view({})], now, look(null));
    expect(head!.split(/ {2,}/)).toEqual(['NAME', 'STATE', 'HEALTH', 'PID', 'UPTIME', 'RESTARTS', 'CPU', 'MEMORY', 'TOOLS', 'SOURCE']);
    expect(row!.split(/ {2,}/)).toEqual([
      'files',
      '● Healthy',
      'ok 2.4 ms',
      '4711',
      '3 h 12 min',
      '0',
      '0.4 %',
      '59 MB',
      '14',
      'claude-code',
    ]);
    expect(rest).toEqual([]);
  });

  it('shows no uptime and no check of what does not run', () => {
    const [, row] = statusLines([view({ state: 'crashed', pid: null, cpu: null, memory: null, tools: null })], now, look(null));
    expect(row!.split(/ {2,}/)).toEqual(['files', '✖ Crashed', '–', '–', '–', '0', '–', '–', '–', 'claude-code']);
  });

  it('says below why something is wrong and what to do, wrapped', () => {
    const reason = 'exited with code 1 three times within twenty seconds after it had been started again';
    const lines = statusLines([view({ state: 'crashed', reason, next: 'Read its log.', restarts: 3 })], now, look(60));
    const below = lines.slice(2).join('\n');
    expect(below).toContain('✖ files: Crashed');
    expect(below.replaceAll(/\s+/g, ' ')).toContain(reason);
    expect(below).toContain('→ Read its log.');
    // how it ended is said in the line above already
    const given = statusLines(
      [view({ state: 'crashed', reason: 'exited with code 1; gave up after 3 restarts', restarts: 3 })],
      now,
      look(80),
    );
    expect(given.join('\n')).toMatch(/gave up after 3 restarts\n {4}exited with code 1$/);
    expect(statusLines([view({ state: 'stopped', wanted: 'down', reason: 'finished, exit 0' })], now, look(60))).toHaveLength(2);
    expect(statusLines([view({ paused: { until: null } })], now, look(null))[1]).toContain('Healthy (paused)');
  });

  it('says what to do when there is nothing', () => {
    expect(statusLines([], now, look(80)).join('\n')).toContain('roundhouse servers add NAME -- COMMAND');
  });

  it('fits the terminal and keeps hostile names from driving it, in every state', () => {
    const anyView = fc.record({
      name: fc.string({ unit: 'binary', maxLength: 40 }),
      state: fc.constantFrom(...stateKinds),
      reason: fc.option(fc.string({ unit: fc.constantFrom('a', ' ', '\x1b', '\x1b]0;', '\r') })),
      paused: fc.constantFrom(null, { until: null }),
    });
    fc.assert(
      fc.property(fc.array(anyView, { minLength: 1, maxLength: 4 }), fc.integer({ min: 40, max: 160 }), (changes, width) => {
        const lines = statusLines(changes.map(view), now, look(width));
        const rows = lines.slice(0, changes.length + 1);
        for (const line of rows) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(lines.join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      }),
    );
  });
});
