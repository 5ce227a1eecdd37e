import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition, Isolation, Launch } from '../../contract/server.ts';
import { freeName, instanceOf, isWorkspace, needsWorkspace, poolKey, type User } from '../../core/decide/instances.ts';

const launch = (...args: string[]): Launch => ({ type: 'stdio', command: 'x', args, env: {} });
const base = (isolation: Exclude<Isolation, 'shared'>, what = launch()) =>
  ({
    name: 'a',
    isolation,
    launch: what,
    warnings: ['w'],
    groups: ['g'],
    idleMs: 5,
    watch: ['b'],
    watchRoot: '/',
    launchHash: 'h',
  }) as unknown as Definition;
const user = (change: Partial<User> = {}): User => ({ owner: 'session 1', client: null, workspace: null, ...change });

describe('whose copy it is', () => {
  it('per client: one token or one linked client, else the session', () => {
    const key = (change: Partial<User>) => poolKey(base('per-client'), user(change));
    expect(key({ owner: 'a', client: 'c' })).toBe(key({ owner: 'b', client: 'c' }));
    expect(key({ client: 'c' })).not.toBe(key({ client: 'd' }));
    expect(key({ owner: 'a' })).not.toBe(key({ owner: 'b' }));
    // nobody gets into a client's copy by being called like it
    expect(key({ owner: 'c' })).not.toBe(key({ client: 'c' }));
  });

  it('per workspace: the folder alone; exclusive: the owner alone', () => {
    const folder = (change: Partial<User>) => poolKey(base('per-workspace'), user(change));
    expect(folder({ owner: 'a', workspace: '/w' })).toBe(folder({ owner: 'b', client: 'c', workspace: '/w' }));
    expect(folder({ workspace: '/w' })).not.toBe(folder({ workspace: '/v' }));
    const alone = (change: Partial<User>) => poolKey(base('exclusive'), user(change));
    expect(alone({ owner: 'a', client: 'c' })).not.toBe(alone({ owner: 'b', client: 'c' }));
  });

  it('needs a workspace that is named, unless a default stands in for it', () => {
    expect(poolKey(base('per-workspace'), user())).toBeNull();
    expect(poolKey(base('per-client', launch('${WORKSPACE}')), user())).toBeNull();
    expect(needsWorkspace(base('per-workspace', launch('${WORKSPACE:-/d}')))).toBe(false);
    expect(instanceOf(base('per-workspace', launch('${WORKSPACE:-/d}')), 'a~1', null).launch).toMatchObject({ args: ['/d'] });
    expect(needsWorkspace(base('exclusive', launch('$WORKSPACE', '${WORKSPACES}', '${HOME}')))).toBe(false);
  });

  it('the same client in two folders has two copies of a server that names its folder', () => {
    const named = base('per-client', launch('${WORKSPACE}'));
    const key = (workspace: string) => poolKey(named, user({ client: 'c', workspace }));
    expect(key('/w')).not.toBe(key('/v'));
    expect(poolKey(base('per-client'), user({ client: 'c', workspace: '/w' }))).toBe(
      poolKey(base('per-client'), user({ client: 'c', workspace: '/v' })),
    );
  });

  it('two users share a copy only if the class says so, whatever they are called', () => {
    const users = fc.record({ owner: fc.string(), client: fc.option(fc.string()), workspace: fc.option(fc.string()) });
    const isolation = fc.constantFrom('per-client' as const, 'per-workspace' as const, 'exclusive' as const);
    fc.assert(
      fc.property(users, users, isolation, fc.boolean(), (one, two, given, isNamed) => {
        const definition = base(given, isNamed ? launch('${WORKSPACE}') : launch());
        const [first, second] = [poolKey(definition, one), poolKey(definition, two)];
        if (first === null || first !== second) return;
        if (isNamed || given === 'per-workspace') expect(one.workspace).toBe(two.workspace);
        if (given === 'exclusive') expect(one.owner).toBe(two.owner);
        if (given === 'per-client') expect(one.client ?? { owner: one.owner }).toEqual(two.client ?? { owner: two.owner });
      }),
    );
  });
});

describe('a copy', () => {
  it('is the server in a folder, without what is the server’s alone', () => {
    const made = instanceOf(
      base('per-workspace', {
        type: 'stdio',
        command: 'x',
        args: ['--root=${WORKSPACE}/src', '${HOME}'],
        env: { W: '${WORKSPACE}' },
        cwd: '${WORKSPACE}',
      }),
      'a~1',
      '/w $& ${HOME}',
    );
    // what replaces a variable is not looked into again
    expect(made.launch).toEqual({
      type: 'stdio',
      command: 'x',
      args: ['--root=/w $& ${HOME}/src', '${HOME}'],
      env: { W: '/w $& ${HOME}' },
      cwd: '/w $& ${HOME}',
    });
    expect(made).toMatchObject({
      name: 'a~1',
      instanceOf: 'a',
      workspace: '/w $& ${HOME}',
      autostart: false,
      groups: ['g'],
      watch: [],
      warnings: [],
      launchHash: 'h',
    });
    for (const key of ['isolation', 'idleMs', 'watchRoot']) expect(made).not.toHaveProperty(key);
    expect(instanceOf(base('exclusive', { type: 'http', url: 'http://h/?w=${WORKSPACE}', headers: {} }), 'a~1', '/w').launch).toMatchObject(
      { url: 'http://h/?w=/w' },
    );
  });

  it('has the lowest number that is free', () => {
    const taken = new Set(['a~1', 'a~3']);
    expect(freeName('a', (name) => taken.has(name))).toBe('a~2');
  });

  it('a working folder that begins with the workspace is absolute by then', () => {
    expect(['${WORKSPACE}', '${WORKSPACE}/x', '${WORKSPACE:-/d}/x', 'x/${WORKSPACE}', '${WORKSPACES}'].map(isWorkspace)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
