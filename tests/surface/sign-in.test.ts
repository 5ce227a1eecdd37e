// Signing in to a protected remote, as people and their programs do it: command line, HTTP, and the browser that comes back.
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from '../../contract/events.ts';
import type { SignInBegun, SignInOutcome } from '../../contract/routes/sign-in.ts';
import { browse, type Protected, startProtected, visit } from '../support/authority.ts';
import { entry, LiveEngine, until } from '../support/live-engine.ts';
import { raw } from '../support/raw-http.ts';

let engine: LiveEngine;
let remote: Protected;
afterEach(async () => {
  remote?.close();
  await engine?.close();
});

const config = (more = '') => `servers:\n  notes:\n    url: ${remote.url}\n${more}`;
async function begin(knobs: Parameters<typeof startProtected>[0] = {}, more = '') {
  remote = await startProtected(knobs);
  engine = new LiveEngine({ config: config(more) });
  await engine.start();
  return engine.until('notes', (view) => view.state === 'crashed');
}
const signIn = () => engine.api<SignInBegun>('POST', '/servers/notes/sign-in');
const outcome = ({ id }: SignInBegun) => engine.api<SignInOutcome>('GET', `/sign-ins/${id}`);
async function signedIn() {
  const begun = await signIn();
  expect((await browse(begun.url)).status).toBe(200);
  return engine.running('notes');
}
const call = (tool: string) => engine.run('tools', 'call', `notes.${tool}`, '--args', '{}');
const file = () => join(engine.home, 'data', 'sign-ins.json');
const refreshes = () => remote.tokenRequests.filter((form) => form.grant_type === 'refresh_token').length;

/** Everything that people or programs are shown, and everything that lies on disk but the sign-ins themselves. */
async function everythingShown(): Promise<string> {
  const paths = ['/snapshot', '/events?limit=1000', '/audit', '/servers/notes/inspect', '/servers/notes/logs', '/config', '/settings'];
  const answers = await Promise.all(paths.map((path) => engine.api('GET', path)));
  const files = ['logs/roundhouse.log', 'logs/notes.log', 'data/roundhouse.db', 'data/roundhouse.db-wal'].map((name) => {
    try {
      return readFileSync(join(engine.home, name), 'latin1');
    } catch {
      return ''; // not there
    }
  });
  return JSON.stringify(answers) + files.join('\n') + engine.said;
}

describe('signing in to a remote', () => {
  it('gives up at once, says what to do, and comes up after the browser was there; nothing shows a secret', async () => {
    const view = await begin();
    expect(view).toMatchObject({ wanted: 'up', restarts: 0, auth: { state: 'needed', issuer: null, expiresAt: null, keptIn: null } });
    expect([view.reason, view.next]).toEqual([
      expect.stringContaining('needs sign-in'),
      expect.stringContaining('`roundhouse servers login notes`'),
    ]);
    const begun = await signIn();
    expect(begun).toMatchObject({ issuer: remote.issuer, keptIn: 'file' });
    expect((await engine.server('notes')).auth?.state).toBe('waiting');
    expect((await outcome(begun)).state).toBe('waiting');
    const asked = new URL(begun.url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      code_challenge_method: 'S256',
      resource: remote.url,
      scope: 'read',
      redirect_uri: `${engine.url}/oauth/callback`,
    });
    const page = await browse(begun.url);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Signed in to notes')]);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/);
    expect(page.text).not.toMatch(/<script/i);
    expect(await outcome(begun)).toMatchObject({ state: 'done', server: 'notes', reason: null });
    const running = await engine.running('notes');
    expect(running.auth).toMatchObject({ state: 'signed-in', issuer: remote.issuer, keptIn: 'file' });
    expect(Math.abs(Date.parse(running.auth!.expiresAt!) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    expect((await call('echo')).out).toContain('done for read');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(join(engine.home, 'data')).mode & 0o777).toBe(0o700);
    const events = (await engine.events('notes')).map(({ type }) => type);
    expect(events).toEqual(expect.arrayContaining(['server.sign_in_needed', 'server.signed_in']));
    const audit = await engine.api<{ action: string; target: string; ok: boolean }[]>('GET', '/audit');
    expect(audit).toContainEqual(expect.objectContaining({ action: 'sign-in', target: 'notes', ok: true }));
    const shown = await everythingShown();
    expect(remote.secrets.size).toBe(3);
    for (const secret of [...remote.secrets, asked.get('state')!]) expect(shown).not.toContain(secret);
  });

  it('over the command line: prints the address, waits, says where it is kept; logout revokes and forgets', async () => {
    await begin();
    const child = spawn(process.execPath, [entry, 'servers', 'login', 'notes', '--no-open'], { env: engine.env, cwd: engine.folder });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const ended = new Promise((done) => child.on('close', done));
    await until('the address', () => /^http\S+\n/m.test(out));
    await browse(/^http\S+$/m.exec(out)![0]);
    expect([await ended, err]).toEqual([0, expect.stringContaining('only you can read (mode 0600)')]);
    expect(out).toMatch(/notes\s+Healthy/);
    expect((await engine.run('inspect', 'notes')).out).toMatch(/sign-in\s+signed in at http.*kept in a file/);
    const logout = await engine.run('servers', 'logout', 'notes');
    expect([logout.code, logout.err]).toEqual([0, expect.stringContaining('took the token back')]);
    expect(remote.revoked).toHaveLength(2);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ version: 1, servers: {} });
    const view = await engine.until('notes', ({ state }) => state === 'crashed');
    expect(view.auth?.state).toBe('needed');
    expect((await engine.run('servers', 'logout', 'notes')).err).toContain('was not signed in');
    expect((await engine.events('notes')).map(({ type }) => type)).toContain('server.signed_out');
  });

  it('a declined sign-in is said on the page and on the command line', async () => {
    await begin({ deny: 'access_denied' });
    const login = engine.run('servers', 'login', 'notes', '--no-open', '--json');
    await until('it to wait', async () => (await engine.server('notes')).auth?.state === 'waiting');
    // the command keeps its address to itself until it ends: another sign-in beside it
    const begun = await signIn();
    const page = await browse(begun.url);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('the sign-in was declined')]);
    expect(page.text).not.toContain('<b>no</b>');
    expect(await outcome(begun)).toMatchObject({ state: 'failed', reason: expect.stringContaining('declined') });
    await engine.api('POST', '/servers/notes/sign-out');
    const ended = await login;
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('it was signed out meanwhile') });
    expect(JSON.parse(ended.out)).toMatchObject({ name: 'notes', ok: false, issuer: remote.issuer });
  });

  it('what a browser brings counts once, with the state that was given, and from the issuer that was asked', async () => {
    await begin();
    const first = await signIn();
    const page = await browse(first.url);
    const again = await visit(page.cameBackTo);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('finished already')]);
    const wrong = new URL(page.cameBackTo);
    wrong.searchParams.set('state', 'x'.repeat(43));
    expect((await visit(wrong.href)).status).toBe(400);
    expect((await visit(`${engine.url}/oauth/callback`)).status).toBe(400);
    expect(remote.tokenRequests).toHaveLength(1);
    await engine.running('notes');
    for (const iss of ['https://evil.example', null]) {
      remote.knobs.iss = iss;
      const mixed = await signIn();
      const shown = await browse(mixed.url);
      expect([shown.status, shown.text]).toEqual([400, expect.stringContaining('does not come from')]);
      expect((await outcome(mixed)).state).toBe('failed');
    }
    expect(remote.tokenRequests).toHaveLength(1);
    const back = new URL(page.cameBackTo);
    const ask = async (headers: Record<string, string>) =>
      (await raw({ port: Number(back.port) }, 'GET', back.pathname + back.search, { host: back.host, ...headers })).status;
    expect(await ask({ origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ host: 'evil.example' })).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    // how a browser really comes back
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(400);
  });

  it('is kept over a restart of the engine, renewed when the token has ended, and asked for again when that is refused', async () => {
    await begin();
    await signedIn();
    await engine.signal('SIGTERM');
    remote.expireAll();
    await engine.start();
    await engine.running('notes');
    expect(refreshes()).toBe(1);
    const before = readFileSync(file(), 'utf8');
    remote.expireAll();
    // both are refused, both wait for the one renewal
    const [a, b] = await Promise.all([call('echo'), call('echo')]);
    expect([a.code, a.err, b.code, b.err, refreshes()]).toEqual([0, '', 0, '', 2]);
    expect(readFileSync(file(), 'utf8')).not.toBe(before);
    remote.endAll();
    expect((await call('echo')).code).not.toBe(0);
    const view = await engine.until('notes', ({ state }) => state === 'crashed');
    expect(view).toMatchObject({ auth: { state: 'needed' }, next: expect.stringContaining('servers login notes') });
    await signedIn();
    const shown = await everythingShown();
    for (const secret of remote.secrets) expect(shown).not.toContain(secret);
  });

  it('asks for more when the remote wants more, and keeps what it had', async () => {
    await begin();
    const view = await signedIn();
    const refused = await call('admin');
    expect(refused.code).not.toBe(0);
    expect(refused.out + refused.err).toMatch(/needs sign-in.*`roundhouse servers login notes`: it asks for admin/);
    const more = await engine.until('notes', ({ auth }) => auth?.state === 'more-needed');
    expect(more.state).toBe('running');
    const begun = await signIn();
    expect(new URL(begun.url).searchParams.get('scope')).toBe('read admin');
    await browse(begun.url);
    expect((await call('admin')).out).toContain('done for read admin');
    expect(await engine.server('notes')).toMatchObject({ run: view.run, auth: { state: 'signed-in' } });
  });

  it('another URL under the same name is not signed in, and the kept sign-in is forgotten', async () => {
    await begin();
    await signedIn();
    const other = await startProtected();
    try {
      writeFileSync(engine.configFile, config().replace(remote.url, other.url));
      await engine.until('notes', ({ state, auth }) => state === 'crashed' && auth?.state === 'needed');
      expect(other.seen.every((header) => header === '-')).toBe(true);
      expect(other.seen.length).toBeGreaterThan(0);
      expect(JSON.parse(readFileSync(file(), 'utf8')).servers).toEqual({});
    } finally {
      other.close();
    }
  });

  it('a redirect to another origin never gets the token, and a quoted one is masked', async () => {
    await begin({}, '    restart: { max: 0 }\n');
    await signedIn();
    const other = await startProtected();
    try {
      remote.knobs.redirect = other.url;
      await engine.run('restart', 'notes');
      expect((await engine.server('notes')).reason).toContain('which is not followed');
      expect(other.seen).toEqual([]);
      remote.knobs.redirect = null;
      remote.knobs.quote = true;
      await engine.run('restart', 'notes');
      expect((await engine.server('notes')).reason).toContain('answered 500: you sent Bearer ***');
      const shown = await everythingShown();
      for (const secret of remote.secrets) expect(shown).not.toContain(secret);
    } finally {
      other.close();
    }
  });

  it('what has a token of its own, or is no remote, is not signed in to', async () => {
    await begin({}, '    headers: { Authorization: Bearer mine }\n  local: { command: cat, enabled: false }\n');
    const view = await engine.server('notes');
    expect([view.auth, view.next]).toEqual([null, expect.stringContaining('"headers"')]);
    expect(remote.seen).toEqual(['Bearer mine']);
    for (const [name, words] of [
      ['notes', 'Authorization header'],
      ['local', 'not a remote server'],
      ['nobody', 'nobody'],
    ] as const) {
      const login = await engine.run('servers', 'login', name, '--no-open');
      expect([login.code, login.err]).toEqual([1, expect.stringContaining(words)]);
    }
  });

  it('counts for the copies that clients get of it', async () => {
    await begin({}, '    isolation: per-client\n');
    await engine.api<SignInBegun>('POST', '/servers/notes/sign-in').then(({ url }) => browse(url));
    await engine.until('notes', ({ state }) => state === 'idle' || state === 'running');
    expect((await call('echo')).out).toContain('done for read');
    const copy = (await engine.servers()).find(({ name }) => name === 'notes~1');
    expect(copy?.auth?.state).toBe('signed-in');
  });

  it('tells followers with the view', async () => {
    await begin();
    await signedIn();
    const events = await engine.api<Event[]>('GET', '/events?limit=1000');
    const signed = events.find(({ type }) => type === 'server.signed_in');
    expect(signed).toMatchObject({ server: 'notes', data: { issuer: remote.issuer, keptIn: 'file' } });
    expect(events.filter(({ type }) => type === 'server.sign_in_needed')).toHaveLength(1);
  });
});
