// Linking real files of clients, and taking it back. Long, because every client’s file has its own ways to go wrong, and all share one way to be staged.
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { carryOutLink } from '../../core/clients/carry-out.ts';
import { clientsFolder } from '../../core/clients/clients.ts';
import { knownClients, ownFileOf } from '../../core/clients/known-clients.ts';
import { planLink } from '../../core/clients/plan.ts';
import { openRecords } from '../../core/clients/records.ts';
import { type SomeClients, someClients } from './some-clients.ts';

let some: SomeClients;
beforeEach(async () => {
  some = await someClients();
});
afterEach(() => some.end());

const cursor = '.cursor/mcp.json';
const desktop = '.config/Claude/claude_desktop_config.json';
const view = async (client: string) => (await some.clients.list()).find((one) => one.client === client)!;
const names = () => some.catalog.current().definitions.map((one) => [one.name, one.sources.map((source) => source.client).join('+')]);

const written = `{
\t// mine
\t"mcpServers": {
\t\t"files": { "command": "npx", "args": ["-y", "files", "/home/me"] }, // here
\t\t"github": {
\t\t\t"command": "gh-mcp",
\t\t\t"env": { "GITHUB_TOKEN": "ghp_abcdefghijklmnopqrstuvwxyz012345" }
\t\t}
\t},
\t"big": 12345678901234567890
}`;

describe('linking', () => {
  it('knows which clients are there and what they hold', async () => {
    some.put(cursor, written);
    some.put('.claude/x', '');
    await some.catalog.reload();
    const list = await some.clients.list();
    expect(list.map((one) => [one.client, one.installed, one.linked])).toEqual([
      ['claude-desktop', false, false],
      ['claude-code', true, false],
      ['cursor', true, false],
      ['vscode', false, false],
    ]);
    expect((await view('cursor')).servers).toEqual([
      { name: 'files', as: 'files', command: 'npx -y files /home/me' },
      { name: 'github', as: 'github', command: 'gh-mcp' },
    ]);
    await expect(some.clients.link('vscode')).rejects.toThrow(/VS Code is not installed here/);
    await expect(some.clients.link('zed')).rejects.toThrow(/There is no client called “zed”/);
  });

  it('refuses a profile that nobody has, naming those that there are; one that was just written down is there', async () => {
    const file = some.put(cursor, written);
    for (const verb of ['link', 'preview'] as const) {
      const asked =
        verb === 'link' ? some.clients.link('cursor', { profile: 'fresh' }) : some.clients.preview('cursor', 'link', { profile: 'fresh' });
      await expect(asked).rejects.toThrow('There is no profile called “fresh”. There is: default, ops, work.');
    }
    expect(readFileSync(file, 'utf8')).toBe(written);
    some.put('rh/roundhouse.yaml', 'gateway: { profiles: { fresh: { servers: [x] } } }\n');
    expect((await some.clients.preview('cursor', 'link', { profile: 'fresh', move: false })).unchanged).toBe(false);
  });

  it('moves the servers over with their origin, and takes just those out', async () => {
    const file = some.put(cursor, written);
    some.put('rh/roundhouse.yaml', '# own\nversion: 1\nservers:\n  files: { autostart: false } # adjusted\n');
    await some.catalog.reload();
    const result = await some.clients.link('cursor', { profile: 'work' });
    expect(result).toMatchObject({
      unchanged: false,
      moves: [
        { name: 'files', as: 'files' },
        { name: 'github', as: 'github' },
      ],
    });
    expect(some.read(cursor)).toBe(`{
\t// mine
\t"mcpServers": {
\t\t// here
\t\t"roundhouse": {
\t\t\t"command": ${JSON.stringify(process.execPath)},
\t\t\t"args": [
\t\t\t\t${JSON.stringify(join(some.home, 'roundhouse.mjs'))},
\t\t\t\t"connect",
\t\t\t\t"--client",
\t\t\t\t"cursor",
\t\t\t\t"--profile",
\t\t\t\t"work"
\t\t\t],
\t\t\t"env": {
\t\t\t\t"ROUNDHOUSE_HOME": ${JSON.stringify(join(some.home, 'rh'))}
\t\t\t}
\t\t}
\t},
\t"big": 12345678901234567890
}`);
    const own = some.read('rh/roundhouse.yaml');
    expect(parse(own).servers).toEqual({
      files: { autostart: false, command: 'npx', args: ['-y', 'files', '/home/me'] },
      github: { command: 'gh-mcp', env: { GITHUB_TOKEN: 'ghp_abcdefghijklmnopqrstuvwxyz012345' } },
    });
    expect(own).toMatch(
      new RegExp(`^# own\n[\\s\\S]*# adjusted\n  # moved from Cursor \\(${file}\\) on \\d{4}-\\d\\d-\\d\\d\n  github:\n`),
    );
    expect(names()).toEqual([
      ['files', 'roundhouse'],
      ['github', 'roundhouse'],
    ]);
    expect(await view('cursor')).toMatchObject({ linked: true, profile: 'work', servers: [], warnings: [] });
    expect(readFileSync((await view('cursor')).backup!, 'utf8')).toBe(written);
    expect(some.published.map((one) => one.type)).toEqual(['client.linked']);
  });

  it('without moving adds one entry and nothing else, and again changes nothing', async () => {
    some.put(cursor, written);
    await some.clients.link('cursor', { move: false });
    expect(existsSync(some.own)).toBe(false);
    const linked = some.read(cursor);
    expect(linked.replace(/,\n\t\t"roundhouse": \{[\s\S]*?\n\t\t\}(?=\n\t\})/, '')).toBe(written);
    expect(await some.clients.link('cursor', { move: false })).toMatchObject({ unchanged: true });
    expect(some.read(cursor)).toBe(linked);
    expect(some.published).toHaveLength(1);
    await some.clients.unlink('cursor');
    expect(some.read(cursor)).toBe(written);
  });

  it('gives each client the entry that it takes', async () => {
    some.put('.config/Code/User/mcp.json', '{"servers":{}}');
    some.put('.claude.json', { numStartups: 5, projects: { '/p': { mcpServers: { local: { command: 'x' } } } } });
    some.put(desktop, { mcpServers: {} });
    for (const client of ['vscode', 'claude-code', 'claude-desktop']) await some.clients.link(client);
    const command = process.execPath;
    expect(JSON.parse(some.read('.config/Code/User/mcp.json')).servers.roundhouse).toMatchObject({ type: 'stdio', command });
    expect(JSON.parse(some.read('.claude.json'))).toMatchObject({
      numStartups: 5,
      // what belongs to one project stays there
      projects: { '/p': { mcpServers: { local: { command: 'x' } } } },
      mcpServers: {
        roundhouse: { type: 'stdio', command, args: [join(some.home, 'roundhouse.mjs'), 'connect', '--client', 'claude-code'] },
      },
    });
    expect(JSON.parse(some.read(desktop)).mcpServers.roundhouse).not.toHaveProperty('type');
    expect(some.catalog.current().definitions.map((one) => one.name)).toEqual(['local']);
  });

  it('creates the file of a client that has none yet, and takes it away again', async () => {
    some.put('.cursor/argv.json', {});
    await some.clients.link('cursor');
    expect(JSON.parse(some.read(cursor)).mcpServers).toHaveProperty('roundhouse');
    expect(statSync(join(some.home, cursor)).mode & 0o777).toBe(0o600);
    await some.clients.unlink('cursor');
    expect(existsSync(join(some.home, cursor))).toBe(false);
  });
});

describe('what goes over', () => {
  it('stays with its client when it would not run here as it does there', async () => {
    some.put('.config/Code/User/mcp.json', {
      inputs: [{ id: 'key', type: 'promptString' }],
      servers: {
        asks: { command: 'a', env: { KEY: '${input:key}' } },
        file: { command: 'b', envFile: '.env' },
        unset: { command: 'c', args: ['${NOWHERE}'] },
        broken: { args: [] },
        fine: { type: 'sse', url: 'https://example.com/${env:HOME}' },
      },
    });
    const preview = await some.clients.preview('vscode', 'link');
    expect(preview.moves).toEqual([{ name: 'fine', as: 'fine' }]);
    expect(preview.stays).toEqual([
      { name: 'broken', reason: 'Roundhouse cannot read it' },
      { name: 'asks', reason: expect.stringMatching(/set INPUT_KEY/) },
      { name: 'file', reason: expect.stringMatching(/"envFile" is not read/) },
      { name: 'unset', reason: 'it uses NOWHERE, which is not set where the engine runs' },
    ]);
    await some.clients.link('vscode');
    expect(Object.keys(JSON.parse(some.read('.config/Code/User/mcp.json')).servers)).toEqual([
      'asks',
      'file',
      'unset',
      'broken',
      'roundhouse',
    ]);
    expect(parse(some.read('rh/roundhouse.yaml')).servers).toEqual({ fine: { url: 'https://example.com/${HOME}', type: 'sse' } });
  });

  it('keeps the name that it has here, and its folder, and whether it is on', async () => {
    some.put('.mcp.json', { mcpServers: { a: { command: 'mine' } } });
    some.put(cursor, { mcpServers: { a: { command: 'theirs', cwd: 'sub' }, npm: { command: 'npm', args: ['start'], disabled: true } } });
    await some.catalog.reload();
    const before = some.catalog.current().definitions.map((one) => [one.name, one.enabled]);
    expect(await some.clients.link('cursor')).toMatchObject({
      moves: [
        { name: 'a', as: 'a@cursor' },
        { name: 'npm', as: 'npm' },
      ],
    });
    expect(parse(some.read('rh/roundhouse.yaml')).servers).toEqual({
      'a@cursor': { command: 'theirs', cwd: join(some.home, 'sub') },
      npm: { command: 'npm', args: ['start'], cwd: some.home, enabled: false },
    });
    expect(some.catalog.current().definitions.map((one) => [one.name, one.enabled])).toEqual(before);
  });

  it('is not written twice when the own config has it', async () => {
    some.put('rh/roundhouse.yaml', 'servers:\n  a:\n    command: [node, a.mjs]\n');
    some.put(cursor, { mcpServers: { a: { command: 'node', args: ['a.mjs'] }, b: { command: 'node', args: ['a.mjs'] } } });
    await some.catalog.reload();
    await some.clients.link('cursor');
    expect(parse(some.read('rh/roundhouse.yaml')).servers).toMatchObject({ a: { command: ['node', 'a.mjs'] } });
    expect(Object.keys(JSON.parse(some.read(cursor)).mcpServers)).toEqual(['roundhouse']);
    await some.clients.unlink('cursor');
    expect(some.read('rh/roundhouse.yaml')).toBe('servers:\n  a:\n    command: [node, a.mjs]\n');
  });
});

describe('unlinking', () => {
  it('gives back both files byte by byte', async () => {
    const bytes = Buffer.from(`\ufeff${written.replaceAll('\n', '\r\n')}`);
    some.put(cursor, bytes);
    some.put('rh/roundhouse.yaml', '# own\r\nservers: {}   # none\r\n');
    const own = some.bytes('rh/roundhouse.yaml');
    await some.catalog.reload();
    await some.clients.link('cursor');
    expect(some.bytes(cursor).equals(bytes)).toBe(false);
    expect(await some.clients.preview('cursor', 'unlink')).toMatchObject({
      verb: 'unlink',
      changes: [{ does: 'change' }, { does: 'change' }],
    });
    await some.clients.unlink('cursor');
    expect(some.bytes(cursor).equals(bytes)).toBe(true);
    expect(some.bytes('rh/roundhouse.yaml').equals(own)).toBe(true);
    expect(await view('cursor')).toMatchObject({ linked: false, warnings: [] });
    await expect(some.clients.unlink('cursor')).rejects.toThrow(/Cursor is not linked/);
  });

  it('takes only our entry out when the files went on, and puts the servers back', async () => {
    some.put(cursor, written);
    await some.catalog.reload();
    await some.clients.link('cursor');
    const changed = some.read(cursor).replace('"big": 12345678901234567890', '"big": 12345678901234567890, // more\n\t"new": [1.0]');
    some.put(cursor, changed);
    const own = some.read('rh/roundhouse.yaml');
    some.put(
      'rh/roundhouse.yaml',
      own.replace('servers:\n', 'servers:\n  later: { command: x } # later\n').replace('- files\n', '- files2\n'),
    );
    await some.catalog.reload();
    await some.clients.unlink('cursor');
    expect(some.read(cursor)).toBe(`{
\t// mine
\t"mcpServers": {
\t\t// here
\t\t"files": { "command": "npx", "args": ["-y", "files", "/home/me"] },
\t\t"github": {
\t\t\t"command": "gh-mcp",
\t\t\t"env": { "GITHUB_TOKEN": "ghp_abcdefghijklmnopqrstuvwxyz012345" }
\t\t}
\t},
\t"big": 12345678901234567890, // more
\t"new": [1.0]
}`);
    // what the user has changed since is theirs
    const left = some.read('rh/roundhouse.yaml');
    expect(parse(left).servers).toEqual({ later: { command: 'x' }, files: { command: 'npx', args: ['-y', 'files2', '/home/me'] } });
    expect(left).toContain('# later');
    expect(left.match(/# moved from/g)).toHaveLength(1);
  });

  it('still knows after two links what was there before the first', async () => {
    some.put(cursor, written);
    const before = some.bytes(cursor);
    await some.catalog.reload();
    await some.clients.link('cursor', { move: false });
    await some.clients.link('cursor', { profile: 'work' });
    await some.make().unlink('cursor');
    expect(some.bytes(cursor).equals(before)).toBe(true);
    expect(existsSync(some.own)).toBe(false);
  });

  it('gives the servers back after the client had wiped its file and was linked again', async () => {
    some.put(cursor, written);
    await some.catalog.reload();
    await some.clients.link('cursor');
    some.put(cursor, '{"mcpServers":{}}');
    await some.clients.link('cursor');
    await some.clients.unlink('cursor');
    expect(JSON.parse(some.read(cursor)).mcpServers).toEqual({
      files: { command: 'npx', args: ['-y', 'files', '/home/me'] },
      github: { command: 'gh-mcp', env: { GITHUB_TOKEN: 'ghp_abcdefghijklmnopqrstuvwxyz012345' } },
    });
    // it was made for them alone
    expect(existsSync(some.own)).toBe(false);
  });

  it('gives back all of it also when the engine was killed between the two files', async () => {
    some.put(cursor, written);
    some.put('rh/roundhouse.yaml', '# own\n');
    await some.catalog.reload();
    await some.clients.link('cursor');
    // as a kill leaves it: the copy is in the own config, the client's file is as it was, and the record is not closed
    const record = join(clientsFolder(some.at.data), 'cursor.json');
    some.put(cursor, written);
    writeFileSync(record, readFileSync(record, 'utf8').replace('"done": true', '"done": false'));
    await some.catalog.reload();
    expect(names()).toEqual([
      ['files', 'roundhouse+cursor'],
      ['github', 'roundhouse+cursor'],
    ]);
    const next = some.make();
    expect((await next.list()).find((one) => one.client === 'cursor')).toMatchObject({ linked: false, warnings: [] });
    await next.link('cursor');
    expect(Object.keys(parse(some.read('rh/roundhouse.yaml')).servers)).toEqual(['files', 'github']);
    await next.unlink('cursor');
    expect(some.read(cursor)).toBe(written);
    expect(some.read('rh/roundhouse.yaml')).toBe('# own\n');
  });

  it('leaves the rest to an entry that a person wrote by hand', async () => {
    some.put(cursor, { mcpServers: { roundhouse: { command: 'npx', args: ['roundhouse', 'connect'] }, a: { command: 'a' } } });
    expect(await view('cursor')).toMatchObject({ linked: true, linkedAt: null });
    await some.clients.unlink('cursor');
    expect(JSON.parse(some.read(cursor))).toEqual({ mcpServers: { a: { command: 'a' } } });
  });
});

describe('files of other programs', () => {
  it('keep their mode and stay links', async () => {
    const target = some.put('dotfiles/cursor.json', written);
    chmodSync(target, 0o640);
    some.put('.cursor/x', '');
    symlinkSync('../dotfiles/cursor.json', join(some.home, cursor));
    await some.clients.link('cursor', { move: false });
    expect(lstatSync(join(some.home, cursor)).isSymbolicLink()).toBe(true);
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(readFileSync(target, 'utf8')).toContain('"roundhouse"');
    await some.clients.unlink('cursor');
    expect(readFileSync(target, 'utf8')).toBe(written);
    expect(readdirSync(join(some.home, 'dotfiles'))).toEqual(['cursor.json']);
  });

  it.runIf(process.getuid?.() === 0)('keep their owner', async () => {
    const { chownSync } = await import('node:fs');
    const file = some.put(cursor, written);
    chownSync(file, 12_345, 23_456);
    await some.clients.link('cursor', { move: false });
    expect(statSync(file)).toMatchObject({ uid: 12_345, gid: 23_456 });
  });

  it('in UTF-16 stay in UTF-16', async () => {
    const bytes = Buffer.from(`\ufeff${written}`, 'utf16le');
    some.put(cursor, bytes);
    await some.clients.link('cursor', { move: false });
    const text = some.bytes(cursor).toString('utf16le');
    expect(text.startsWith('\ufeff{\n\t// mine')).toBe(true);
    expect(text).toContain('"roundhouse"');
    await some.clients.unlink('cursor');
    expect(some.bytes(cursor).equals(bytes)).toBe(true);
  });

  it.each([
    ['does not parse', '{"mcpServers": {', /not valid JSON at line 1.*Mend it first/],
    ['is empty', '', /is empty/],
    ['is not text', Buffer.from([0xff, 0x00, 0x80]), /not UTF-8/],
    ['has another server of our name', '{"mcpServers": {"roundhouse": {"command": "other"}}}', /that is not Roundhouse/],
    ['is linked by hand', '{"mcpServers": {"gate": {"url": "http://127.0.0.1:4747/mcp"}}}', /linked by hand already, as "gate"/],
  ])('are left alone when one %s', async (_what, content, why) => {
    some.put(cursor, content);
    const before = some.bytes(cursor);
    await expect(some.clients.preview('cursor', 'link')).rejects.toThrow(why);
    await expect(some.clients.link('cursor')).rejects.toThrow(why);
    expect(some.bytes(cursor).equals(before)).toBe(true);
    expect(existsSync(some.own)).toBe(false);
  });

  it('are left alone while the own config cannot be read', async () => {
    some.put(cursor, written);
    some.put('rh/roundhouse.yaml', 'servers: [oops\n');
    await expect(some.clients.link('cursor')).rejects.toThrow(/roundhouse\.yaml:\d+:\d+.*Mend it first/);
    expect(some.read(cursor)).toBe(written);
    await some.clients.link('cursor', { move: false });
    expect(some.read(cursor)).toContain('"roundhouse"');
  });
});

describe('somebody else writes meanwhile', () => {
  it('a change that is not the one that was shown is not made', async () => {
    some.put(cursor, written);
    const { fingerprint } = await some.clients.preview('cursor', 'link');
    some.put(cursor, written.replace('// mine', '// ours'));
    await expect(some.clients.link('cursor', { expect: fingerprint })).rejects.toThrow(/changed by somebody else/);
    expect(some.read(cursor)).toBe(written.replace('// mine', '// ours'));
    const again = await some.clients.preview('cursor', 'link');
    expect(await some.clients.link('cursor', { expect: again.fingerprint })).toMatchObject({ unchanged: false });
  });

  it('a write right before ours is never lost, and leaves nothing half-done', async () => {
    some.put(cursor, written);
    const { replaceFile, readBytes } = await import('../../core/clients/client-file.ts');
    const file = join(some.home, cursor);
    const before = await readBytes(file);
    for (let round = 0; round < 20; round++) {
      const theirs = written.replace('// mine', `// ${round}`);
      writeFileSync(`${file}.new`, theirs);
      renameSync(`${file}.new`, file);
      await expect(replaceFile(before, Buffer.from('{}'))).rejects.toThrow(/changed by somebody else/);
      expect(some.read(cursor)).toBe(theirs);
    }
    expect(readdirSync(join(some.home, '.cursor'))).toEqual(['mcp.json']);
  });

  it('links in the end when the file changes between looking and writing', async () => {
    some.put(cursor, written);
    let left = 2;
    const busy = await someClients({
      // asked in the middle of each attempt, between looking and writing
      now() {
        if (left-- > 0) busy.put(cursor, written.replace('// mine', `// ${left}`));
        return new Date();
      },
    });
    busy.put(cursor, written);
    expect(await busy.clients.link('cursor')).toMatchObject({ unchanged: false });
    expect(busy.read(cursor)).toMatch(/\/\/ 0[\s\S]*"roundhouse"/);
    await busy.end();
  });

  it('takes the own config back when the client’s file is another one by then', async () => {
    some.put('rh/roundhouse.yaml', '# own\n');
    const file = some.put(cursor, written);
    await some.catalog.reload();
    const client = knownClients.find((one) => one.id === 'cursor')!;
    const context = { user: some.home, env: some.env, platform: 'linux' as const };
    const records = openRecords(clientsFolder(some.at.data));
    const choice = { move: true, profile: null };
    const plan = await planLink(client, await ownFileOf(client, context), choice, {
      ...context,
      bridge: { command: 'node', args: ['roundhouse.mjs'] },
      knowledge: { lookup: () => undefined, ownPorts: [] },
      records,
      ownFile: some.own,
      nameOf: () => null,
      now: () => new Date(),
    });
    expect(plan.own?.after?.toString()).toContain('gh-mcp');
    writeFileSync(file, '{}');
    await expect(carryOutLink(plan, choice, records, new Date())).rejects.toThrow(/changed by somebody else/);
    expect(some.read('rh/roundhouse.yaml')).toBe('# own\n');
    expect(some.read(cursor)).toBe('{}');
    expect(await records.read('cursor')).toBeNull();
    expect(await view('cursor')).toMatchObject({ linked: false, warnings: [] });
  });
});

describe('what a client does to its file', () => {
  const said = () => some.published.filter((one) => one.data.lost);
  const until = async (what: () => boolean | Promise<boolean>, ms: number) => {
    const giveUp = performance.now() + ms;
    while (!(await what())) {
      expect(performance.now()).toBeLessThan(giveUp);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it.each([
    ['rewrites it without us', (file: string) => writeFileSync(file, '{"mcpServers":{}}')],
    ['deletes it', (file: string) => rmSync(file)],
  ])('is noticed within 5 s when it %s, and never undone', async (_what, wipe) => {
    const file = some.put(cursor, written);
    await some.clients.link('cursor');
    await some.clients.watch();
    wipe(file);
    const wiped = existsSync(file) ? some.read(cursor) : null;
    await until(() => said().length > 0, 5_000);
    expect(said()).toMatchObject([{ type: 'client.unlinked', data: { client: 'cursor', file } }]);
    expect(await view('cursor')).toMatchObject({
      linked: false,
      warnings: [expect.stringMatching(/`roundhouse clients link cursor` puts it back/)],
    });
    expect(existsSync(file) ? some.read(cursor) : null).toBe(wiped);
    await some.clients.link('cursor');
    expect(await view('cursor')).toMatchObject({ linked: true, warnings: [] });
  });

  it('is noticed when it happened while no engine ran', async () => {
    const file = some.put(cursor, written);
    await some.clients.link('cursor');
    writeFileSync(file, '{}');
    const next = some.make();
    await next.watch();
    await until(() => said().length === 1, 5_000);
    await next.close();
  });

  it('is no news when it only writes in pieces, or something else', async () => {
    const file = some.put(cursor, written);
    await some.clients.link('cursor');
    await some.clients.watch();
    const linked = some.read(cursor);
    writeFileSync(file, linked.slice(0, 50));
    await new Promise((resolve) => setTimeout(resolve, 700));
    writeFileSync(file, linked.replace('// mine', '// other'));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(said()).toEqual([]);
  });
});

describe('a preview', () => {
  it('is the exact change, with every secret masked', async () => {
    some.put(cursor, {
      mcpServers: {
        a: {
          command: 'a',
          args: ['--token', 'plain-secret', '--api-key=other-secret', 'https://u:pass-secret@x.y/'],
          env: { MY_PASSWORD: 'env-secret', PLAIN: 'shown' },
        },
        b: { url: 'https://x.y/mcp', headers: { Authorization: 'Bearer header-secret' } },
      },
    });
    some.put(
      'rh/roundhouse.yaml',
      'servers:\n  old: { command: x, args: [--password, own-secret], env: { API_KEY: own-secret } } # token=own-secret\n',
    );
    const { changes, unchanged, verb } = await some.clients.preview('cursor', 'link');
    expect({ unchanged, verb, does: changes.map((one) => one.does) }).toEqual({
      unchanged: false,
      verb: 'link',
      does: ['change', 'change'],
    });
    const shown = JSON.stringify(changes);
    expect(shown).not.toMatch(/secret/);
    expect(shown).toContain('shown');
    expect(changes[0]!.diff).toMatch(/^--- .*mcp\.json\n\+\+\+ .*mcp\.json\n@@ -1,\d+ \+1,\d+ @@\n \{\n {3}"mcpServers": \{\n-/);
    expect(changes[1]!.diff).toContain('+  a:\n+    command: a\n');
    expect(some.read(cursor)).toContain('env-secret');
    await some.clients.link('cursor');
    expect(parse(some.read('rh/roundhouse.yaml')).servers.a.env.MY_PASSWORD).toBe('env-secret');
  });

  it('of a file of megabytes takes no time', async () => {
    const history = Array.from({ length: 40_000 }, (_, n) => ({ display: `prompt ${n} with token=abc${n}`, pastedContents: {} }));
    some.put('.claude.json', { projects: { '/p': { history, mcpServers: {} } }, mcpServers: { a: { command: 'a' } }, end: 1 });
    const at = performance.now();
    const { changes } = await some.clients.preview('claude-code', 'link');
    expect(performance.now() - at).toBeLessThan(3_000);
    expect(changes[0]!.diff.split('\n').length).toBeLessThan(60);
  });
});
