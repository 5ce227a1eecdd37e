// Real files, as editors, people and other programs leave them.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Definition } from '../../contract/server.ts';
import type { Catalog, CatalogState } from '../../core/catalog/catalog.ts';
import { type CatalogOptions, createCatalog } from '../../core/catalog/create-catalog.ts';
import { type Env, places } from '../../core/places.ts';

let home: string;
let env: Env;
const open: Catalog[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rh-catalog-'));
  env = { HOME: home, ROUNDHOUSE_HOME: join(home, 'rh') };
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((catalog) => catalog.close()));
  rmSync(home, { recursive: true, force: true });
});

function catalog(more: Partial<CatalogOptions> = {}): Catalog {
  const platform = more.platform ?? 'linux';
  const made = createCatalog({ places: places(env, 'linux'), env, platform, approvals: { isApproved: () => false }, ...more });
  open.push(made);
  return made;
}
function put(path: string, content: unknown): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2));
  return file;
}
const servers = (mcpServers: Record<string, unknown>) => ({ mcpServers });
const names = (state: CatalogState) => state.definitions.map((one) => one.name);
const named = (state: CatalogState, name: string): Definition => state.definitions.find((one) => one.name === name)!;

describe('where servers come from', () => {
  it('reads every client, and knows who may run at once', async () => {
    put('.mcp.json', servers({ a: { command: 'a' } }));
    put('.config/Claude/claude_desktop_config.json', servers({ b: { command: 'b', args: ['1'] } }));
    const project = join(home, 'work');
    put('work/.mcp.json', servers({ d: { command: './d.sh' } }));
    put('.claude.json', {
      ...servers({ c: { type: 'http', url: 'http://127.0.0.1:9/mcp', headers: { X: 'y' } } }),
      projects: { [project]: { mcpServers: { local: { command: 'npx', args: ['x', '.'] } }, history: [] }, 'not absolute': {} },
    });
    put('here/.mcp.json', servers({ e: { type: 'sse', url: 'https://example.com/sse' } }));
    const state = await catalog({ serveFolder: join(home, 'here') }).load();
    expect(state.problems).toEqual([]);
    const facts = state.definitions.map((one) => [one.name, one.kind, one.approval, one.sources[0]!.client]);
    expect(facts).toEqual([
      ['a', 'stdio', 'approved', 'mcp-json'],
      ['b', 'stdio', 'approved', 'claude-desktop'],
      ['c', 'http', 'approved', 'claude-code'],
      ['d', 'stdio', 'waiting', 'claude-code'],
      ['e', 'http', 'waiting', 'project'],
      ['local', 'stdio', 'approved', 'claude-code'],
    ]);
    expect(named(state, 'c').launch).toEqual({ type: 'http', url: 'http://127.0.0.1:9/mcp', headers: { X: 'y' } });
    expect(named(state, 'e').launch).toMatchObject({ type: 'sse' });
    // what names something in the project runs there; the rest is the same server everywhere
    expect(named(state, 'd').launch).toMatchObject({ cwd: project });
    expect(named(state, 'local').launch).toMatchObject({ cwd: project });
    expect(named(state, 'a').launch).toEqual({ type: 'stdio', command: 'a', args: [], env: {} });
  });

  it.each([
    ['darwin', 'Library/Application Support/Claude/claude_desktop_config.json'],
    ['win32', 'AppData/Roaming/Claude/claude_desktop_config.json'],
    ['win32', 'AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json'],
    ['linux', '.config/Claude/claude_desktop_config.json'],
  ] as const)('finds Claude Desktop on %s at %s', async (platform, path) => {
    put(path, servers({ desk: { command: 'x' } }));
    expect(names(await catalog({ platform }).load())).toEqual(['desk']);
  });

  it('honours the variables that move the folders', async () => {
    env = {
      ...env,
      XDG_CONFIG_HOME: join(home, 'xdg'),
      CLAUDE_CONFIG_DIR: join(home, 'cc'),
      APPDATA: join(home, 'ad'),
      LOCALAPPDATA: join(home, 'lad'),
    };
    put('xdg/Claude/claude_desktop_config.json', servers({ one: { command: 'x' } }));
    put('cc/.claude.json', servers({ two: { command: 'y' } }));
    put('ad/Claude/claude_desktop_config.json', servers({ three: { command: 'z' } }));
    put('lad/Packages/Claude_x/LocalCache/Roaming/Claude/claude_desktop_config.json', servers({ four: { command: 'w' } }));
    expect(names(await catalog().load())).toEqual(['one', 'two']);
    expect(names(await catalog({ platform: 'win32' }).load())).toEqual(['four', 'three', 'two']);
  });

  it('reads a file once, whoever leads to it', async () => {
    put('.mcp.json', servers({ a: { command: 'x' }, b: { command: 'x' } }));
    put('.claude.json', { projects: { [home]: {} } });
    const state = await catalog({ serveFolder: home }).load();
    expect(state.definitions.map((one) => [one.name, one.approval, one.sources.length])).toEqual([
      ['a', 'approved', 1],
      ['b', 'approved', 1],
    ]);
  });

  it('switches clients off, and lists what they hold all the same', async () => {
    put('.mcp.json', servers({ a: { command: 'x', env: { TOKEN: 'abc' } }, me: { command: 'rh', args: ['connect'] } }));
    put('rh/roundhouse.yaml', 'sources: { mcp-json: false }\n');
    const off = catalog();
    expect(names(await off.load())).toEqual([]);
    expect(off.imported()).toMatchObject([
      { name: 'a', as: null, note: '"sources.mcp-json" is switched off' },
      { name: 'me', as: null },
    ]);
  });

  it('takes variables from the environment and from files, and never our own secrets', async () => {
    env = { ...env, TOKEN: 't0', ROUNDHOUSE_TOKEN: 'ours', SECRET_FILE: put('secret', 'from file\n'), PORT: '4747' };
    put(
      '.mcp.json',
      servers({
        a: {
          command: '${TOKEN}',
          args: ['${SECRET}', '${NO:-d}', '$TOKEN', '${NO}', '${ROUNDHOUSE_TOKEN}', '${PORT}'],
          env: { X: '${TOKEN}-${TOKEN}' },
        },
      }),
    );
    const { definitions } = await catalog().load();
    expect(definitions[0]!.launch).toMatchObject({
      command: 't0',
      args: ['from file', 'd', '$TOKEN', '${NO}', '${ROUNDHOUSE_TOKEN}', '${PORT}'],
      env: { X: 't0-t0' },
    });
    expect(definitions[0]!.warnings).toHaveLength(3);
  });
});

describe('files as they are found', () => {
  it.each([
    ['a byte order mark', '\uFEFF{"mcpServers": {"a": {"command": "x"}}}'],
    ['CRLF', '{\r\n"mcpServers": {\r\n"a": {"command": "x"}}}\r\n'],
    ['comments and trailing commas', '// mine\n{"mcpServers": {/* one */ "a": {"command": "x", "args": [],},},}'],
    ['UTF-16', Buffer.from('\uFEFF{"mcpServers": {"a": {"command": "x"}}}', 'utf16le')],
  ])('%s is fine', async (_what, content) => {
    put('.mcp.json', content);
    const state = await catalog().load();
    expect(names(state)).toEqual(['a']);
    expect(state.problems).toEqual([]);
  });

  it.each([
    ['half of it', '{\n  "mcpServers": {\n    "a": {"command": ', 3, 22, /value is expected/],
    ['a missing comma', '{\n "mcpServers": {\n  "a": {"command": "x"}\n  "b": {}\n }\n}', 4, 3, /comma/],
    ['nothing', '', 1, 1, /empty/],
    ['binary', Buffer.from([0x7b, 0xff, 0xfe, 0x00]), null, null, /not UTF-8/],
    ['six megabytes', `{"x": "${'y'.repeat(6e6)}"}`, null, null, /too large \(5\.7 MiB/],
    ['a hundred thousand brackets', '['.repeat(100_000), 1, 1, /nested too deeply|value is expected|missing/],
    ['a list', '[1]', 1, 1, /must be a map/],
    ['servers in a list', '{"mcpServers": []}', 1, 16, /"mcpServers" must be a map, not a list/],
    ['an entry without a command', '{"mcpServers": {"a": {"args": []}}}', 1, 17, /neither a "command" nor a "url"/],
    ['arguments that are none', '{"mcpServers": {"a": {"command": "x", "args": "y"}}}', 1, 47, /"args" must be a list/],
    [
      'a type that nobody knows',
      '{"mcpServers": {"a": {"type": "carrier-pigeon", "url": "http://x"}}}',
      1,
      31,
      /type "carrier-pigeon" is not known/,
    ],
    ['an address that is none', '{"mcpServers": {"a": {"url": "file:///etc/passwd"}}}', 1, 30, /must begin with http/],
  ])('%s is told with its place, and breaks nothing else', async (_what, content, line, column, message) => {
    put('.mcp.json', content);
    put('.claude.json', servers({ other: { command: 'y' } }));
    const state = await catalog().load();
    expect(names(state)).toEqual(['other']);
    expect(state.usable).toBe(true);
    expect(state.problems).toHaveLength(1);
    expect(state.problems[0]).toMatchObject({ file: join(home, '.mcp.json') });
    expect(state.problems[0]!.message).toMatch(message);
    if (line !== 1 || column !== 1) expect(state.problems[0]).toMatchObject({ line, column });
  });

  it('a folder or a broken link in its place is told', async () => {
    mkdirSync(join(home, '.mcp.json'));
    symlinkSync('.claude.json', join(home, '.claude.json'));
    const { problems } = await catalog().load();
    expect(problems.map((problem) => problem.message)).toEqual([
      expect.stringContaining('is not a file'),
      expect.stringContaining('leads back to itself'),
    ]);
  });

  it('a broken file, a broken entry and a deleted file keep what they said; an entry that is gone is gone', async () => {
    const file = put('.mcp.json', servers({ a: { command: 'x' }, b: { command: 'y' } }));
    const made = catalog();
    await made.load();
    put('.mcp.json', '{"mcpServers": {"a": {"comm');
    expect(await made.reload()).toMatchObject({ definitions: [{ name: 'a' }, { name: 'b' }], problems: [{ line: 1 }] });
    put('.mcp.json', servers({ a: { command: 7 }, c: { command: 'z' } }));
    const halfWrong = await made.reload();
    expect(names(halfWrong)).toEqual(['a', 'c']);
    expect(named(halfWrong, 'a').launch).toMatchObject({ command: 'x' });
    put('.mcp.json', servers({ c: { command: 'z' } }));
    expect(names(await made.reload())).toEqual(['c']);
    unlinkSync(file);
    const deleted = await made.reload();
    expect(names(deleted)).toEqual(['c']);
    expect(deleted.definitions[0]!.warnings).toEqual([expect.stringContaining('was deleted')]);
    expect(await made.reload()).toEqual(deleted);
    expect(names(await catalog().load())).toEqual([]);
  });
});

describe('a large file of a client', () => {
  const history = Array.from({ length: 2000 }, (_, index) => ({
    display: `prompt ${index} ${'x'.repeat(500)}`,
    more: { mcpServers: { no: {} } },
  }));
  const content = (name: string) =>
    JSON.stringify(
      {
        history,
        projects: { '/p': { history, mcpServers: { [name]: { command: 'x', args: [{ a: 1 }, 2].slice(1) } } } },
        mcpServers: { top: { command: 'y' } },
      },
      null,
      1,
    );

  it('is read where it matters, with the right places', async () => {
    put('.claude.json', content('local'));
    const made = catalog();
    expect(names(await made.load())).toEqual(['local', 'top']);
    const line =
      content('local')
        .split('\n')
        .findIndex((text) => text.includes('"y"')) + 1;
    expect(made.show().origins['servers.top.command']).toEqual({ file: join(home, '.claude.json'), line });
  });

  it('that ends in the middle of what does not matter keeps what it said', async () => {
    put('.claude.json', content('local'));
    const made = catalog();
    await made.load();
    for (const share of [0.1, 0.3, 0.6, 0.9]) {
      const text = content('changed');
      put('.claude.json', text.slice(0, Math.floor(text.length * share)));
      const state = await made.reload();
      expect(names(state)).toEqual(['local', 'top']);
      expect(state.problems).toHaveLength(1);
    }
    put('.claude.json', content('changed'));
    expect(await made.reload()).toMatchObject({ problems: [], definitions: [{ name: 'changed' }, { name: 'top' }] });
  });
});

describe('the own config', () => {
  it('invalid at the first start: nothing is started, and it goes on when mended', async () => {
    put('.mcp.json', servers({ a: { command: 'x' } }));
    put('rh/roundhouse.yaml', 'servers:\n  a:\n    autostrat: false\n');
    const made = catalog();
    const broken = await made.load();
    expect(broken).toMatchObject({ usable: false, definitions: [] });
    expect(broken.problems).toMatchObject([
      { file: join(home, 'rh/roundhouse.yaml'), line: 3, column: 5, next: 'Did you mean "autostart"?' },
    ]);
    put('rh/roundhouse.yaml', 'servers:\n  a:\n    autostart: false\n');
    expect(await made.reload()).toMatchObject({ usable: true, problems: [], definitions: [{ name: 'a', autostart: false }] });
  });

  it('invalid, emptied or deleted later: what it said stays in force', async () => {
    const file = put('rh/roundhouse.yaml', 'services:\n  web: { command: [x] }\n');
    const made = catalog();
    const good = await made.load();
    for (const broken of ['services:\n  web: { command: [x]\n', '', 'services: [1]\n', 'a: &a [*a]\n']) {
      put('rh/roundhouse.yaml', broken);
      const state = await made.reload();
      expect(state.definitions).toEqual(good.definitions);
      expect(state.usable).toBe(true);
      expect(state.problems.length).toBeGreaterThan(0);
    }
    unlinkSync(file);
    expect((await made.reload()).definitions).toEqual(good.definitions);
    put('rh/roundhouse.yaml', '{}\n');
    expect(await made.reload()).toMatchObject({ definitions: [], problems: [] });
  });

  it('emptied while it is saved: settings stay in force as servers do', async () => {
    put('rh/roundhouse.yaml', 'gateway: { tools: { "a.b": { hidden: true } } }\n');
    const made = catalog();
    await made.load();
    put('rh/roundhouse.yaml', '');
    expect((await made.reload()).settings.gateway.tools).toEqual({ 'a.b': { hidden: true } });
    put('rh/roundhouse.yaml', '{}\n');
    expect((await made.reload()).settings.gateway.tools).toEqual({});
  });

  it('is JSON too, and the second one is told to be unread', async () => {
    put('rh/roundhouse.json', '{ "servers": { "a": { "command": ["x", "y"] } } } // fine\n');
    const made = catalog();
    expect(named(await made.load(), 'a').launch).toMatchObject({ command: 'x', args: ['y'] });
    put('rh/roundhouse.yml', 'version: 1\n');
    expect(await made.reload()).toMatchObject({ definitions: [], problems: [{ file: join(home, 'rh/roundhouse.json') }] });
  });

  it('has to exist when it was named', async () => {
    const explicitConfig = join(home, 'no.yaml');
    const state = await catalog({ explicitConfig }).load();
    expect(state).toMatchObject({ usable: false, problems: [{ file: explicitConfig }] });
    put('no.yaml', 'servers: { a: { command: x } }\n');
    expect(names(await catalog({ explicitConfig }).load())).toEqual(['a']);
  });

  it('refuses bombs and tags quickly', async () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
    ];
    for (const text of [`${bomb.join('\n')}\n`, 'workflows: !!js/function "x"\n', 'a: 1\na: 2\n']) {
      put('rh/roundhouse.yaml', text);
      const began = performance.now();
      const state = await catalog().load();
      expect(state.usable).toBe(false);
      expect(performance.now() - began).toBeLessThan(1000);
    }
  });

  it('settles folders, ports and watch patterns from where it lies', async () => {
    put(
      'proj/roundhouse.yaml',
      'services:\n  web:\n    command: [python3, "-m", http.server, "${PORT}"]\n    cwd: ./web\n    port: 8080\n    health: { http: "http://localhost:${PORT}/" }\n    watch: ["web/**/*.py"]\n  auto: { command: [x, "${PORT}"], port: auto }\n',
    );
    const { definitions } = await catalog({ explicitConfig: join(home, 'proj/roundhouse.yaml') }).load();
    expect(definitions[1]).toMatchObject({
      launch: { args: ['-m', 'http.server', '8080'], cwd: join(home, 'proj/web'), env: { PORT: '8080' } },
      health: { http: 'http://localhost:8080/', intervalMs: 5000 },
      restart: { max: 5 },
      watchRoot: join(home, 'proj'),
      port: 8080,
    });
    expect(definitions[0]).toMatchObject({ launch: { args: ['${PORT}'], cwd: join(home, 'proj') }, port: 'auto', warnings: [] });
  });

  it('edited into a circle: what runs keeps its dependencies', async () => {
    put('rh/roundhouse.yaml', 'services:\n  a: { command: x }\n  b: { command: y, dependsOn: a }\n');
    const made = catalog();
    await made.load();
    put('rh/roundhouse.yaml', 'services:\n  a: { command: x, dependsOn: [b] }\n  b: { command: y, dependsOn: a }\n');
    const state = await made.reload();
    expect(state.definitions.map((one) => [one.name, one.dependsOn, one.refused])).toEqual([
      ['a', [], undefined],
      ['b', ['a'], undefined],
    ]);
    expect(state.problems[0]!.message).toContain('a → b → a');
    const fresh = await catalog().load();
    expect(fresh.definitions.map((one) => one.refused?.reason)).toEqual([
      expect.stringContaining('a → b → a'),
      expect.stringContaining('b → a → b'),
    ]);
  });

  it('shows values with their origin, and no secret', async () => {
    put(
      '.mcp.json',
      servers({
        a: { command: 'x', args: ['--api-key', 'hunter2secret'], env: { MY_TOKEN: 'abcdef', LEVEL: 'debug', REF: '${MY_TOKEN}' } },
      }),
    );
    put('rh/roundhouse.yaml', 'defaults:\n  limits: { cpu: 50 }\nservers:\n  a:\n    env: { OTHER_SECRET: "12345" }\n');
    const made = catalog();
    await made.load();
    const shown = made.show();
    expect(JSON.stringify(shown)).not.toMatch(/hunter2secret|abcdef|12345/);
    expect(shown.values).toMatchObject({
      servers: { a: { limits: { cpu: 50, memory: '1GiB' }, env: { LEVEL: 'debug', REF: '${MY_TOKEN}' } } },
    });
    expect(shown.origins['servers.a.limits.cpu']).toEqual({ file: join(home, 'rh/roundhouse.yaml'), line: 2 });
    expect(shown.origins['servers.a.limits.memory']).toEqual({ file: 'default', line: null });
    expect(shown.origins['servers.a.env.LEVEL']).toEqual({ file: join(home, '.mcp.json'), line: 11 });
    expect(JSON.stringify(made.imported())).not.toContain('hunter2secret');
  });
});

describe('hot reload', () => {
  async function watching(): Promise<{
    made: Catalog;
    change: (act: () => void, done: (state: CatalogState) => boolean) => Promise<number>;
  }> {
    const made = catalog();
    await made.load();
    await made.watch();
    const change = async (act: () => void, done: (state: CatalogState) => boolean) => {
      const began = performance.now();
      const seen = new Promise<number>((resolve) => made.onChange((state) => done(state) && resolve(performance.now() - began)));
      act();
      return await seen;
    };
    return { made, change };
  }
  const has =
    (...wanted: string[]) =>
    (state: CatalogState) =>
      names(state).join() === wanted.join();

  it('sees files that appear, are replaced, break, are mended, and lie behind links', async () => {
    const { change } = await watching();
    const took = [
      await change(() => put('.mcp.json', servers({ a: { command: 'x' } })), has('a')),
      await change(() => put('.mcp.json', servers({ b: { command: 'x' } })), has('b')),
      await change(() => renameSync(put('tmp', servers({ c: { command: 'x' } })), join(home, '.mcp.json')), has('c')),
      await change(() => renameSync(put('tmp', servers({ d: { command: 'x' } })), join(home, '.mcp.json')), has('d')),
      await change(
        () => put('.mcp.json', '{"mcp'),
        (state) => has('d')(state) && state.problems.length === 1,
      ),
      await change(
        () => put('.mcp.json', servers({ e: { command: 'x' } })),
        (state) => has('e')(state) && state.problems.length === 0,
      ),
      await change(() => put('rh/roundhouse.yaml', 'services: { s: { command: x } }\n'), has('e', 's')),
      await change(() => put('rh/roundhouse.yaml', 'services: { t: { command: x } }\n'), has('e', 't')),
      await change(() => put('.config/Claude/claude_desktop_config.json', servers({ f: { command: 'z' } })), has('e', 'f', 't')),
      await change(
        () => {
          put('dot/mcp.json', servers({ g: { command: 'x' } }));
          unlinkSync(join(home, '.mcp.json'));
          symlinkSync(join('dot', 'mcp.json'), join(home, '.mcp.json'));
        },
        has('f', 'g', 't'),
      ),
      await change(() => put('dot/mcp.json', servers({ h: { command: 'x' } })), has('f', 'h', 't')),
      await change(() => renameSync(put('dot/tmp', servers({ i: { command: 'x' } })), join(home, 'dot/mcp.json')), has('f', 'i', 't')),
    ];
    // a loaded machine may be late once or twice, never as a rule
    const sorted = took.sort((a, b) => a - b);
    expect(sorted[sorted.length >> 1]).toBeLessThan(500);
  });

  it('sees a project that Claude Code learns of, and forgets it with it', async () => {
    const { change } = await watching();
    put('p/.mcp.json', servers({ x: { command: 'x' } }));
    await change(() => put('.claude.json', { projects: { [join(home, 'p')]: {} } }), has('x'));
    await change(() => put('p/.mcp.json', servers({ y: { command: 'x' } })), has('y'));
    await change(() => put('.claude.json', { projects: {} }), has());
  });

  it('tells nobody of a write that changes nothing', async () => {
    put('.mcp.json', servers({ a: { command: 'x' } }));
    const { made, change } = await watching();
    let told = 0;
    made.onChange(() => told++);
    put('.mcp.json', `// a comment\n${JSON.stringify(servers({ a: { command: 'x' } }))}`);
    await change(() => put('.claude.json', servers({ b: { command: 'y' } })), has('a', 'b'));
    expect(told).toBe(1);
  });
});
