// The rules of a profile after a tool, or all of a server, was shown or hidden.
import { describe, expect, it } from 'vitest';
import type { GatewayTool } from '../../contract/routes/gateway.ts';
import { changesOf, isPlainList, reasonHidden, rulesWith, type ToolRules } from '../../renderer/view/profile-rules.ts';

const tool = (tool: string, changes: Partial<GatewayTool> = {}): GatewayTool => ({
  name: `git__${tool}`,
  server: 'git',
  tool,
  tokens: 1,
  available: true,
  hidden: false,
  hiddenEverywhere: false,
  renamed: false,
  trust: null,
  inputSchema: {},
  ...changes,
});
const all = ['log', 'push', 'pull'].map((name) => tool(name));
const [log, push] = all as [GatewayTool, GatewayTool];
const open: ToolRules = { servers: null, allow: null, deny: [] };

describe('hiding', () => {
  it.each([
    ['one', open, [push], ['git.push']],
    ['one more', { ...open, deny: ['other.x', 'git.log'] }, [push], ['other.x', 'git.log', 'git.push']],
    ['all', { ...open, deny: ['git.push', 'other.*'] }, all, ['other.*', 'git.*']],
    ['one of a server that is hidden as a whole', { ...open, deny: ['git.*'] }, [push], ['git.*']],
  ] as const)('%s', (_, rules, wanted, deny) => expect(rulesWith(rules as ToolRules, all, wanted, false)).toEqual({ ...rules, deny }));
});

describe('showing', () => {
  it.each([
    ['one', { ...open, deny: ['git.push', 'git.p*'] }, [push], { ...open, deny: ['git.p*'] }],
    ['one of a server that is hidden as a whole', { ...open, deny: ['git.*'] }, [push], { ...open, deny: ['git.log', 'git.pull'] }],
    ['all of a server', { ...open, deny: ['git.*', 'git.log', 'x.y'] }, all, { ...open, deny: ['x.y'] }],
    ['all of a server that is not there', { ...open, servers: ['x'] }, all, { ...open, servers: ['x', 'git'] }],
    ['one of it', { ...open, servers: ['x'] }, [log], { servers: ['x', 'git'], allow: null, deny: ['git.push', 'git.pull'] }],
    ['one where only some are allowed', { ...open, allow: ['git.log'] }, [push], { ...open, allow: ['git.log', 'git.push'] }],
    ['all where only some are allowed', { ...open, allow: ['git.log', 'x.*'] }, all, { ...open, allow: ['x.*', 'git.*'] }],
  ] as const)('%s', (_, rules, wanted, after) => expect(rulesWith(rules as unknown as ToolRules, all, wanted, true)).toEqual(after));
});

it('says what such a change cannot show', () => {
  const hidden = tool('push', { hidden: true });
  expect(reasonHidden(open, push)).toBeNull();
  expect(reasonHidden(open, tool('push', { hidden: true, hiddenEverywhere: true }))).toBe('everywhere');
  expect(reasonHidden({ ...open, deny: ['git.p*'] }, hidden)).toBe('pattern');
  expect(reasonHidden({ ...open, deny: ['git.push'] }, hidden)).toBeNull();
  expect(reasonHidden({ ...open, allow: [] }, hidden)).toBeNull();
  expect(reasonHidden({ ...open, servers: ['x'] }, hidden)).toBeNull();
  expect(reasonHidden({ ...open, servers: ['x*'] }, hidden)).toBe('pattern');
  expect([['a', 'b-c'], null, ['a*'], ['{a,b}']].map(isPlainList)).toEqual([true, true, false, false]);
});

it('writes only what is another one, and takes an empty list away', () => {
  const at = (...rest: string[]) => ['gateway', 'profiles', 'work', ...rest];
  expect(changesOf('work', open, open)).toEqual([]);
  expect(changesOf('work', { ...open, deny: ['git.push'] }, { ...open, servers: ['git'] })).toEqual([
    { path: at('servers'), value: ['git'] },
    { path: at('tools', 'deny'), value: null },
  ]);
});
