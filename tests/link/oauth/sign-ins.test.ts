// Signing in against a real authorization server, without an engine around it: what is asked of whom, renewed when, and refused why.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OAuthSettings } from '../../../core/link/oauth/sign-in.ts';
import { openSignInFile } from '../../../core/link/oauth/sign-in-file.ts';
import { createSignIns, type SignIns } from '../../../core/link/oauth/sign-ins.ts';
import { openRemote } from '../../../core/link/open-remote.ts';
import { type Knobs, type Protected, startProtected } from '../../support/authority.ts';
import { clientInfo, watched } from '../support/children.ts';

const REDIRECT = 'http://127.0.0.1:4747/oauth/callback';
let remote: Protected;
let folder: string;
let told: string[];
let later: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-sign-ins-'));
  told = [];
  later = 0;
});
afterEach(() => {
  remote?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Setting {
  signIns: SignIns;
  target: { name: string; url: string; headers: Record<string, string>; settings: OAuthSettings };
}
async function set(knobs: Partial<Knobs> = {}, settings: OAuthSettings = {}, path = ''): Promise<Setting> {
  remote = await startProtected(knobs, path);
  return around(settings);
}
function around(settings: OAuthSettings = {}): Setting {
  const target = { name: 'notes', url: remote.url, headers: {}, settings };
  const signIns = createSignIns({
    store: openSignInFile({ file: join(folder, 'sign-ins.json'), seal: null, onTrouble: (message) => void told.push(message) }),
    target: (name) => (name === target.name ? target : null),
    redirectUri: () => REDIRECT,
    tell: ({ type }) => void told.push(type),
    changed() {},
    audit() {},
    now: () => Date.now() + later,
  });
  return { signIns, target };
}

/** As a browser: what comes back, for whoever takes it. */
async function answerOf(url: string) {
  const sent = await fetch(url, { redirect: 'manual' });
  const back = new URL(sent.headers.get('location') ?? `${REDIRECT}?error=${sent.status}`).searchParams;
  const given = (name: string) => back.get(name) ?? undefined;
  return { state: given('state') ?? '', code: given('code'), iss: given('iss'), error: given('error') };
}
async function signIn({ signIns }: Setting): Promise<string | null> {
  const { url } = await signIns.begin('notes', 'cli');
  return (await signIns.finish(await answerOf(url))).reason;
}
const open = ({ signIns, target }: Setting) =>
  openRemote(
    { type: 'http', url: target.url, headers: target.headers },
    { events: watched().events, clientInfo, timeoutMs: 15_000, credentials: signIns.credentials(target) },
  );
const refreshed = () => remote.tokenRequests.filter((form) => form.grant_type === 'refresh_token').length;
const begun = ({ signIns }: Setting) => signIns.begin('notes', 'cli');

describe('who is asked', () => {
  it.each(['oauth', 'oidc', 'oidc-path'] as const)('metadata at the place of %s, with a path in the issuer', async (metadataAt) => {
    const setting = await set({ metadataAt }, {}, '/tenant');
    expect(await signIn(setting)).toBeNull();
    await (await open(setting)).close();
  });

  it('a remote that names no metadata is asked at the well-known place', async () => {
    const setting = await set({ challenge: false });
    expect(await signIn(setting)).toBeNull();
    expect(remote.authorizations[0]?.get('scope')).toBe('read admin');
  });

  it.each([
    ['PKCE is not said to be supported', { pkce: null }, 'PKCE'],
    ['only plain PKCE is', { pkce: ['plain'] }, 'PKCE'],
    ['the resource is another one', { resource: 'https://other.example/mcp' }, 'other.example'],
    ['nobody may register', { registration: false }, `with the redirect URI ${REDIRECT}`],
  ] satisfies [string, Partial<Knobs>, string][])('refuses before a person is sent anywhere when %s', async (_what, knobs, words) => {
    const setting = await set(knobs);
    await expect(begun(setting)).rejects.toThrow(words);
    expect(remote.authorizations).toEqual([]);
    expect(setting.signIns.view(setting.target)?.state).not.toBe('waiting');
  });

  it('signs in nowhere over http beyond this machine', async () => {
    const setting = await set();
    for (const url of ['http://box.example/mcp', 'ftp://box.example/mcp']) {
      setting.target.url = url;
      await expect(begun(setting)).rejects.toThrow('which is not https');
    }
    expect(remote.seen).toEqual([]);
  });
});

describe('as which client', () => {
  it.each(['none', 'client_secret_basic', 'client_secret_post'])(
    'registers for %s, once, and again for another way back',
    async (method) => {
      const setting = await set({ methods: [method] });
      expect(await signIn(setting)).toBeNull();
      expect(remote.tokenRequests[0]?.auth).toBe({ none: 'none', client_secret_basic: 'basic', client_secret_post: 'post' }[method]);
      later = 10 * 3_600_000;
      await (await open(setting)).close();
      expect([refreshed(), remote.tokenRequests[1]?.auth]).toEqual([1, remote.tokenRequests[0]?.auth]);
      expect(await signIn(setting)).toBeNull();
      expect(remote.clients.size).toBe(1);
    },
  );

  it('is the one of the config, whose secret is not copied', async () => {
    remote = await startProtected({ registration: false });
    remote.clients.set('mine', { id: 'mine', secret: 'my-very-secret', redirects: [REDIRECT], method: 'client_secret_basic' });
    const setting = around({ clientId: 'mine', clientSecret: 'my-very-secret', scope: 'admin' });
    expect(await signIn(setting)).toBeNull();
    expect(remote.tokenRequests[0]).toMatchObject({ auth: 'basic', resource: remote.url });
    expect(remote.authorizations[0]?.get('scope')).toBe('admin');
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(join(folder, 'sign-ins.json'), 'utf8')).not.toContain('my-very-secret');
    // another client is not signed in
    setting.target.settings = { clientId: 'other' };
    expect(setting.signIns.view(setting.target)).toBeNull();
  });

  it('is a document where the server takes one', async () => {
    const document = 'https://example.com/roundhouse.json';
    remote = await startProtected({ documents: true });
    remote.clients.set(document, { id: document, secret: null, redirects: [REDIRECT], method: 'none' });
    const setting = around({ clientMetadataUrl: document });
    expect(await signIn(setting)).toBeNull();
    expect(remote.authorizations[0]?.get('client_id')).toBe(document);
    remote.knobs.documents = false;
    expect(await signIn(setting)).toBeNull();
    expect(remote.authorizations[1]?.get('client_id')).not.toBe(document);
  });
});

describe('renewal', () => {
  it('happens before the end, once for all who ask, and not earlier', async () => {
    const setting = await set({ expiresIn: 600 });
    await signIn(setting);
    const { access_token: first } = { access_token: setting.signIns.credentials(setting.target)!.token() };
    expect([typeof first, refreshed()]).toEqual(['string', 0]);
    later = 545_000;
    let letGo = () => {};
    remote.knobs.tokenGate = new Promise((resolve) => {
      letGo = resolve;
    });
    const credentials = setting.signIns.credentials(setting.target)!;
    const asked = Array.from({ length: 20 }, () => credentials.token());
    letGo();
    const tokens = new Set(await Promise.all(asked));
    expect([tokens.size, tokens.has(first as string), refreshed()]).toEqual([1, false, 1]);
    expect(credentials.token()).toBe([...tokens][0]);
  });

  it('a server that is down keeps the token that is still good, and the sign-in when it is not', async () => {
    const setting = await set({ expiresIn: 600 });
    await signIn(setting);
    const credentials = setting.signIns.credentials(setting.target)!;
    const first = credentials.token();
    remote.knobs.tokenStatus = 503;
    later = 545_000;
    expect(await credentials.token()).toBe(first);
    later = 700_000;
    await expect(credentials.token()).rejects.toMatchObject({ kind: 'mend' });
    expect(setting.signIns.view(setting.target)?.state).toBe('signed-in');
    remote.knobs.tokenStatus = null;
    expect(await credentials.token()).not.toBe(first);
  });

  it('a refusal ends the sign-in, says so once, and a new one is asked for', async () => {
    const setting = await set();
    await signIn(setting);
    remote.endAll();
    await expect(open(setting)).rejects.toMatchObject({ kind: 'fatal', next: 'Sign in with `roundhouse servers login notes`.' });
    await expect(open(setting)).rejects.toMatchObject({ kind: 'fatal' });
    expect(told).toEqual(['server.signed_in', 'server.sign_in_needed']);
    expect(setting.signIns.view(setting.target)).toMatchObject({ state: 'needed', issuer: remote.issuer });
    expect(await signIn(setting)).toBeNull();
    expect(remote.clients.size).toBe(1);
    await (await open(setting)).close();
  });

  it('a sign-out while it is under way wins', async () => {
    const setting = await set({ expiresIn: 600 });
    await signIn(setting);
    later = 700_000;
    let letGo = () => {};
    remote.knobs.tokenGate = new Promise((resolve) => {
      letGo = resolve;
    });
    const renewing = setting.signIns.credentials(setting.target)!.token();
    await expect.poll(refreshed).toBe(1);
    await setting.signIns.end('notes', 'cli');
    letGo();
    expect(await renewing).toBeNull();
    expect(setting.signIns.view(setting.target)).toBeNull();
    expect(remote.revoked).toHaveLength(2);
    expect(told).toEqual(['server.signed_in', 'server.signed_out']);
  });

  it('without a refresh token the end of the token is the end of the sign-in', async () => {
    const setting = await set({ refreshTokens: false });
    await signIn(setting);
    await (await open(setting)).close();
    remote.expireAll();
    await expect(open(setting)).rejects.toMatchObject({ kind: 'fatal' });
    expect(refreshed()).toBe(0);
  });
});

describe('what is kept', () => {
  it('is there again after a restart; a file that holds something else is told of and harmless', async () => {
    const setting = await set();
    await signIn(setting);
    await (await open(around())).close();
    const { writeFileSync } = await import('node:fs');
    for (const text of [
      '{"servers":',
      '[]',
      '{"servers":{"notes":{"url":7}}}',
      '{"servers":{"notes":{"url":"x","authority":{},"client":{},"tokens":{}}}}',
    ]) {
      writeFileSync(join(folder, 'sign-ins.json'), text);
      const again = around();
      expect(again.signIns.view(again.target)).toBeNull();
    }
    expect(told.filter((message) => message.includes('cannot be read any more'))).toHaveLength(1);
  });
});
