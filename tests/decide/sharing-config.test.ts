// `idle` and `isolation` in the own config: where they count, and what becomes of `${WORKSPACE}`.
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../core/catalog/yaml-tree.ts';
import type { Outside } from '../../core/decide/definition.ts';
import { mergeConfig } from '../../core/decide/merge-config.ts';
import { readOwnConfig } from '../../core/decide/own-config.ts';

const outside: Outside = {
  lookup: (name) => ({ HOME: '/h' })[name],
  hash: (text) => text,
  isApproved: () => false,
  resolveFolder: (base, folder) => (folder.startsWith('/') ? folder : `${base}/${folder}`),
  runsIn: () => undefined,
  ownPorts: [],
};

async function read(text: string) {
  const parsed = await parseYaml(text);
  return 'tree' in parsed ? readOwnConfig(parsed.tree, '/cfg/roundhouse.yaml', '/cfg') : parsed;
}
async function definitionsOf(text: string) {
  const found = await read(text);
  if (!('config' in found)) throw new Error(JSON.stringify(found));
  const { definitions, layer } = mergeConfig(found.config, [], outside);
  return { layer, of: (name: string) => definitions.find((one) => one.name === name)! };
}
const complaintsOf = async (text: string) => {
  const found = await read(text);
  return 'complaints' in found ? found.complaints.map(({ message }) => message) : [];
};

describe('idle', () => {
  it('is a duration or never, of servers alone', async () => {
    const { of, layer } = await definitionsOf(`
defaults: { idle: 10m, isolation: exclusive }
servers:
  a: { command: x }
  b: { command: x, idle: never, isolation: shared }
  c: { url: "http://h/mcp", idle: 90s }
services:
  s: { command: x }
`);
    expect([of('a').idleMs, of('b').idleMs, of('c').idleMs]).toEqual([600_000, undefined, 90_000]);
    expect([of('a').isolation, of('b').isolation, of('c').isolation]).toEqual(['exclusive', undefined, 'exclusive']);
    expect(of('s')).not.toHaveProperty('idleMs');
    expect(of('s')).not.toHaveProperty('isolation');
    // and `config show` does not claim otherwise
    expect([...layer.values()].map(({ path }) => path.join('.')).filter((path) => /^services\.s\.(idle|isolation)/.test(path))).toEqual([]);
    expect((await definitionsOf('servers: { a: { command: x } }')).of('a')).not.toHaveProperty('idleMs');
  });

  it('is refused where it means nothing', async () => {
    expect(await complaintsOf('servers: { a: { command: x, idle: 10 } }')).toHaveLength(1);
    expect(await complaintsOf('servers: { a: { command: x, isolation: per-user } }')).toHaveLength(1);
    expect(await complaintsOf('services: { a: { command: x, idle: 10m } }')).toEqual(['unknown key "idle" in "services.a"']);
  });
});

describe('${WORKSPACE}', () => {
  it('waits for the client in a server that is not shared, whatever the environment says', async () => {
    const { of } = await definitionsOf(`
servers:
  a:
    command: [x, "\${WORKSPACE}", "\${WORKSPACE:-/d}", "\${HOME}"]
    env: { W: "\${WORKSPACE}/w" }
    cwd: "\${WORKSPACE}"
    isolation: per-workspace
  b: { command: x, cwd: sub, isolation: per-workspace }
`);
    expect(of('a').launch).toMatchObject({
      args: ['${WORKSPACE}', '${WORKSPACE:-/d}', '/h'],
      env: { W: '${WORKSPACE}/w' },
      cwd: '${WORKSPACE}',
    });
    expect(of('a').warnings).toEqual([]);
    expect(of('b').launch).toMatchObject({ cwd: '/cfg/sub' });
  });

  it('is a variable like any other in a shared one, which says so when it is not set', async () => {
    const { of } = await definitionsOf('servers: { a: { command: [x, "${WORKSPACE}"] }, b: { command: [x, "${WORKSPACE:-/d}"] } }');
    expect(of('a').warnings).toEqual([expect.stringContaining('set isolation: per-workspace')]);
    expect(of('b').launch).toMatchObject({ args: ['/d'] });
    expect(of('b').warnings).toEqual([]);
  });
});
