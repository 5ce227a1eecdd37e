import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../cli/commands/act.ts';
import { fitsType } from '../../cli/commands/events.ts';
import { openerFor } from '../../cli/open-browser.ts';

describe('what start, stop and restart are about', () => {
  it.each([
    [[], {}, {}],
    [['a', 'b', 'a'], {}, { names: ['a', 'b'] }],
    [[], { all: true }, {}],
    [[], { group: 'web' }, { group: 'web' }],
    [[], { server: ['a'] }, { names: ['a'], kind: 'server' }],
    [[], { service: ['b'] }, { names: ['b'], kind: 'service' }],
    [['c'], { service: ['b'] }, { names: ['c', 'b'] }],
    [[], { server: ['a'], service: ['b'] }, { names: ['a', 'b'] }],
  ])('names %j with %j', (names, choices, targets) => {
    expect(targetsOf(names, { wait: true, ...choices })).toEqual(targets);
  });

  it.each([
    [['a'], { all: true }],
    [['a'], { group: 'web' }],
    [[], { group: 'web', all: true }],
  ])('refuses names %j with %j as usage', (names, choices) => {
    expect(() => targetsOf(names, { wait: true, ...choices })).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('types of events', () => {
  it.each([
    ['server.crashed', undefined, true],
    ['server.crashed', 'server.crashed', true],
    ['server.crashed', 'server', true],
    ['server.crashed', 'server.*', true],
    ['server.crashed', 'serv', false],
    ['server.crashed', 'server.crash', false],
    ['config.invalid', 'server', false],
  ])('%s fits %s: %s', (type, wanted, fits) => {
    expect(fitsType(type, wanted)).toBe(fits);
  });
});

describe('who opens an address', () => {
  const url = 'http://127.0.0.1:4747/login?code=a&b';
  it.each([
    ['darwin', {}, 'open'],
    ['win32', {}, 'rundll32'],
    ['linux', { DISPLAY: ':0' }, 'xdg-open'],
    ['linux', { BROWSER: 'firefox' }, 'firefox'],
    ['linux', {}, undefined],
    ['darwin', { BROWSER: 'none' }, undefined],
  ] as const)('on %s with %j: %s', (platform, env, command) => {
    const opener = openerFor(url, platform, env);
    expect(opener?.command).toBe(command);
    // one argument of its own: no shell sees the `&`
    if (opener) expect(opener.args.at(-1)).toBe(url);
  });

  it('opens nothing but the web', () => {
    for (const other of ['file:///etc/passwd', 'javascript:alert(1)', '-psn', ''])
      expect(openerFor(other, 'linux', { DISPLAY: ':0' })).toBeNull();
  });
});
