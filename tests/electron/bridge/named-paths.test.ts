// What may be shown in the file manager: exactly what the engine names, by links too, and nothing that only looks like it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../contract/client.ts';
import type { Answers } from '../../../electron/bridge/answer.ts';
import { desktopAnswers } from '../../../electron/bridge/answers.ts';
import { namedPath } from '../../../electron/bridge/named-paths.ts';
import { developmentLoginItem } from '../../../electron/login-item/login-item.ts';
import { LiveEngine } from '../../support/live-engine.ts';

describe('a named path', () => {
  let root: string;
  let named: string[];
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'rh-named-')));
    mkdirSync(join(root, 'logs'));
    for (const name of ['mcp.json', 'secret', 'logs/a.log']) writeFileSync(join(root, name), '');
    symlinkSync(join(root, 'mcp.json'), join(root, 'link.json'));
    symlinkSync(join(root, 'secret'), join(root, 'trap.json'));
    symlinkSync(root, join(root, 'self'));
    named = [join(root, 'mcp.json'), join(root, 'logs'), join(root, 'not-there.json'), 'default', ''];
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each<[string, string | null]>([
    ['mcp.json', 'mcp.json'],
    ['logs', 'logs'],
    ['logs/../mcp.json', 'mcp.json'],
    ['link.json', 'mcp.json'],
    ['self/mcp.json', 'mcp.json'],
    ['not-there.json', 'not-there.json'],
    ['logs/a.log', null],
    ['logs-of-others', null],
    ['mcp.json.bak', null],
    ['trap.json', null],
    ['secret', null],
    ['logs/../secret', null],
    ['.', null],
  ])('%s: %s', async (asked, found) => {
    expect(await namedPath(join(root, 'x', '..') + (asked === '.' ? '' : `/${asked}`), named)).toBe(
      found === null ? null : join(root, found),
    );
  });

  it.each(['mcp.json', './mcp.json', 'default', '', '~/.mcp.json'])('%j is no place', async (asked) => {
    expect(await namedPath(asked, named)).toBe(null);
  });

  it('on Windows letters are the same in any case, and nothing is looked up on the network for a path that nobody named', async () => {
    const looked: string[] = [];
    const real = async (path: string) => {
      looked.push(path);
      return path.toLowerCase();
    };
    const known = ['C:\\Users\\Kim\\.mcp.json', '\\\\files\\kim\\own.json'];
    expect(await namedPath('c:/users/kim/.MCP.json', known, 'win32', real)).toBe(known[0]);
    expect(await namedPath('\\\\FILES\\kim\\own.json', known, 'win32', real)).toBe(known[1]);
    for (const trap of ['\\\\evil\\share\\x', '//evil/share/x', '\\\\?\\UNC\\evil\\x', '\\\\.\\pipe\\x', '\\Users\\Kim\\.mcp.json']) {
      expect(await namedPath(trap, known, 'win32', real)).toBe(null);
    }
    expect(looked).toEqual([]);
  });

  it('whatever is asked, only a named one is shown', async () => {
    const piece = fc.constantFrom('..', '.', 'logs', 'mcp.json', 'self', 'trap.json', 'link.json', 'secret', '', 'a.log', '\0', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const found = await namedPath(`${root}/${pieces.join('/')}`, named);
        expect([null, ...named]).toContain(found);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('showing in the folder, by what a real engine names', () => {
  let engine: LiveEngine;
  let shown: string[];
  const dialogs: unknown[] = [];
  let answers: Answers;
  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: {}, config: 'version: 1\n' }).start();
    const client = createClient({ baseUrl: engine.url, token: engine.token, fetch: (url, init) => fetch(url, init), actor: 'ui' });
    shown = [];
    answers = desktopAnswers({
      window: () => null,
      dialog: {
        showOpenDialog: async (...given: unknown[]) => {
          dialogs.push(given.at(-1));
          return { canceled: dialogs.length > 2, filePaths: ['/picked'] };
        },
      },
      shell: { showItemInFolder: (path) => void shown.push(path) },
      engine: () => client,
      loginItem: developmentLoginItem,
      preferences: { get: () => null as never, set: () => null as never, trouble: () => null },
      notifications: { notifications: () => null as never, testNotification: () => null as never },
      updates: { updates: () => null as never, checkForUpdates: () => null as never, installUpdate: () => null as never },
    });
  });
  afterAll(() => engine?.close());

  it('shows the own config, a client’s file and the folder of logs', async () => {
    const wanted = [engine.configFile, engine.mcpFile, join(engine.home, 'logs'), join(engine.home, 'data')];
    for (const path of wanted) expect(await answers.showInFolder(path)).toBe(true);
    expect(shown).toEqual(wanted);
  });

  it('says so when it is not there any more', async () => {
    expect(await answers.showInFolder(join(engine.user, '.cursor', 'mcp.json'))).toBe(false);
  });

  it.each(['/etc/passwd', '/', '/tmp'])('refuses %s, which the engine does not name', async (path) => {
    shown.length = 0;
    await expect(answers.showInFolder(path)).rejects.toThrow(path);
    expect(shown).toEqual([]);
  });

  it('refuses the token, of which the page says the path alone', async () => {
    await expect(answers.showInFolder(join(engine.home, 'run', 'token'))).rejects.toThrow('shows those that it names');
  });

  it('lets a file be chosen, or a folder, or nothing', async () => {
    expect(await answers.pickFile({ title: 'Choose a file', extensions: ['json'] })).toBe('/picked');
    expect(await answers.pickFile({ title: 'Choose a folder', folder: true })).toBe('/picked');
    expect(await answers.pickFile({ title: 'Choose a file' })).toBe(null);
    expect(dialogs).toEqual([
      {
        title: 'Choose a file',
        properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
        filters: [
          { name: 'Choose a file', extensions: ['json'] },
          { name: 'All files', extensions: ['*'] },
        ],
      },
      { title: 'Choose a folder', properties: ['openDirectory', 'showHiddenFiles', 'dontAddToRecent'], filters: [] },
      { title: 'Choose a file', properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'], filters: [] },
    ]);
  });
});
