import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../core/catalog/yaml-tree.ts';
import { canonical } from '../../core/decide/canonical.ts';
import type { FoundEntry } from '../../core/decide/claims.ts';
import type { Outside } from '../../core/decide/definition.ts';
import { layerOf } from '../../core/decide/layer.ts';
import { type Merged, mergeConfig } from '../../core/decide/merge-config.ts';
import { type OwnConfig, readOwnConfig } from '../../core/decide/own-config.ts';
import type { Plain } from '../../core/decide/tree.ts';

const outside: Outside = {
  lookup: (name) => ({ TOKEN: 't', HOME: '/h' })[name],
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  isApproved: () => false,
  resolveFolder: (base, folder) => (folder.startsWith('/') ? folder : `${base}/${folder}`),
  runsIn: () => undefined,
  ownPorts: [4747],
};
async function own(text: string): Promise<OwnConfig> {
  const parsed = await parseYaml(text);
  const read = 'tree' in parsed ? readOwnConfig(parsed.tree, '/cfg/roundhouse.yaml', '/cfg') : parsed;
  if ('config' in read) return read.config;
  throw new Error(JSON.stringify(read.complaints));
}
function entry(client: string, name: string, values: { [key: string]: Plain }, more: Partial<FoundEntry> = {}): FoundEntry {
  const file = more.file ?? `/${client}.json`;
  return { client, name, line: 1, column: 1, layer: layerOf(values, file), trusted: true, folder: null, warnings: [], ...more, file };
}
const names = (merged: Merged) => merged.definitions.map((one) => one.name);
const fates = (merged: Merged) => merged.fates.map((fate) => [fate.entry.client, fate.entry.name, fate.as]);

describe('one server or two', () => {
  it('same spec: one server with several sources, whatever the order of keys and before or after expansion', () => {
    const merged = mergeConfig(
      null,
      [
        entry('claude-desktop', 'a', { command: 'x', env: { B: '2', A: 't' } }),
        entry('mcp-json', 'a', { env: { A: '${TOKEN}', B: '2' }, command: 'x', args: [] }),
        entry('claude-code', 'other', { command: 'x', env: { A: 't', B: '2' } }),
      ],
      outside,
    );
    expect(names(merged)).toEqual(['a']);
    expect(merged.definitions[0]!.sources.map((source) => source.client)).toEqual(['mcp-json', 'claude-code', 'claude-desktop']);
    expect(fates(merged)).toEqual([
      ['mcp-json', 'a', 'a'],
      ['claude-code', 'other', 'a'],
      ['claude-desktop', 'a', 'a'],
    ]);
  });

  it('two entries of one file stay two', () => {
    const merged = mergeConfig(null, [entry('mcp-json', 'a', { command: 'x' }), entry('mcp-json', 'b', { command: 'x' })], outside);
    expect(names(merged)).toEqual(['a', 'b']);
    expect(merged.definitions[0]!.launchHash).toBe(merged.definitions[1]!.launchHash);
  });

  it.each([
    ['arguments', { command: 'x', args: ['1'] }],
    ['their order', { command: 'x', args: ['b', 'a'] }],
    ['variables', { command: 'x', args: ['a', 'b'], env: { A: '1' } }],
    ['the folder', { command: 'x', args: ['a', 'b'], cwd: '/y' }],
    ['remote', { url: 'http://x/' }],
  ])('another spec (%s) is another server, and both say so', (_what, values) => {
    const merged = mergeConfig(
      null,
      [entry('claude-code', 'a', values), entry('mcp-json', 'a', { command: 'x', args: ['a', 'b'] })],
      outside,
    );
    expect(names(merged)).toEqual(['a', 'a@claude-code']);
    expect(merged.definitions[0]!.warnings).toEqual([expect.stringContaining('listed as "a@claude-code"')]);
    expect(merged.definitions[1]!.warnings).toEqual([expect.stringContaining('"a" is another server in mcp-json')]);
  });

  it('gives names away in the order of the sources, and each only once', () => {
    const project = (folder: string, command: string) => entry('project', 'a', { command }, { file: `${folder}/.mcp.json`, folder });
    const merged = mergeConfig(
      null,
      [
        project('/q', '5'),
        project('/p', '4'),
        entry('claude-desktop', 'a', { command: '3' }),
        entry('claude-code', 'a', { command: '2' }),
        entry('mcp-json', 'a', { command: '1' }),
      ],
      outside,
    );
    const commands = merged.definitions.map((one) => [one.name, 'command' in one.launch && one.launch.command]);
    expect(commands).toEqual([
      ['a', '1'],
      ['a@claude-code', '2'],
      ['a@claude-desktop', '3'],
      ['a@project', '5'],
      ['a@project-2', '4'],
    ]);
  });

  it("a project's file takes no name from the user's own", () => {
    const project = entry('claude-code', 'a', { command: 'theirs' }, { file: '/p/.mcp.json', folder: '/p', trusted: false });
    const merged = mergeConfig(null, [project, entry('claude-desktop', 'a', { command: 'mine' })], outside);
    expect(merged.definitions.map((one) => [one.name, one.approval])).toEqual([
      ['a', 'approved'],
      ['a@claude-code', 'waiting'],
    ]);
  });

  it('the own config comes first', async () => {
    const merged = mergeConfig(
      await own('servers: { a: { command: own }, b: { command: same } }'),
      [entry('mcp-json', 'a', { command: 'x' }), entry('mcp-json', 'b', { command: 'same' })],
      outside,
    );
    expect(names(merged)).toEqual(['a', 'a@mcp-json', 'b']);
    expect(merged.definitions[2]!.sources).toHaveLength(2);
  });

  it("a service and a client's server of one name: the server is refused", async () => {
    const merged = mergeConfig(await own('services: { web: { command: x } }'), [entry('mcp-json', 'web', { command: 'x' })], outside);
    expect(merged.definitions.map((one) => [one.name, one.kind])).toEqual([['web', 'service']]);
    expect(merged.problems).toMatchObject([{ file: '/mcp-json.json', message: '"web" is a service and a server of mcp-json' }]);
    expect(fates(merged)).toEqual([['mcp-json', 'web', null]]);
  });

  it("the engine's own name is given to nobody", () => {
    expect(names(mergeConfig(null, [entry('mcp-json', 'roundhouse', { command: 'x' })], outside))).toEqual(['roundhouse@mcp-json']);
  });

  const launches = fc.record({
    command: fc.constantFrom('x', 'y'),
    args: fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }),
    env: fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('1', '${TOKEN}')),
  });
  const found = fc.array(
    fc.record({
      client: fc.constantFrom('mcp-json', 'claude-code', 'claude-desktop', 'other'),
      name: fc.constantFrom('a', 'b', 'a@other', '__proto__'),
      launch: launches,
    }),
    { maxLength: 12 },
  );
  it('is deterministic, loses no entry, gives each name once, and does not mind the order of keys', () => {
    fc.assert(
      fc.property(found, (list) => {
        const entries = list.map(({ client, name, launch }, index) => entry(client, name, launch, { file: `/${client}/${index}` }));
        const turned = list.map(({ client, name, launch }, index) =>
          entry(
            client,
            name,
            { env: Object.fromEntries(Object.entries(launch.env).reverse()), args: launch.args, command: launch.command },
            { file: `/${client}/${index}` },
          ),
        );
        const merged = mergeConfig(null, entries, outside);
        expect(new Set(names(merged)).size).toBe(names(merged).length);
        expect(merged.fates).toHaveLength(entries.length);
        for (const fate of merged.fates) {
          const definition = merged.definitions.find((one) => one.name === fate.as)!;
          expect(definition.sources).toContainEqual({ client: fate.entry.client, file: fate.entry.file });
        }
        expect(canonical(mergeConfig(null, turned, outside).definitions)).toBe(canonical(merged.definitions));
      }),
    );
  });
});

describe('what is never started', () => {
  it.each<[string, { [key: string]: Plain }]>([
    ['the command', { command: '/usr/local/bin/roundhouse', args: ['connect'] }],
    ['its short name on Windows', { command: 'C:\\bin\\rh.cmd', args: ['connect'] }],
    ['npx', { command: 'npx', args: ['-y', 'roundhouse@latest', 'connect', '--client', 'x'] }],
    ['pnpm', { command: 'pnpm', args: ['dlx', 'roundhouse', 'connect'] }],
    ['its script', { command: '/usr/bin/node', args: ['/opt/roundhouse/scripts/roundhouse.mjs', 'connect'] }],
    ['its script, by a system’s name of Node', { command: '/usr/bin/nodejs', args: ['/opt/roundhouse/scripts/roundhouse.mjs', 'connect'] }],
    ['its build, by a Node with a number', { command: '/usr/bin/node24', args: ['/opt/roundhouse/dist/cli/main.js', 'connect'] }],
    ['its gateway', { url: 'http://localhost:4747/mcp' }],
    ['a profile of it', { url: 'http://127.0.0.1:4747/mcp/p/work', type: 'sse' }],
    ['a bridge to it', { command: 'npx', args: ['mcp-remote', 'http://[::1]:4747/mcp'] }],
  ])('Roundhouse itself: %s', (_what, values) => {
    const merged = mergeConfig(null, [entry('mcp-json', 'gw', values)], outside);
    expect(names(merged)).toEqual([]);
    expect(merged.fates).toMatchObject([{ as: null, note: 'this is Roundhouse itself' }]);
  });

  it.each<[string, { [key: string]: Plain }]>([
    ['another port', { url: 'http://localhost:4748/mcp' }],
    ['another path', { url: 'http://localhost:4747/other' }],
    ['another host', { url: 'http://example.com:4747/mcp' }],
    ['a name that begins the same', { command: 'roundhouse-mcp' }],
    ['an argument of that name', { command: 'npx', args: ['some-server', 'roundhouse'] }],
  ])('but not %s', (_what, values) => {
    expect(names(mergeConfig(null, [entry('mcp-json', 'gw', values)], outside))).toEqual(['gw']);
  });
});

describe('layers', () => {
  it('defaults, then those of the config, then the entry, then the overlay', async () => {
    const config = await own(
      'defaults: { restart: { max: 7 }, limits: { cpu: 50 } }\nservers: { a: { limits: { cpu: 60 }, env: { B: "2" }, group: g } }\nservices: { s: { command: x } }',
    );
    const { definitions, layer } = mergeConfig(config, [entry('mcp-json', 'a', { command: 'x', env: { A: '1' } })], outside);
    expect(definitions[0]).toMatchObject({
      launch: { env: { A: '1', B: '2' } },
      restart: { policy: 'on-failure', max: 7, backoff: { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.2 }, resetAfterMs: 600_000 },
      health: { intervalMs: 10_000, timeoutMs: 5000, failures: 3 },
      limits: { cpu: 60, memoryBytes: 1024 ** 3, action: 'warn' },
      stopGraceMs: 4000,
      startTimeoutMs: 120_000,
      groups: ['g'],
      autostart: true,
      enabled: true,
      approval: 'approved',
    });
    expect(definitions[1]).toMatchObject({ kind: 'service', restart: { max: 7 }, health: { intervalMs: 5000 } });
    const origin = (path: string) => layer.get(path.replaceAll('.', '\0'))?.origin;
    expect(origin('servers.a.limits.cpu')).toMatchObject({ file: '/cfg/roundhouse.yaml', line: 2 });
    expect(origin('servers.a.restart.max')).toMatchObject({ file: '/cfg/roundhouse.yaml', line: 1 });
    expect(origin('servers.a.env.A')).toMatchObject({ file: '/mcp-json.json' });
    expect(origin('servers.a.stop.grace')).toMatchObject({ file: 'default' });
  });

  it('limits of calls are the servers’ alone: nobody calls a service', async () => {
    const config = await own(
      'defaults: { calls: { timeout: 1m, maxResult: 2MiB } }\nservers: { a: { command: x, calls: { concurrency: 3 } }, b: { command: x, calls: { timeout: never } } }\nservices: { s: { command: x } }',
    );
    const { definitions, layer } = mergeConfig(config, [], outside);
    expect(definitions.map(({ calls }) => calls)).toEqual([
      { timeoutMs: 60_000, concurrency: 3, maxResultBytes: 2 * 2 ** 20 },
      { timeoutMs: null, concurrency: 256, maxResultBytes: 2 * 2 ** 20 },
      undefined,
    ]);
    const origin = (path: string) => layer.get(path.replaceAll('.', '\0'))?.origin.line;
    expect([origin('servers.a.calls.timeout'), origin('servers.a.calls.concurrency'), origin('services.s.calls.timeout')]).toEqual([
      1,
      2,
      undefined,
    ]);
    expect(mergeConfig(await own('servers: { a: { command: x } }'), [], outside).definitions[0]!.calls).toEqual({
      timeoutMs: null,
      concurrency: 256,
      maxResultBytes: 32 * 2 ** 20,
    });
  });

  it('services give up after 5, and unlimited is unlimited', async () => {
    const { definitions } = mergeConfig(
      await own('services: { a: { command: x }, b: { command: x, restart: { max: unlimited, backoff: { initial: 0s } } } }'),
      [],
      outside,
    );
    expect(definitions.map((one) => [one.restart.max, one.restart.backoff.initialMs])).toEqual([
      [5, 1000],
      [Number.POSITIVE_INFINITY, 0],
    ]);
  });

  it('an overlay reaches the server by the name that it has here, and one that reaches nobody is told', async () => {
    const config = await own('servers: { a@claude-code: { autostart: false }, b: { enabled: true }, c: { autostart: true } }');
    const merged = mergeConfig(
      config,
      [
        entry('mcp-json', 'a', { command: '1' }),
        entry('claude-code', 'a', { command: '2' }),
        entry('claude-desktop', 'b', { command: '1' }),
      ],
      outside,
    );
    expect(merged.definitions.map((one) => [one.name, one.autostart])).toEqual([
      ['a', true],
      ['a@claude-code', false],
    ]);
    expect(merged.problems.map((problem) => [problem.message.slice(0, 14), problem.next])).toEqual([
      ['the server "b"', 'It is listed as "a".'],
      ['the server "c"', 'Add a command or a url, or take it out.'],
    ]);
  });

  it('groups from the top level and from entries', async () => {
    const config = await own(
      'groups: { web: [a, nobody], all: b }\nservices: { a: { command: x, group: [web, back] }, b: { command: y, group: back } }',
    );
    const merged = mergeConfig(config, [], outside);
    expect(merged.settings.groups).toEqual({ web: ['a', 'nobody'], all: ['b'], back: ['a', 'b'] });
    expect(merged.definitions.map((one) => one.groups)).toEqual([
      ['web', 'back'],
      ['all', 'back'],
    ]);
    expect(merged.problems).toMatchObject([{ line: 1, message: 'the group "web" names "nobody", which nobody defines' }]);
  });

  it('`trust: ask` makes all ask, and what was approved is approved until its spec changes', async () => {
    const entries = [entry('mcp-json', 'a', { command: 'x' }), entry('project', 'p', { command: 'y' }, { trusted: false })];
    const approvals = (config: OwnConfig | null, isApproved: Outside['isApproved']) =>
      mergeConfig(config, entries, { ...outside, isApproved }).definitions.map((one) => one.approval);
    expect(approvals(null, () => false)).toEqual(['approved', 'waiting']);
    expect(approvals(await own('trust: ask'), () => false)).toEqual(['waiting', 'waiting']);
    const hash = mergeConfig(null, entries, outside).definitions[1]!.launchHash;
    expect(approvals(null, (name, asked) => name === 'p' && asked === hash)).toEqual(['approved', 'approved']);
    expect(
      mergeConfig(null, [...entries, entry('mcp-json', 'p2', { command: 'y' })], outside).definitions.find(
        (one) => one.sources.length === 2,
      )!.approval,
    ).toBe('approved');
  });

  it('a variable that is not set stays as it is written, with a warning', () => {
    const { definitions } = mergeConfig(
      null,
      [entry('mcp-json', 'a', { command: 'x', args: ['${NO}', '${NO:-}', '${TOKEN:-d}', '${NO:-${TOKEN}}', '${_R%/}'] })],
      outside,
    );
    expect(definitions[0]!.launch).toMatchObject({ args: ['${NO}', '', 't', '${TOKEN}', '${_R%/}'] });
    expect(definitions[0]!.warnings).toEqual(['the variable NO is not set, so its reference stays as it is written']);
  });

  it('an automatic port is left to the start', async () => {
    const { definitions } = mergeConfig(await own('services: { a: { command: [x, "--port=${PORT}"], port: auto } }'), [], outside);
    expect(definitions[0]).toMatchObject({ port: 'auto', launch: { args: ['--port=${PORT}'], env: {} }, warnings: [] });
  });
});

describe('dependencies that cannot be', () => {
  it('refuse only those who have them', async () => {
    const config = await own(
      'services:\n  a: { command: x, dependsOn: [b] }\n  b: { command: x, dependsOn: [c] }\n  c: { command: x, dependsOn: [a] }\n  d: { command: x, dependsOn: [d] }\n  e: { command: x, dependsOn: [mcp_serve] }\n  mcp_server: { command: x }\n  g: { command: x, dependsOn: a }\n',
    );
    const { definitions, problems } = mergeConfig(config, [], outside);
    expect(definitions.map((one) => [one.name, one.refused?.reason.replace(/.*[:(] ?/, '').replace(')', '')])).toEqual([
      ['a', 'a → b → c → a'],
      ['b', 'b → c → a → b'],
      ['c', 'c → a → b → c'],
      ['d', 'd → d'],
      ['e', 'e → mcp_serve'],
      ['g', undefined],
      ['mcp_server', undefined],
    ]);
    expect(problems.find((problem) => problem.line === 6)).toMatchObject({
      next: 'Did you mean "mcp_server"?',
      file: '/cfg/roundhouse.yaml',
    });
  });
});
