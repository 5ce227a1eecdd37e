import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addServer, removeServer, setEnabled } from '../../core/catalog/own-config-edit.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-edit-'));
  file = join(folder, 'roundhouse.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path = file) => readFileSync(path, 'utf8');

const written = `# my servers
version: 1

defaults:
    restart: { max:   7 }   # odd spacing stays

servers:
    # the first
    one:
        command:   [ node,  a.mjs ]   # with care
        env:
            A: "1"

    two: {url: "http://127.0.0.1:9/mcp"}
    three:
services:
    web:
        command: [python3, -m, http.server]
`;

describe('changing YAML', () => {
  it('creates the file on the first change', async () => {
    const result = await addServer(file, { name: 'a', command: 'node', args: ['x.mjs', '--y'], env: {}, headers: {} });
    expect(result).toEqual({ file, backup: null, changed: true });
    expect(parse(read())).toEqual({ servers: { a: { command: 'node', args: ['x.mjs', '--y'] } } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['roundhouse.yaml']);
  });

  it('changes only the lines that are meant', async () => {
    writeFileSync(file, written);
    const result = await addServer(file, { name: 'four', command: 'x y', env: { TOKEN: 'a: b' } });
    expect(read()).toBe(
      written.replace('    three:\n', '    three:\n    four:\n        command: x y\n        env:\n            TOKEN: "a: b"\n'),
    );
    expect(result.backup).toBe(`${file}.bak`);
    expect(read(`${file}.bak`)).toBe(written);
  });

  const cases: [string, string, string, string][] = [
    ['a block map', 'one', '            A: "1"\n', '            A: "1"\n        enabled: false\n'],
    ['a flow map', 'two', '{url:', '{enabled: false, url:'],
    ['an entry that says nothing', 'three', '    three:\n', '    three:\n        enabled: false\n'],
    ['a service', 'web', 'http.server]\n', 'http.server]\n        enabled: false\n'],
    ['a server that comes from elsewhere', 'files', '    three:\n', '    three:\n    files:\n        enabled: false\n'],
  ];
  it.each(cases)('switches off %s and on again', async (_what, name, before, after) => {
    writeFileSync(file, written);
    await setEnabled(file, name, false);
    expect(read()).toBe(written.replace(before, after));
    await setEnabled(file, name, true);
    expect(read()).toBe(written.replace(before, after.replace('enabled: false', 'enabled: true')));
    expect(await setEnabled(file, name, true)).toEqual({ file, backup: null, changed: false });
  });

  it('removes one entry and nothing else', async () => {
    writeFileSync(file, written);
    await removeServer(file, 'one');
    expect(read()).toBe(written.replace(/ {4}one:\n[\s\S]*A: "1"\n/, ''));
    await removeServer(file, 'two');
    await removeServer(file, 'web');
    expect(parse(read()).services).toBeNull();
    await expect(removeServer(file, 'three')).rejects.toThrow(/comes from a client's file/);
    await expect(removeServer(file, 'nobody')).rejects.toThrow(/not defined in/);
  });

  it.each([
    ['CRLF', written.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${written}`],
    ['no line break at the end', written.trimEnd()],
    ['no servers yet', '# empty\nversion: 1\n'],
    ['only comments', '# nothing yet\n'],
    ['an empty map', '{}\n'],
    ['a flow map at the top', '{ version: 1, servers: { a: { command: x } } }\n'],
    ['a section written as nothing', 'servers: ~ # none\n'],
    ['an empty section', 'servers:\nversion: 1\n'],
    ['a block text as the last value', 'servers:\n  a:\n    command: x\n    description: |\n      two\n      lines\n'],
    ['a document start', '---\nservers:\n  a: {command: x}\n'],
    ['a document end', 'servers:\n  a: {command: x}\n...\n'],
    ['an anchor', 'servers:\n  a: &a\n    command: x\n  b: *a\n'],
  ])('adds, switches off and removes in a file with %s', async (_what, text) => {
    writeFileSync(file, text);
    const before = parse(text.replace('\uFEFF', '')) ?? {};
    await addServer(file, { name: 'new one', url: 'http://127.0.0.1:1/mcp' });
    await setEnabled(file, 'new one', false);
    const own = parse(read().replace('\uFEFF', ''));
    expect(own.servers['new one']).toEqual({ url: 'http://127.0.0.1:1/mcp', enabled: false });
    expect({ ...before.servers, ...own.servers }).toEqual(own.servers);
    for (const comment of text.match(/#.*/g) ?? []) expect(read()).toContain(comment);
    if (text.includes('\r\n')) expect(read().replaceAll('\r\n', '')).not.toContain('\n');
    expect(read().startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
    await removeServer(file, 'new one');
    expect(parse(read().replace('\uFEFF', ''))?.servers ?? {}).toEqual(before.servers ?? {});
  });
});

describe('changing JSON', () => {
  it('keeps comments, tabs and order', async () => {
    file = join(folder, 'roundhouse.json');
    const text = '{\n\t// mine\n\t"servers": {\n\t\t"a": { "command": "x" }\n\t}\n}\n';
    writeFileSync(file, text);
    await setEnabled(file, 'a', false);
    await addServer(file, { name: 'b', command: 'y' });
    expect(read()).toContain('\t// mine\n');
    expect(read()).toContain('\n\t\t"b": {\n\t\t\t"command": "y"\n\t\t}');
    await removeServer(file, 'b');
    expect(read()).toContain('"enabled": false');
    expect(read()).not.toContain('"b"');
  });
});

describe('the file is safe', () => {
  it('refuses what does not parse, and leaves it alone', async () => {
    writeFileSync(file, 'servers:\n  a: {command: x\n');
    await expect(setEnabled(file, 'a', false)).rejects.toMatchObject({ code: 'config-invalid' });
    writeFileSync(file, 'servers:\n  a: {comand: x}\n');
    await expect(addServer(file, { name: 'b', command: 'x' })).rejects.toThrow(/roundhouse\.yaml:2:7 unknown key "comand"/);
    expect(read()).toBe('servers:\n  a: {comand: x}\n');
    expect(readdirSync(folder)).toEqual(['roundhouse.yaml']);
  });

  it('refuses an entry that would not be read', async () => {
    await expect(addServer(file, { name: 'roundhouse', command: 'x' })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(addServer(file, { name: 'a', command: 'x', url: 'http://x/' })).rejects.toMatchObject({ code: 'bad-request' });
    await addServer(file, { name: 'a', command: 'x' });
    await expect(addServer(file, { name: 'a', command: 'y' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps mode and link', async () => {
    const real = join(folder, 'dotfiles.yaml');
    writeFileSync(real, 'version: 1\n');
    chmodSync(real, 0o640);
    symlinkSync(real, file);
    await addServer(file, { name: 'a', command: 'x' });
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(read(real)).toContain('command: x');
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['dotfiles.yaml', 'roundhouse.yaml', 'roundhouse.yaml.bak']);
  });

  it('loses none of many changes at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => addServer(file, { name: `s${index}`, command: 'x' })));
    expect(Object.keys(parse(read()).servers)).toHaveLength(20);
  });
});
