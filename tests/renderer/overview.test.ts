// What stands where on the overview, what is chosen there, and what a move between groups changes in the config.
import { describe, expect, it } from 'vitest';
import { may } from '../../renderer/view/acts.ts';
import { type Arrangement, inPlace, namesOf } from '../../renderer/view/arrangement.ts';
import { movesTo } from '../../renderer/view/group-moves.ts';
import { groupingOf, groupsOf } from '../../renderer/view/groups.ts';
import { muteOf, restOf } from '../../renderer/view/mutes.ts';
import { pickedFrom } from '../../renderer/view/selection.ts';
import { serverView } from '../support/fake-engine.ts';

const a = serverView('a', { group: 'web', groups: ['web'] });
const b = serverView('b', { group: 'web', groups: ['web'] });
const c = serverView('c');
const all = [a, b, c];
const inGroups = (servers: typeof all): Arrangement => ({ rows: [], attention: [], groups: groupsOf(servers, () => true) });

describe('what is chosen', () => {
  const order = ['a', 'b', 'c', 'd'];
  it('is turned over one by one, and added from one to another either way', () => {
    const one = pickedFrom(new Set(), null, 'd', order);
    expect([...one]).toEqual(['d']);
    expect([...pickedFrom(one, null, 'd', order)]).toEqual([]);
    expect([...pickedFrom(one, 'd', 'b', order)].sort()).toEqual(['b', 'c', 'd']);
    // what the range began at is not shown any more
    expect([...pickedFrom(one, 'gone', 'a', order)].sort()).toEqual(['a', 'd']);
  });
});

describe('what stays in place', () => {
  it('is where it was, as it is now, with news at the end and without what is gone', () => {
    const crashed = { ...b, state: 'crashed' as const };
    const d = serverView('d', { group: 'web', groups: ['web'] });
    const fresh: Arrangement = { rows: [], attention: [crashed], groups: groupsOf([a, crashed, d], (view) => view.name !== 'b') };
    const held = inPlace(inGroups(all), fresh, [a, crashed, d]);
    expect(held.attention).toEqual([]);
    expect(held.groups.map(({ title, servers, all }) => [title, servers.map(({ name }) => name), all])).toEqual([
      ['web', ['a', 'b', 'd'], 3],
    ]);
    expect(held.groups[0]!.servers[1]).toBe(crashed);
    expect(namesOf(held)).toEqual(['a', 'b', 'd']);
  });

  it('is everything that a filter would take away', () => {
    const fresh: Arrangement = { rows: [], attention: [], groups: [] };
    expect(namesOf(inPlace(inGroups(all), fresh, all))).toEqual(['a', 'b', 'c']);
  });
});

describe('groups', () => {
  it('are shown when somebody made some, unless the address says otherwise', () => {
    expect([groupingOf(null, all), groupingOf(null, [c]), groupingOf('none', all), groupingOf('nonsense', [c])]).toEqual([
      'group',
      'source',
      'none',
      'source',
    ]);
    const titles = (by: 'source' | 'group' | 'none') => groupsOf(all, () => true, undefined, by).map(({ title }) => title);
    expect([titles('source'), titles('group'), titles('none')]).toEqual([['Your servers'], ['web', 'Your servers'], ['All servers']]);
  });

  it('are changed where the config says them', () => {
    const values = { groups: { web: ['a', 'b'], old: ['a'] }, servers: { c: { group: 'other' }, d: { group: ['web', 'x'] } } };
    expect(movesTo('tools', ['a', 'c'], values)).toEqual([
      { path: ['servers', 'c', 'group'], value: null },
      { path: ['groups', 'web'], value: ['b'] },
      { path: ['groups', 'old'], value: null },
      { path: ['groups', 'tools'], value: ['a', 'c'] },
    ]);
    expect(movesTo('web', ['b', 'd'], values)).toEqual([
      { path: ['servers', 'd', 'group'], value: null },
      { path: ['groups', 'web'], value: ['a', 'b', 'd'] },
    ]);
    expect(movesTo('other', ['c'], values)).toEqual([]);
    expect(movesTo(null, ['b', 'c'], values)).toEqual([
      { path: ['servers', 'c', 'group'], value: null },
      { path: ['groups', 'web'], value: ['a'] },
    ]);
  });
});

it('asks of a server only what can be asked in its state', () => {
  const verbs = (state: typeof a.state) => (['start', 'stop', 'restart'] as const).filter((verb) => may(verb, { state }));
  expect(verbs('running')).toEqual(['stop', 'restart']);
  expect(verbs('starting')).toEqual(['stop', 'restart']);
  expect(verbs('idle')).toEqual(['start', 'stop']);
  expect(verbs('crashed')).toEqual(['start']);
  expect(verbs('disabled')).toEqual([]);
});

it('knows what keeps quiet about a server, and for how long still', () => {
  const now = Date.parse('2026-11-21T08:00:00Z');
  const kind = { server: null, kind: 'server.down' as const, until: null };
  const over = { server: 'a', kind: null, until: '2026-11-21T07:59:59Z' };
  const hour = { server: 'a', kind: null, until: '2026-11-21T08:30:00Z' };
  expect([muteOf([over], 'a', now), muteOf([over, hour], 'a', now), muteOf([kind], 'b', now), muteOf([hour], 'b', now)]).toEqual([
    undefined,
    hour,
    kind,
    undefined,
  ]);
  expect([restOf(hour, now), restOf(kind, now)]).toEqual([{ for: '1800s' }, {}]);
});
