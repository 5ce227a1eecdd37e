import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../core/catalog/yaml-tree.ts';
import { readGateway } from '../../core/decide/gateway-config.ts';
import { readOwnConfig } from '../../core/decide/own-config.ts';

async function read(yaml: string) {
  const parsed = await parseYaml(yaml);
  if (!('tree' in parsed)) throw new Error('not YAML');
  const own = readOwnConfig(parsed.tree, 'roundhouse.yaml', '/home');
  return 'config' in own ? readGateway(own.config.settings) : own.complaints.map(({ message, next }) => `${message} ${next ?? ''}`.trim());
}

describe('the gateway part of the config', () => {
  it('takes a profile without rules for one that shows everything', async () => {
    const profiles = [
      { name: 'all', management: false },
      { name: 'none-but-key', management: false },
    ];
    expect(await read('gateway: { profiles: { all: {}, none-but-key: } }')).toMatchObject({ profiles });
  });

  it('reads profiles and prefixes', async () => {
    const yaml =
      'gateway:\n  profiles:\n    work: { servers: [github], tools: { deny: ["github.delete_*"] } }\n    all: { management: true }\n  prefix: { memory: mem, plain: "" }\n';
    expect(await read(yaml)).toEqual({
      profiles: [
        { name: 'work', servers: ['github'], tools: { deny: ['github.delete_*'] }, management: false },
        { name: 'all', management: true },
      ],
      prefixes: { memory: 'mem', plain: '' },
      record: { arguments: false },
      tools: {},
      clients: {},
    });
  });

  it('reads what was made of single tools', async () => {
    const yaml = 'gateway: { tools: { "files.read": { name: look }, "a.b.c": { hidden: true }, "x.y": { hidden: false } } }';
    expect(await read(yaml)).toMatchObject({ tools: { 'files.read': { name: 'look' }, 'a.b.c': { hidden: true }, 'x.y': {} } });
  });

  it('reads who is shown how much', async () => {
    const yaml =
      'gateway: { profiles: { few: { surface: lazy } }, clients: { cursor: { surface: lazy }, "my laptop": { profile: few, surface: full } } }';
    expect(await read(yaml)).toMatchObject({
      profiles: [{ name: 'few', surface: 'lazy' }],
      clients: { cursor: { surface: 'lazy' }, 'my laptop': { profile: 'few', surface: 'full' } },
    });
    expect(await read('gateway: { clients: { cursor: { surface: lzay } } }')).toEqual([expect.stringMatching(/"full" or "lazy"/)]);
    expect(await read('gateway: { profiles: { few: {} }, clients: { cursor: { profile: feww } } }')).toEqual([
      '"gateway.clients.cursor" gets the profile "feww", which is not defined Did you mean "few"?',
    ]);
    expect(await read('gateway: { clients: { a: { profile: ops }, b: { profile: default } } }')).toMatchObject({
      clients: { a: { profile: 'ops' } },
    });
  });

  it('an empty list of servers allows none: it is not the same as no list', async () => {
    expect(await read('gateway: { profiles: { none: { servers: [] } } }')).toMatchObject({ profiles: [{ name: 'none', servers: [] }] });
  });

  it('refuses what it does not know, with the nearest key, and the names that are built in', async () => {
    expect(await read('gateway: { profile: {} }')).toEqual([expect.stringMatching(/unknown key "profile".*Did you mean "profiles"/)]);
    expect(await read('gateway: { profiles: { default: {} } }')).toEqual(['the profile "default" is built in']);
    expect(await read('gateway: { profiles: { "a/b": {} } }')).toEqual([expect.stringMatching(/a profile's name may hold/)]);
  });
});
