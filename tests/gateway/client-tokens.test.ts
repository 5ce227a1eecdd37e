// Tokens of single clients: what is kept of them, and what happens when the disk or the file is not as it should be.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maskSecrets } from '../../core/decide/mask.ts';
import { openClientTokens } from '../../core/gateway/client-tokens.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-tokens-'));
  file = join(folder, 'client-tokens.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const trouble: string[] = [];
let now = new Date('2026-11-21T08:00:00Z');
const open = () => {
  trouble.length = 0;
  return openClientTokens({ file, wall: () => now, onTrouble: (message) => trouble.push(message) });
};

describe('a token', () => {
  it('opens what it was made for, after a restart too, and is nowhere in clear', () => {
    const { token, record } = open().add({ name: 'laptop', profile: 'work', surface: 'lazy' });
    expect(record).toMatchObject({ name: 'laptop', profile: 'work', surface: 'lazy', lastUsedAt: null });
    const again = open();
    expect(again.find(digest(token))).toEqual({ label: 'laptop', profile: 'work', surface: 'lazy' });
    expect(again.find(digest('rhc_other'))).toBeNull();
    expect(readFileSync(file, 'utf8')).not.toContain(token.slice(4));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(again.list())).not.toContain(token.slice(4));
    expect(maskSecrets(`token is ${token} here`)).not.toContain(token.slice(4));
  });

  it('remembers its last use over a restart', () => {
    const first = open();
    const { token } = first.add({ name: 'a' });
    now = new Date('2026-11-21T09:00:00Z');
    first.find(digest(token));
    expect(first.list()[0]!.lastUsedAt).toBe('2026-11-21T09:00:00.000Z');
    first.close();
    expect(open().list()[0]!.lastUsedAt).toBe('2026-11-21T09:00:00.000Z');
  });

  it('that is revoked opens nothing, and its name is free again', () => {
    const tokens = open();
    const { token } = tokens.add({ name: 'a' });
    const other = tokens.add({ name: 'b' });
    tokens.find(digest(token)); // it was used
    expect(tokens.revoke('a').digest).toBe(digest(token));
    expect(tokens.find(digest(token))).toBeNull();
    expect(open().find(digest(token))).toBeNull();
    expect(open().find(digest(other.token))).toEqual({ label: 'b' });
    expect(() => tokens.revoke('a')).toThrow('There is no token “a”. There is: b.');
    expect(tokens.add({ name: 'a' }).token).not.toBe(token);
  });

  it('has a name of its own', () => {
    const tokens = open();
    tokens.add({ name: 'a' });
    expect(() => tokens.add({ name: 'a' })).toThrow(/already/);
    expect(tokens.list()).toHaveLength(1);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['is no JSON', 'not json'],
    ['is of another version', '{"version":2,"tokens":[]}'],
    ['holds something else', '{"version":1,"tokens":[{"name":"a"}]}'],
  ])('that %s opens nothing and is left as it is', (_, text) => {
    writeFileSync(file, text);
    const tokens = open();
    expect(trouble).toHaveLength(1);
    // “there are none” would not be true: nobody knows which there are
    expect(() => tokens.list()).toThrow(/Take it away/);
    expect(() => tokens.add({ name: 'a' })).toThrow(/Nothing was changed/);
    expect(() => tokens.revoke('a')).toThrow(/Nothing was changed/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('that cannot be written: no token is made, and a revoked one is dead all the same', () => {
    const tokens = open();
    const { token } = tokens.add({ name: 'a' });
    rmSync(file);
    mkdirSync(file); // nothing can be renamed over a folder
    expect(() => tokens.add({ name: 'b' })).toThrow(/not made/);
    expect(tokens.list().map(({ name }) => name)).toEqual(['a']);
    expect(() => tokens.revoke('a')).toThrow(/would again/);
    expect(tokens.find(digest(token))).toBeNull();
    expect(existsSync(file)).toBe(true);
  });
});
