import { describe, expect, it } from 'vitest';
import {
  blamed,
  type Change,
  changed,
  draftKey,
  editsOf,
  formOf,
  kept,
  noDraft,
  plainOf,
  sizeOf,
} from '../../renderer/view/config-form.ts';

const own = '/home/a/roundhouse.yaml';
const config = {
  path: own,
  values: {
    servers: {
      shop: {
        command: 'node',
        args: ['a.mjs', '--token', '******'],
        env: { API_TOKEN: '******', URL: 'postgres://dev:******@db', 'A.B': '1' },
        restart: { policy: 'on-failure', max: 2 },
        autostart: true,
        dependsOn: ['db', 'cache'],
        oauth: { clientId: 'x' },
      },
    },
  },
  origins: {
    'defaults.restart.max': { file: own, line: 2 },
    'servers.shop.command': { file: '/home/a/.mcp.json', line: 4 },
    'servers.shop.restart.max': { file: own, line: 2 },
    'servers.shop.restart.policy': { file: 'default', line: null },
    'servers.shop.autostart': { file: own, line: 9 },
    'servers.shop.env.A.B': { file: own, line: 10 },
  },
};
const field = (key: string) =>
  formOf(config, 'shop', 'stdio')
    .groups.flatMap(({ fields }) => fields)
    .find((one) => one.key === key);

describe('fields', () => {
  it('say what is, and where it is written: here, for all, in a client’s file, or nowhere', () => {
    expect(field('args')).toMatchObject({ value: 'a.mjs\n--token\n******', kind: 'words' });
    expect(field('dependsOn')).toMatchObject({ value: 'db, cache' });
    expect(field('autostart')!.origin).toEqual({ file: own, line: 9, own: true });
    expect(field('restart.max')!.origin).toEqual({ file: own, line: 2, own: false });
    expect(field('restart.policy')!.origin.file).toBeNull();
    expect(field('command')!.origin).toMatchObject({ file: '/home/a/.mcp.json', own: false });
    expect(field('url')).toBeUndefined();
  });

  it('know secrets, and leave nothing out', () => {
    const { variables, rest, isOwn } = formOf(config, 'shop', 'stdio');
    expect(variables.list.map(({ name, secret }) => [name, secret])).toEqual([
      ['API_TOKEN', true],
      ['URL', true],
      ['A.B', false],
    ]);
    expect(variables.list[2]!.origin.own).toBe(true);
    expect(rest.map(({ key }) => key)).toEqual(['oauth.clientId']);
    expect(isOwn).toBe(false);
    expect(formOf(config, 'constructor', 'stdio').rest).toEqual([]);
  });
});

describe('changes', () => {
  const change = (key: string, text: string | null): Change => {
    const { path, kind } = field(key)!;
    return { path, kind, text };
  };
  it('become edits in the words of the config', () => {
    let draft = noDraft;
    for (const [key, text] of [
      ['restart.max', '5'],
      ['args', 'b.mjs\n\n••••••••'],
      ['dependsOn', 'db , '],
      ['autostart', 'false'],
      ['idle', ' 5m '],
      ['cwd', ''],
      ['restart.policy', null],
    ] as const)
      draft = changed(draft, change(key, text), field(key)!.value);
    draft = { ...draft, added: [{ id: 1, name: 'NEW', value: '' }] };
    expect(editsOf(draft, formOf(config, 'shop', 'stdio')).map(({ path, value }) => [path.slice(2).join('.'), value])).toEqual([
      ['restart.max', 5],
      ['args', ['b.mjs', '******']],
      ['dependsOn', ['db']],
      ['autostart', false],
      ['idle', '5m'],
      ['restart.policy', null],
      ['env.NEW', ''],
    ]);
    expect(sizeOf(draft)).toBe(7);
    expect(sizeOf(kept(draft, field('idle')!.path))).toBe(6);
  });

  it('are none when the field says what it said', () => {
    const draft = changed(noDraft, change('restart.max', '5'), '2');
    expect(sizeOf(changed(draft, change('restart.max', '2'), '2'))).toBe(0);
  });

  it('a number that is none goes to the engine as it was written', () => {
    expect(plainOf('unlimited', 'number')).toBe('unlimited');
    expect(plainOf('0.2', 'number')).toBe(0.2);
  });
});

it('a refusal is said at the field that it names', () => {
  const paths = ['restart.max', 'restart', 'env.A.B', 'args', 'dependsOn'].map((key) => ['servers', 'shop', ...key.split('.')]);
  expect(blamed('"servers.shop.restart.max" must be a number', paths)).toBe(draftKey(paths[0]!));
  expect(blamed('"servers.shop.args[2]" must be a text', paths)).toBe(draftKey(paths[3]!));
  expect(blamed('"shop" depends on "x", which nobody defines.', paths)).toBe(draftKey(paths[4]!));
  expect(blamed('the server "shop" has a command and a url', paths)).toBeNull();
});
