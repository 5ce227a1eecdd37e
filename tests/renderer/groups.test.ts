import { describe, expect, it } from 'vitest';
import { joinNames, parseRoute, splitNames } from '../../renderer/route.ts';
import { noHistory, record, recordGap } from '../../renderer/store/history.ts';
import { countBy, groupsOf, homeOf, matches, shortPath } from '../../renderer/view/groups.ts';
import { downPath, sparkPaths } from '../../renderer/view/spark-path.ts';
import { someServers, view } from '../support/page-state.ts';

describe('groups', () => {
  it('are one per source; a project bears the name of its folder', () => {
    const groups = groupsOf(someServers(), (each) => each.state !== 'crashed');
    expect(groups.map(({ title, file }) => [title, file])).toEqual([
      ['acme-shop', '~/code/acme-shop/.mcp.json'],
      ['Your servers', '~/.mcp.json'],
      ['Claude Desktop', '~/.config/Claude/claude_desktop_config.json'],
    ]);
  });

  it('count all of their servers, also those that are shown elsewhere', () => {
    const [shop] = groupsOf(someServers(), (each) => each.name === 'git');
    expect([shop!.up, shop!.all, shop!.servers.length]).toEqual([3, 5, 1]);
  });

  it('named by hand win over the source', () => {
    expect(groupsOf([view('a', { group: 'web' })], () => true)[0]!.title).toBe('web');
  });

  it('filters count what they would show', () => {
    expect(countBy(someServers())).toEqual({ all: 12, attention: 2, running: 9, off: 2 });
    expect(matches(view('Postgres'), ' post ')).toBe(true);
    expect(matches(view('git', { launcher: 'uvx' }), 'uvx')).toBe(true);
    expect(matches(view('git'), 'hub')).toBe(false);
  });

  it.each([
    ['/home/dev/.mcp.json', '~/.mcp.json'],
    ['/Users/dev/Library/x.json', '~/Library/x.json'],
    ['C:\\Users\\dev\\x.json', '~\\x.json'],
    ['/root/.mcp.json', '~/.mcp.json'],
    ['/etc/home/dev/x.json', '/etc/home/dev/x.json'],
  ])('%s is shown as %s', (file, shown) => expect(shortPath(file, null)).toBe(shown));

  it('know the home folder from the file that lies in it', () => {
    const home = homeOf([view('a', { sources: [{ client: 'mcp-json', file: '/srv/me/.mcp.json' }] })]);
    expect(shortPath('/srv/me/.config/x.json', home)).toBe('~/.config/x.json');
    expect(shortPath('/srv/meadow/x.json', home)).toBe('/srv/meadow/x.json');
  });
});

describe('the address', () => {
  it('carries names of any kind', () => {
    const names = ['a,b', 'ü & ?', 'x@claude-code'];
    expect(splitNames(joinNames(names))).toEqual(names);
    expect(splitNames(',')).toEqual([]);
  });

  it('leads to the overview when it is not known', () => {
    expect(parseRoute('#/nowhere').page).toBe('overview');
    expect(parseRoute('').page).toBe('overview');
    expect(parseRoute('#/logs?q=a%20b').query.get('q')).toBe('a b');
  });
});

describe('sparklines', () => {
  it('end at the right edge, and a gap is a gap', () => {
    const { line } = sparkPaths([1, 2, null, 3, 4], 100, 20, 4, 11);
    expect(line).toBe('M60 14L70 10M90 6L100 2');
    expect(sparkPaths([], 100, 20, 4, 11).line).toBe('');
  });

  it('mark where it went down: at each restart, not at the first point and not when a person starts it', () => {
    let history = noHistory;
    for (const restarts of [3, 3, 4, 0, 0, 1]) history = record(history, { servers: [view('a', { restarts })] });
    const { downs } = recordGap(history).servers.get('a')!;
    expect(downs).toEqual([false, false, true, false, false, true, false]);
    expect(downPath(downs, 100, 20, 11)).toBe('M60 0V20M90 0V20');
  });

  it('the history forgets what is old and who is gone', () => {
    let history = noHistory;
    for (let at = 0; at < 70; at++) history = record(history, { servers: [view('a', { cpu: at }), view('b', { cpu: null })] });
    history = recordGap(history);
    expect(history.servers.get('a')!.cpu).toHaveLength(60);
    expect(history.servers.get('a')!.cpu.slice(-2)).toEqual([69, null]);
    expect(record(history, { servers: [view('a')] }).servers.has('b')).toBe(false);
  });

  it('a full line that goes on as it was is the same list, so that nothing is drawn; any other value makes another one', () => {
    let history = noHistory;
    for (let at = 0; at < 60; at++) history = record(history, { servers: [view('a', { cpu: 0 })] });
    const before = history.servers.get('a')!;
    const same = record(history, { servers: [view('a', { cpu: 0 })] }).servers.get('a')!;
    expect([same.cpu, same.downs].map((list, at) => list === [before.cpu, before.downs][at])).toEqual([true, true]);
    expect(same).toBe(before);
    // the memory of all of them, which the totals show, has gone on for 60 points, too
    expect(record(history, { servers: [view('a', { cpu: 0 })] })).toBe(history);
    expect(record(history, { servers: [] })).not.toBe(history);
    const other = record(history, { servers: [view('a', { cpu: 1 })] }).servers.get('a')!;
    expect(other.cpu.slice(-2)).toEqual([0, 1]);
    expect(other.cpu).toHaveLength(60);
  });
});
