import { expect, it } from 'vitest';
import type { ClientPreview, ClientView } from '../../contract/routes/clients.ts';
import { type Config, clashesOf, foundIn, placesOf, secretsIn } from '../../renderer/view/onboarding.ts';
import { type Choices, isKept, type Known, noChoices, tasksOf } from '../../renderer/view/onboarding-plan.ts';
import { view } from '../support/page-state.ts';

const mcp = { client: 'mcp-json', file: '/u/.mcp.json' };
const cursor = { client: 'cursor', file: '/u/.cursor/mcp.json' };
const shop = { client: 'claude-code', file: '/u/shop/.mcp.json' };
const entry = (from: typeof mcp, name: string, as: string | null = name, note: string | null = null) => ({
  ...from,
  name,
  as,
  note,
  command: `run ${as} of ${from.client}`,
});
const file = (from: typeof mcp, ok = true, exists = true) => ({ ...from, ok, exists });
const servers = [
  view('files', { sources: [mcp, cursor] }),
  view('github', { sources: [mcp] }),
  view('github@cursor', { sources: [cursor] }),
  view('db', { sources: [shop], state: 'disabled' }),
  view('old', { sources: [mcp], state: 'disabled' }),
  view('files-1', { instanceOf: 'files' }),
];
const config: Config = {
  path: '/h/roundhouse.yaml',
  files: [
    file({ client: 'roundhouse', file: '/h/roundhouse.yaml' }, true, false),
    file(mcp),
    file(cursor),
    file(shop),
    file({ client: 'vscode', file: '/u/code.json' }, false),
    file({ client: 'claude-desktop', file: '/u/no.json' }, true, false),
  ],
  values: {
    sources: { cursor: true },
    servers: {
      files: { env: { API_KEY: '******', NAME: 'x' }, args: ['--token', '******'] },
      old: { enabled: false },
      db: {},
    },
  },
  origins: {},
  defaults: { servers: { idle: 'never', restart: { policy: 'on-failure', max: 3 } }, services: {} },
  imported: [
    entry(mcp, 'files'),
    entry(mcp, 'github'),
    entry(mcp, 'old'),
    entry(mcp, 'roundhouse', null, 'this is Roundhouse itself'),
    entry(cursor, 'files', 'files'),
    entry(cursor, 'github', 'github@cursor', '"github" is taken by another server'),
    entry(shop, 'db'),
  ],
};
const problem = { file: '/u/code.json', line: 3, column: 1, message: 'a comma is expected here', next: null };
const places = placesOf(config, [problem], servers);
const found = foundIn(config, servers);
const client = (id: string, more: Partial<ClientView> = {}) =>
  ({ client: id, title: id, file: `/u/${id}`, installed: true, linked: false, ...more }) as ClientView;
const known = (more: Partial<Known> = {}): Known => ({
  config,
  places,
  found,
  clients: [],
  previews: new Map(),
  watchOnly: false,
  ...more,
});
const chosen = (more: Partial<Choices>): Choices => ({ ...noChoices, ...more });

it('a place is what is there, with its servers, and with what is wrong', () => {
  expect(places.map((place) => [place.title, place.servers, place.read, place.files.map((each) => each.problem?.line ?? null)])).toEqual([
    ['Your servers', 3, true, [null]],
    ['Cursor', 2, true, [null]],
    ['Claude Code', 1, true, [null]],
    ['VS Code', 0, true, [3]],
  ]);
});

it('a server says where it was found, whether it may run, and what waits for somebody', () => {
  expect(found.map(({ name, on, waiting, tags }) => [name, on, waiting, tags])).toEqual([
    ['db', false, 'run db of claude-code', ['shop']],
    ['files', true, null, ['Your servers', 'Cursor']],
    ['github', true, null, ['Your servers']],
    ['github@cursor', true, null, ['Cursor']],
    ['old', false, null, ['Your servers']],
  ]);
});

it('a name that means two servers is told apart from a server that two clients have', () => {
  expect(clashesOf(config, servers)).toEqual([
    {
      name: 'github',
      options: [
        { name: 'github', command: 'run github of mcp-json', ...mcp },
        { name: 'github@cursor', command: 'run github@cursor of cursor', ...cursor },
      ],
    },
  ]);
});

it('masked values are counted, one each', () => {
  expect(secretsIn(config)).toBe(2);
});

it('nothing is done that is so already', () => {
  expect(tasksOf(known(), noChoices)).toEqual([]);
  const same = chosen({ servers: { files: true, old: false }, sources: { cursor: true }, sleep: false, restart: true });
  expect(tasksOf(known(), same)).toEqual([]);
});

it('what was chosen is one change of the config, approvals, links, and the start', () => {
  const clients = [client('cursor'), client('code', { linked: true }), client('broken'), client('absent', { installed: false })];
  const previews = new Map([
    ['cursor', {} as ClientPreview],
    ['code', {} as ClientPreview],
  ]);
  const choices = chosen({
    servers: { files: false, db: true, old: true },
    clients: { code: false },
    sleep: true,
    restart: false,
  });
  expect(tasksOf(known({ clients, previews, watchOnly: true }), choices)).toEqual([
    {
      kind: 'config',
      edits: [
        { path: ['servers', 'files', 'enabled'], value: false },
        { path: ['servers', 'old', 'enabled'], value: true },
        { path: ['defaults', 'idle'], value: '10m' },
        { path: ['defaults', 'restart', 'policy'], value: 'never' },
      ],
    },
    { kind: 'approve', server: 'db' },
    { kind: 'link', client: 'cursor', title: 'cursor', file: '/u/cursor', move: true },
    { kind: 'unlink', client: 'code', title: 'code', file: '/u/code', move: true },
    { kind: 'run' },
  ]);
});

it('a file that is not read takes its servers along, and keeps its list when its client is linked', () => {
  const choices = chosen({ sources: { cursor: false }, servers: { 'github@cursor': false, files: false } });
  expect(found.filter((one) => isKept(one, places, choices)).map(({ name }) => name)).toEqual(['db', 'files', 'github', 'old']);
  const previews = new Map([['cursor', {} as ClientPreview]]);
  expect(tasksOf(known({ clients: [client('cursor')], previews }), choices)).toEqual([
    {
      kind: 'config',
      edits: [
        { path: ['sources', 'cursor'], value: false },
        { path: ['servers', 'files', 'enabled'], value: false },
      ],
    },
    { kind: 'link', client: 'cursor', title: 'cursor', file: '/u/cursor', move: false },
  ]);
});

it('folders are added to those that are looked in already, once each', () => {
  const before: Config = { ...config, values: { ...config.values, sources: { cursor: true, projects: ['~/a'] } } };
  const [task] = tasksOf(known({ config: before }), chosen({ folders: ['~/a', '~/b'] }));
  expect(task).toEqual({ kind: 'config', edits: [{ path: ['sources', 'projects'], value: ['~/a', '~/b'] }] });
  expect(tasksOf(known({ config: before }), chosen({ folders: ['~/a'] }))).toEqual([]);
});
