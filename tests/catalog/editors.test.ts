// Cursor and VS Code as sources: their files, their forms, and the variables that only they know.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CatalogOptions, createCatalog } from '../../core/catalog/create-catalog.ts';
import { type Env, places } from '../../core/places.ts';

let home: string;
let env: Env;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rh-editors-'));
  env = { HOME: home, ROUNDHOUSE_HOME: join(home, 'rh') };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function put(path: string, content: unknown): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
async function load(more: Partial<CatalogOptions> = {}) {
  const catalog = createCatalog({ places: places(env, 'linux'), env, platform: 'linux', approvals: { isApproved: () => false }, ...more });
  const state = await catalog.load();
  return { ...state, named: (name: string) => state.definitions.find((one) => one.name === name)!, imported: catalog.imported() };
}
const facts = ({ definitions }: Awaited<ReturnType<typeof load>>) =>
  definitions.map((one) => [one.name, one.approval, one.sources[0]!.client]);

describe('Cursor', () => {
  it('reads the user’s file at once and a project’s after approval', async () => {
    put('.cursor/mcp.json', { mcpServers: { a: { command: 'a' }, remote: { url: 'https://example.com/mcp' } } });
    put('shop/.cursor/mcp.json', { mcpServers: { b: { command: 'node', args: ['${workspaceFolder}/b.mjs', '${userHome}'] } } });
    const state = await load({ serveFolder: join(home, 'shop') });
    expect(state.problems).toEqual([]);
    expect(facts(state)).toEqual([
      ['a', 'approved', 'cursor'],
      ['b', 'waiting', 'cursor'],
      ['remote', 'approved', 'cursor'],
    ]);
    expect(state.named('b').launch).toMatchObject({ args: [join(home, 'shop', 'b.mjs'), home] });
  });

  it('knows Cursor’s variables, and says what it cannot know', async () => {
    env.TOKEN = 'xyz';
    put('.cursor/mcp.json', {
      mcpServers: { a: { command: 'a', args: ['${command:pick}'], env: { T: '${env:TOKEN}', U: '${env:NOT_SET}' }, envFile: '.env' } },
    });
    const { launch, warnings } = (await load()).named('a');
    expect(launch).toMatchObject({ args: ['${command:pick}'], env: { T: 'xyz', U: '${NOT_SET}' } });
    expect(warnings).toEqual([
      expect.stringContaining('"envFile" is not read'),
      expect.stringContaining('${command:pick} is known to the editor alone'),
      expect.stringContaining('the variable NOT_SET is not set'),
    ]);
  });

  it('is left out by sources.cursor', async () => {
    put('.cursor/mcp.json', { mcpServers: { a: { command: 'a' } } });
    put('rh/roundhouse.yaml', 'sources: { cursor: false }\n');
    const state = await load();
    expect(state.problems).toEqual([]);
    expect(state.definitions).toEqual([]);
    expect(state.imported).toMatchObject([{ client: 'cursor', as: null, note: '"sources.cursor" is switched off' }]);
  });
});

describe('VS Code', () => {
  it.each([
    ['linux', '.config/Code/User/mcp.json'],
    ['darwin', 'Library/Application Support/Code/User/mcp.json'],
    ['win32', 'AppData/Roaming/Code/User/mcp.json'],
  ] as const)('reads the user’s mcp.json on %s, with comments and trailing commas', async (platform, path) => {
    put(path, '// mine\n{ "servers": { "a": { "type": "stdio", "command": "a", "env": { "N": null, "P": 8, }, }, }, }');
    const state = await load({ platform });
    expect(state.problems).toEqual([]);
    expect(state.named('a')).toMatchObject({ approval: 'approved', launch: { command: 'a', env: { P: '8' } } });
  });

  it('a workspace’s file waits, and comes after the user’s own', async () => {
    put('.config/Code/User/mcp.json', { servers: { a: { command: 'mine' } } });
    put('shop/.vscode/mcp.json', { servers: { a: { command: 'theirs' }, sse: { type: 'sse', url: 'https://example.com/sse' } } });
    const state = await load({ serveFolder: join(home, 'shop') });
    expect(facts(state)).toEqual([
      ['a', 'approved', 'vscode'],
      ['a@vscode', 'waiting', 'vscode'],
      ['sse', 'waiting', 'vscode'],
    ]);
    expect(state.named('sse').launch).toMatchObject({ type: 'sse' });
  });

  it('gets what the editor would ask for from the environment or a file, or says how', async () => {
    put('.config/Code/User/mcp.json', {
      inputs: [
        { type: 'promptString', id: 'git-token', description: 'Token', password: true, default: 'never' },
        { type: 'pickString', id: 'region', description: 'Region', options: ['eu', 'us'], default: 'eu' },
        { type: 'promptString', id: 'home', description: 'not HOME' },
      ],
      servers: { a: { command: 'a', env: { T: '${input:git-token}', R: '${input:region}', H: '${input:home}' } } },
    });
    const asked = await load();
    expect(asked.named('a').launch).toMatchObject({ env: { R: 'eu', T: '${INPUT_GIT_TOKEN}', H: '${INPUT_HOME}' } });
    expect(asked.named('a').warnings).toEqual([
      expect.stringMatching(/set INPUT_GIT_TOKEN, or INPUT_GIT_TOKEN_FILE to a file/),
      expect.stringMatching(/set INPUT_HOME, /),
    ]);
    env.INPUT_GIT_TOKEN_FILE = put('token', 'from a file\n');
    env.INPUT_HOME = 'here';
    const given = (await load()).named('a');
    expect(given.launch).toMatchObject({ env: { T: 'from a file', R: 'eu', H: 'here' } });
    expect(given.warnings).toEqual([]);
  });

  it('takes its place after Claude Desktop and before others', async () => {
    put('.config/Claude/claude_desktop_config.json', { mcpServers: { a: { command: '1' } } });
    put('.cursor/mcp.json', { mcpServers: { a: { command: '2' } } });
    put('.config/Code/User/mcp.json', { servers: { a: { command: '3' } } });
    expect(facts(await load()).map(([name]) => name)).toEqual(['a', 'a@cursor', 'a@vscode']);
  });

  it('says what is wrong with a file of another form', async () => {
    put('.config/Code/User/mcp.json', { servers: ['a'] });
    expect((await load()).problems).toMatchObject([{ message: '"servers" must be a map, not a list' }]);
  });
});
