// The keyring by a stand-in for `secret-tool` that keeps to its manual: `store` reads stdin, `lookup` prints, or ends 1 without a word.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealOfKeyring, sealWith } from '../../../core/link/oauth/keyring.ts';
import type { KeptSignIn } from '../../../core/link/oauth/sign-in.ts';
import { openSignInFile } from '../../../core/link/oauth/sign-in-file.ts';

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-keyring-'));
  told = [];
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept: KeptSignIn = {
  url: 'https://notes.example/mcp',
  authority: { server: 'https://as.example', issuer: 'https://as.example', metadata: null, resource: 'https://notes.example/mcp' },
  client: { client_id: 'c', from: 'registered', redirectUri: 'http://127.0.0.1:4747/oauth/callback' },
  tokens: { access: 'the-access-token', refresh: 'the-refresh-token', scope: null, expiresAt: null, obtainedAt: 1 },
};

function tool(script: string): void {
  const file = join(folder, 'bin', 'secret-tool');
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$*" >> "${folder}/argv"\n${script}\n`);
  chmodSync(file, 0o755);
}
const working = () => tool(`case "$1" in store) cat > "${folder}/kept";; lookup) cat "${folder}/kept" 2>/dev/null || exit 1;; esac`);
const parts = () => ({
  env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
  platform: 'linux' as const,
  home: 'abc',
});
const open = () =>
  openSignInFile({
    file: join(folder, 'sign-ins.json'),
    seal: (make) => sealOfKeyring(parts(), make),
    onTrouble: (message) => void told.push(message),
  });
const text = () => readFileSync(join(folder, 'sign-ins.json'), 'utf8');

describe('sign-ins in the keyring', () => {
  it('are sealed with a key that only the keyring holds, and there again in the next life', async () => {
    working();
    const store = open();
    expect(store.keptIn).toBe('file');
    await store.prepare();
    expect(store.keptIn).toBe('keyring');
    store.put('notes', kept);
    expect(text()).not.toContain('token');
    expect(statSync(join(folder, 'sign-ins.json')).mode & 0o777).toBe(0o600);
    const key = readFileSync(join(folder, 'kept'), 'utf8').trim();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(folder, 'argv'), 'utf8')).not.toContain(key);
    const next = open();
    expect(next.get('notes')).toBeNull();
    await next.unlock();
    expect([next.get('notes'), next.keptIn, told]).toEqual([kept, 'keyring', []]);
  });

  it.each([
    ['there is no such program', () => {}],
    ['it fails', () => tool('exit 3')],
    ['it says yes and keeps nothing', () => tool('exit 0')],
    ['it keeps something else', () => tool('[ "$1" = lookup ] && echo surprise; exit 0')],
  ])('are in the plain file when %s', async (_what, make) => {
    make();
    const store = open();
    await store.prepare();
    store.put('notes', kept);
    expect([store.keptIn, open().get('notes')]).toEqual(['file', kept]);
  });

  it('of a file that was plain are sealed by the next change', async () => {
    const plain = open();
    plain.put('notes', kept);
    working();
    const store = open();
    await store.prepare();
    store.put('other', kept);
    expect(text()).not.toContain('token');
    const next = open();
    await next.unlock();
    expect([next.get('notes'), next.get('other')]).toEqual([kept, kept]);
  });

  it('whose keyring is locked are put aside, not lost, and nothing else is opened by a key of its own', async () => {
    working();
    const store = open();
    await store.prepare();
    store.put('notes', kept);
    const sealed = text();
    tool('exit 1');
    const locked = open();
    await locked.unlock();
    expect([locked.get('notes'), told]).toEqual([null, [expect.stringContaining('does not give the key')]]);
    expect(text()).toBe(sealed);
    await locked.prepare();
    locked.put('other', kept);
    expect([locked.keptIn, open().get('other')]).toEqual(['file', kept]);
    expect(readFileSync(join(folder, 'sign-ins.json.sealed'), 'utf8')).toBe(sealed);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('a seal that was changed, or of another home, opens nothing', () => {
    const seal = sealWith(Buffer.alloc(32, 7), 'abc');
    const sealed = seal.seal('hello');
    expect(seal.open(sealed)).toBe('hello');
    const { parts: pieces, ...rest } = JSON.parse(sealed) as { parts: string[] };
    const flipped = Buffer.from(pieces[2]!, 'base64');
    flipped[0]! ^= 1;
    expect(() => seal.open(JSON.stringify({ ...rest, parts: [pieces[0], pieces[1], flipped.toString('base64')] }))).toThrow();
    expect(() => sealWith(Buffer.alloc(32, 7), 'other').open(sealed)).toThrow();
    expect(() => sealWith(Buffer.alloc(32, 8), 'abc').open(sealed)).toThrow();
  });

  it('asks nobody without a session bus', async () => {
    working();
    expect(await sealOfKeyring({ ...parts(), env: { PATH: parts().env.PATH } }, true)).toBeNull();
    expect(existsSync(join(folder, 'argv'))).toBe(false);
  });
});
