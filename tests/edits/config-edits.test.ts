// Changes of the own config: what is written, what is refused, what is shown, and that each can be taken back to the byte.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Problem } from '../../contract/server.ts';
import { createConfigEdits } from '../../core/edits/config-edits.ts';
import type { Wish } from '../../core/edits/plan-edit.ts';
import { openUndoRecords } from '../../core/edits/undo-records.ts';

let folder: string;
let file: string;
let published: { message: string; data: object }[];
let found: Problem[];
let reloads = 0;
let minutes = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-edits-'));
  file = join(folder, 'roundhouse.yaml');
  published = [];
  found = [];
  reloads = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () =>
  createConfigEdits({
    file: () => file,
    records: openUndoRecords(join(folder, 'data')),
    newProblems: async () => found,
    reload: async () => void reloads++,
    publish: (message, data) => published.push({ message, data }),
    now: () => new Date(Date.parse('2026-11-21T12:00:00Z') + 60_000 * ++minutes),
  });
const set = (path: string, value: unknown): Wish => ({ path: path.split('.'), value });
const read = () => readFileSync(file, 'utf8');
const edit = async (...wishes: Wish[]) => await open().apply(wishes, undefined, 'ui');

const written = `# mine
version: 1
servers:
    # the first
    one:
        command:   node   # runs it
        args: [a.mjs,  "--port",  '80']
        env:
            A: "1"
            API_TOKEN: sk-live-1234567890abcdef
        restart: { policy: always,  max: 3 }
    two: {url: "http://127.0.0.1:9/mcp", autostart: true}
    three:
        args:
            - x   # first
            # and then
            - y
`;

describe('what is written', () => {
  const cases: [string, Wish[], string, string][] = [
    ['a number in a flow map', [set('servers.one.restart.max', 5)], 'max: 3', 'max: 5'],
    ['a word in place of a number', [set('servers.one.restart.max', 'unlimited')], 'max: 3', 'max: unlimited'],
    ['a quoted text keeps its quotes', [set('servers.one.env.A', '2: "b"')], '"1"', '"2: \\"b\\""'],
    ['a text that looks like a number', [set('servers.one.command', '7')], 'node   #', '"7"   #'],
    ['one argument of several', [set('servers.one.args', ['a.mjs', '--port', '81'])], "'80'", "'81'"],
    ['another number of arguments', [set('servers.one.args', ['b, c'])], `[a.mjs,  "--port",  '80']`, '["b, c"]'],
    ['one item of a block list, with its comments', [set('servers.three.args', ['x', 'z'])], '- y', '- z'],
    [
      'a shorter block list',
      [set('servers.three.args', ['y'])],
      `            - x   # first\n            # and then\n            - y`,
      '            - y',
    ],
    ['a new section', [set('servers.one.health.interval', '5s')], 'max: 3 }\n', 'max: 3 }\n        health:\n            interval: 5s\n'],
    ['a key of a flow map is taken away', [set('servers.two.autostart', null)], ', autostart: true', ''],
    [
      'a section goes with its last key',
      [set('servers.one.restart.max', null), set('servers.one.restart.policy', null)],
      '        restart: { policy: always,  max: 3 }\n',
      '',
    ],
    [
      'an entry goes whole',
      [set('servers.one', null)],
      written.slice(written.indexOf('    # the first\n') + 16, written.indexOf('    two:')),
      '',
    ],
    [
      'a command in place of a url',
      [set('servers.two.url', null), set('servers.two.command', 'sh')],
      'url: "http://127.0.0.1:9/mcp", autostart: true',
      'command: sh, autostart: true',
    ],
  ];
  it.each(cases)('%s', async (_what, wishes, before, after) => {
    writeFileSync(file, written);
    const result = await edit(...wishes);
    expect(read()).toBe(written.replace(before, () => after));
    expect(result.changed).toBe(true);
    await open().undo(result.undo!, 'ui');
    expect(read()).toBe(written);
  });

  it('an overlay for a server of another file, in a file that is made for it and goes again', async () => {
    const { undo, diff } = await edit(set('servers.files.autostart', false));
    expect(parse(read())).toEqual({ servers: { files: { autostart: false } } });
    expect(diff).toContain('--- /dev/null');
    await open().undo(undo!, 'ui');
    expect(existsSync(file)).toBe(false);
  });

  it('JSON as well', async () => {
    file = join(folder, 'roundhouse.json');
    const json = '{\n  // mine\n  "servers": {\n    "a": { "command": "sh",   "args": ["1"] }\n  }\n}\n';
    writeFileSync(file, json);
    const { undo } = await edit(set('servers.a.restart.max', 1), set('servers.a.args', ['2']));
    expect(read()).toContain('// mine');
    expect(JSON.parse(read().replace('// mine', ''))).toEqual({ servers: { a: { command: 'sh', args: ['2'], restart: { max: 1 } } } });
    await open().undo(undo!, 'ui');
    expect(read()).toBe(json);
  });

  it('nothing where it is so already, and says so', async () => {
    writeFileSync(file, written);
    const before = statSync(file).mtimeMs;
    expect(await edit(set('servers.one.restart.max', 3), set('servers.nobody.idle', null))).toMatchObject({
      changed: false,
      undo: null,
      diff: '',
    });
    expect(statSync(file).mtimeMs).toBe(before);
    expect(published).toEqual([]);
  });

  it('tells what was done once it is read again', async () => {
    writeFileSync(file, written);
    const { undo } = await edit(set('servers.one.restart.max', 5));
    expect(reloads).toBe(1);
    expect(published).toEqual([
      { message: 'roundhouse.yaml was edited: servers.one.restart.max', data: { file, keys: ['servers.one.restart.max'], undo, by: 'ui' } },
    ]);
  });
});

describe('what is refused', () => {
  it.each([
    [set('servers.one.restart.max', 'many'), /"servers\.one\.restart\.max" must be a whole number/],
    [set('servers.one.health.interval', 5), /"servers\.one\.health\.interval" must be a duration.*5s/],
    [set('servers.one.restrat.max', 5), /unknown key "restrat".*Did you mean "restart"/],
    [set('servers.two.command', 'sh'), /has a command and a url/],
    [set('groups.web.0', 'x'), /must be|cannot be changed/],
    [set('servers.one.env.A', { deep: 1 }), /"servers\.one\.env\.A" must be a text or a number/],
    [set('servers.one.env.API_TOKEN', '******1'), /stands for a secret/],
    [set('servers.one.restart', undefined), /has no value/],
  ])('%j', async (wish, reason) => {
    writeFileSync(file, written);
    await expect(edit(wish)).rejects.toThrow(reason);
    await expect(edit(wish)).rejects.toMatchObject({ code: expect.stringMatching(/bad-request|config-invalid/) });
    expect(read()).toBe(written);
    expect(readdirSync(folder)).toEqual(['roundhouse.yaml']);
  });

  it('a file that is wrong already', async () => {
    writeFileSync(file, 'servers: [');
    await expect(edit(set('servers.a.command', 'x'))).rejects.toThrow(/roundhouse\.yaml:1:\d+ .*Mend it first/);
  });

  it('what would make a circle, and a dependency that nobody defines', async () => {
    writeFileSync(file, written);
    found = [{ file, line: 1, column: 1, message: '"one" depends on itself: one → one', next: 'Take one out.' }];
    await expect(edit(set('servers.one.autostart', true))).rejects.toThrow('"one" depends on itself: one → one. Take one out.');
    found = [{ file, line: 1, column: 1, message: '"one" depends on "x", which nobody defines', next: null, level: 'warning' }];
    await expect(edit(set('servers.one.dependsOn', ['x']))).rejects.toThrow(/nobody defines/);
    const { notes } = await edit(set('servers.one.autostart', true));
    expect(notes).toEqual(['"one" depends on "x", which nobody defines.']);
  });

  it('another change than the one that was looked at', async () => {
    writeFileSync(file, written);
    const wish = set('servers.one.restart.max', 5);
    const seen = await open().preview([wish]);
    expect(seen).toMatchObject({ changed: true, undo: null });
    expect(read()).toBe(written);
    writeFileSync(file, `${written}# and more\n`);
    await expect(open().apply([wish], seen.fingerprint, 'ui')).rejects.toMatchObject({ code: 'conflict' });
    expect(read()).toBe(`${written}# and more\n`);
    const again = await open().preview([wish]);
    await open().apply([wish], again.fingerprint, 'ui');
    expect(read()).toContain('max: 5');
  });
});

describe('secrets', () => {
  it('are masked in the diff, and come back from it as they are', async () => {
    const secret = 'sk-live-1234567890abcdef';
    writeFileSync(
      file,
      `servers:\n  a:\n    command: x\n    args: [--token, ${secret}, --port, "1"]\n    env: { KEY_ID: a, API_TOKEN: ${secret} }\n`,
    );
    const { diff, undo } = await edit(
      set('servers.a.args', ['--port', '2', '--token', '******']),
      set('servers.a.env.API_TOKEN', '******'),
    );
    expect(parse(read()).servers.a).toEqual({
      command: 'x',
      args: ['--port', '2', '--token', secret],
      env: { KEY_ID: 'a', API_TOKEN: secret },
    });
    expect(diff).toContain('+    args:');
    expect(diff).not.toContain(secret);
    expect(JSON.stringify(await open().list())).not.toContain(secret);
    const fresh = 'sk-live-fedcba0987654321';
    const other = await edit(set('servers.a.env.API_TOKEN', fresh));
    expect(other.diff).not.toMatch(new RegExp(`${fresh}|${secret}`));
    expect(read()).toContain(fresh);
    await open().undo(other.undo!, 'ui');
    await open()
      .undo(undo!, 'ui')
      .catch(() => {}); // changed since, by the undo of the other: the same bytes
    expect(read()).toContain(secret);
  });

  it('are in no sentence that refuses them', async () => {
    writeFileSync(file, 'servers:\n  a:\n    url: http://x/\n');
    const wish = set('servers.a.headers.Authorization', ['Bearer sk-live-1234567890abcdef']);
    await expect(edit(wish)).rejects.toThrow(/headers\.Authorization/);
    await expect(edit(wish)).rejects.not.toThrow(/1234567890abcdef/);
  });
});

describe('undo', () => {
  it('is refused when the file was changed since, and leaves it alone', async () => {
    writeFileSync(file, written);
    const { undo } = await edit(set('servers.one.restart.max', 5));
    writeFileSync(file, `${read()}# mine\n`);
    const now = read();
    await expect(open().undo(undo!, 'ui')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('changed since') });
    expect(read()).toBe(now);
    expect((await open().list()).map(({ isLast }) => isLast)).toEqual([false]);
    await expect(open().undo('../../roundhouse', 'ui')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('can be undone, and survives the engine', async () => {
    writeFileSync(file, written);
    const { undo } = await edit(set('servers.one.restart.max', 5));
    const changed = read();
    const back = await open().undo(undo!, 'cli');
    expect(read()).toBe(written);
    expect((await open().list()).map(({ by, keys, isLast }) => ({ by, keys, isLast }))).toEqual([
      { by: 'cli', keys: [], isLast: true },
      { by: 'ui', keys: ['servers.one.restart.max'], isLast: false },
    ]);
    await open().undo(back.undo!, 'ui');
    expect(read()).toBe(changed);
  });

  it('keeps a link a link and the mode as it was; the copies are nobody else’s to read', async () => {
    const real = join(folder, 'real.yaml');
    writeFileSync(real, written);
    chmodSync(real, 0o640);
    symlinkSync(real, file);
    const { undo } = await edit(set('servers.one.restart.max', 5));
    await open().undo(undo!, 'ui');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readFileSync(real, 'utf8')).toBe(written);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(join(folder, 'data'))) expect(statSync(join(folder, 'data', name)).mode & 0o777).toBe(0o600);
  });

  it('keeps the last fifty', async () => {
    writeFileSync(file, written);
    const edits = open();
    for (let max = 10; max < 65; max++) await edits.apply([set('servers.one.restart.max', max)], undefined, 'ui');
    expect(await edits.list()).toHaveLength(50);
    expect((await edits.list())[0]!.diff).toContain('max: 64');
  });

  it('gives back every byte, however the file is written', async () => {
    const line = fc.constantFrom('\n', '\r\n');
    const value = fc.oneof(fc.integer({ min: 0, max: 99 }), fc.constantFrom('unlimited'));
    const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => !text.includes('******'));
    const wish = fc.oneof(
      fc.tuple(fc.constantFrom('one', 'two', 'three', 'new'), value).map(([name, max]) => set(`servers.${name}.restart.max`, max)),
      fc
        .tuple(fc.constantFrom('one', 'two', 'three'), fc.array(word, { maxLength: 4 }))
        .map(([name, args]) => set(`servers.${name}.args`, args)),
      fc.tuple(fc.constantFrom('one', 'two'), word).map(([name, text]): Wish => ({ path: ['servers', name, 'env', 'B'], value: text })),
      fc.constantFrom('servers.one.env.A', 'servers.one', 'servers.two.autostart', 'servers.three.args').map((path) => set(path, null)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(wish, { minLength: 1, maxLength: 4 }),
        line,
        fc.constantFrom('', '\ufeff'),
        fc.boolean(),
        async (wishes, eol, bom, ends) => {
          const text = bom + (ends ? written : written.trimEnd()).replaceAll('\n', eol);
          writeFileSync(file, text);
          const result = await edit(...wishes).catch((error: { code?: string }) => {
            expect(['bad-request', 'config-invalid']).toContain(error.code);
            return null;
          });
          if (result?.undo) {
            // the rest of the file is as it was written
            expect(read()).toContain(`# mine${eol}version: 1${eol}`);
            await open().undo(result.undo, 'ui');
          }
          expect(read()).toBe(text);
        },
      ),
      { numRuns: 120 },
    );
  }, 30_000);
});
