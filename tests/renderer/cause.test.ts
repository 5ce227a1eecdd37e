import { describe, expect, it } from 'vitest';
import type { KeyChange } from '../../contract/definition-change.ts';
import type { Event } from '../../contract/events.ts';
import { causeOf, changesElsewhere, diffOf, keyOf, restoring } from '../../renderer/view/cause.ts';

const own = '/home/a/roundhouse.yaml';
const key = (change: Partial<KeyChange> = {}): KeyChange => ({
  path: ['env', 'LEVEL'],
  before: 'info',
  after: 'all',
  secret: false,
  file: own,
  line: 3,
  beforeFile: own,
  ...change,
});
let seq = 0;
const at = (seconds: number, type: string, changes?: KeyChange[]): Event => ({
  seq: ++seq,
  at: new Date(1_800_000_000_000 + seconds * 1000).toISOString(),
  type: `server.${type}`,
  server: 'db',
  ...(changes ? { data: { section: 'servers', changes } } : {}),
});

describe('the change before a crash', () => {
  it('is the last one, when the first failure came soon after it', () => {
    const events = [
      at(0, 'definition_changed', [key()]),
      at(50, 'definition_changed', [key({ after: 'x' })]),
      at(51, 'starting'),
      at(52, 'restarting'),
      at(60, 'crashed'),
    ];
    expect(causeOf(events)).toMatchObject({ beforeMs: 2000, changes: [{ after: 'x' }] });
  });

  it('is none when nothing failed, when it failed much later, or when it ran well in between', () => {
    const change = at(0, 'definition_changed', [key()]);
    expect(causeOf([change, at(1, 'running')])).toBeNull();
    expect(causeOf([at(0, 'crashed'), change, at(1, 'running')])).toBeNull();
    expect(causeOf([change, at(1, 'running'), at(500, 'restarting')])).toBeNull();
    expect(causeOf([change, at(1, 'restarting'), at(2, 'running'), at(900, 'crashed')])).toBeNull();
    expect(causeOf([])).toBeNull();
  });

  it('that says nothing readable is none', () => {
    expect(causeOf([{ ...at(0, 'definition_changed'), data: { changes: 'x' } }, at(1, 'crashed')])).toBeNull();
  });
});

it('tells what others changed from what was changed here', () => {
  const theirs = at(0, 'definition_changed', [key()]);
  const mine = at(100, 'definition_changed', [key({ path: ['args'] })]);
  const undone = at(200, 'definition_changed', [key()]);
  const events = [theirs, at(1, 'crashed'), mine, at(101, 'running'), undone];
  const edits = [
    { at: new Date(1_800_000_200_000 - 50).toISOString(), file: own, keys: [] },
    { at: new Date(1_800_000_100_000 - 900).toISOString(), file: own, keys: ['servers.db.args', 'servers.db.cwd'] },
    { at: new Date(1_800_000_000_000 - 900).toISOString(), file: own, keys: ['servers.other.args', 'servers.d'] },
  ];
  expect(changesElsewhere(events, edits, 'db')).toMatchObject([{ seq: theirs.seq, failed: true }]);
});

it('takes no change of another file for an edit of ours, which writes only its own', () => {
  const client = '/home/a/.mcp.json';
  const undoing = [{ at: new Date(1_800_000_000_000 - 50).toISOString(), file: own, keys: [] }];
  const theirs = at(0, 'definition_changed', [key({ file: client, beforeFile: client })]);
  expect(changesElsewhere([theirs], undoing, 'db')).toHaveLength(1);
  // what covered theirs is gone: theirs is what is said now
  const uncovered = at(0, 'definition_changed', [key({ file: client, beforeFile: own })]);
  expect(changesElsewhere([uncovered], undoing, 'db')).toEqual([]);
});

describe('what is shown and what comes back', () => {
  it('a diff with dots for what is hidden', () => {
    expect(diffOf([key({ before: 'a:******@b', after: null }), key({ path: ['args'], before: null, after: ['--x'] })])).toBe(
      '@@ @@\n-LEVEL: a:••••••••@b\n+args: ["--x"]',
    );
    expect(keyOf(key({ path: ['env', 'A.B'] }))).toBe('A.B');
    expect(keyOf(key({ path: ['restart', 'max'] }))).toBe('restart.max');
  });

  it('only what is written in the own config, and is no secret', () => {
    const change = (one: Partial<KeyChange>) => ({ section: 'servers' as const, changes: [key(one)] });
    expect(restoring(change({}), 'db', own)).toEqual([{ path: ['servers', 'db', 'env', 'LEVEL'], value: 'info' }]);
    expect(restoring(change({ secret: true }), 'db', own)).toBeNull();
    expect(restoring(change({ file: '/x/.mcp.json' }), 'db', own)).toBeNull();
    // ours covers what another file says: it is enough to take it away
    expect(restoring(change({ beforeFile: '/x/.mcp.json', secret: true }), 'db', own)?.[0]?.value).toBeNull();
    expect(restoring(change({ before: null, beforeFile: null }), 'db', own)?.[0]?.value).toBeNull();
  });
});
