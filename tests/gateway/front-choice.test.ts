// Which profile and surface a client gets: by its token, its address, the config, and, where it shakes hands, its name.
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type ClientRule, createChoice, type Entry, otherTopics, sameEntry } from '../../core/gateway/front/choice.ts';
import { accessKey } from '../../core/gateway/front/door.ts';
import type { ProfileRules } from '../../core/gateway/gateway.ts';
import { eventually, serveFront } from './support/serve-front.ts';

const profiles: Record<string, ProfileRules> = {
  default: { name: 'default', management: false },
  work: { name: 'work', management: false },
  few: { name: 'few', management: false, surface: 'lazy' },
};
const rules: Record<string, ClientRule> = {
  tok: { profile: 'few', surface: 'full' },
  cursor: { surface: 'lazy' },
  worker: { profile: 'work' },
  lost: { profile: 'gone' },
};
const choose = createChoice({ profile: (name) => profiles[name] ?? null }, (label) => rules[label]);
const engine = { key: 'engine', label: null };
const entry = (more: Partial<Entry> = {}): Entry => ({ access: engine, path: null, client: null, ...more });
const token = (more: object = {}) => ({ key: accessKey('d'), label: 'some', ...more });
const chosen = (given: Entry, introduced?: string) => {
  const { name, surface = 'full' } = choose(given, introduced);
  return `${name} ${surface}`;
};

describe('the choice', () => {
  it.each<[string, Entry, string | undefined, string]>([
    ['nothing said', entry(), undefined, 'default full'],
    ['the address', entry({ path: 'few' }), undefined, 'few lazy'],
    ['a name in the address', entry({ client: 'cursor' }), undefined, 'default lazy'],
    ['a name that leads to a profile', entry({ client: 'worker' }), undefined, 'work full'],
    ['the address wins over the name for the profile', entry({ client: 'worker', path: 'few' }), undefined, 'few lazy'],
    ['a name that nobody knows', entry({ client: 'nobody' }), undefined, 'default full'],
    ['how it introduced itself', entry(), 'cursor', 'default lazy'],
    ['the address wins over the introduction', entry({ client: 'worker' }), 'cursor', 'work full'],
    ['a name that the config does not know leaves the introduction', entry({ client: 'nobody' }), 'cursor', 'default lazy'],
    ['a token with a profile', entry({ access: token({ profile: 'work' }) }), undefined, 'work full'],
    ['a token with a surface', entry({ access: token({ surface: 'lazy' }) }), undefined, 'default lazy'],
    ['a token’s surface wins over the profile’s', entry({ access: token({ surface: 'full' }), path: 'few' }), undefined, 'few full'],
    ['a token’s surface wins over the name’s', entry({ access: token({ surface: 'full' }), client: 'cursor' }), 'cursor', 'default full'],
    ['the name of a token', entry({ access: token({ label: 'tok' }) }), undefined, 'few full'],
    [
      'the name of a token wins over the one in the address',
      entry({ access: token({ label: 'tok' }), client: 'cursor' }),
      undefined,
      'few full',
    ],
    [
      'a token’s profile wins over what its name leads to',
      entry({ access: token({ label: 'tok', profile: 'work' }) }),
      undefined,
      'work full',
    ],
  ])('%s', (_, given, introduced, result) => {
    expect(chosen(given, introduced)).toBe(result);
  });

  it('refuses what a token does not open, and what is not there', () => {
    expect(() => choose(entry({ access: token({ profile: 'work' }), path: 'default' }))).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(() => choose(entry({ path: 'none' }))).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => choose(entry({ client: 'lost' }))).toThrow(/no profile gone/);
  });

  it('gives the same object for the same answer', () => {
    expect(choose(entry({ client: 'cursor' }))).toBe(choose(entry({ client: 'cursor' })));
    expect(choose(entry())).toBe(profiles.default);
  });

  it('says what has to be read again, and which requests belong together', () => {
    expect(otherTopics(profiles.default!, { ...profiles.default!, surface: 'lazy' })).toEqual(['tools']);
    expect(otherTopics(profiles.default!, { ...profiles.default!, surface: 'full' })).toEqual([]);
    expect(otherTopics(profiles.default!, profiles.work!)).toEqual(['tools', 'resources', 'prompts']);
    expect(sameEntry(entry(), entry({ path: 'default', client: 'x' }))).toBe(true);
    expect(sameEntry(entry(), entry({ path: 'work' }))).toBe(false);
    expect(sameEntry(entry(), entry({ access: token() }))).toBe(false);
  });
});

describe('a client whose name leads to a profile that is not there', () => {
  it('is told so, and gets no session', async () => {
    const served = await serveFront({ clientRule: (label) => rules[label] });
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'lost', version: '1' } };
    const answer = await served.post({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([404, 'not-found']);
    expect(served.front.counts().sessions).toBe(0);
    await served.close();
  });
});

describe('a token that is revoked while a request with it is still being read', () => {
  it('opens nothing any more', async () => {
    const digest = (await import('node:crypto')).createHash('sha256').update('mine').digest('hex');
    const tokens = new Map([[digest, { label: 'mine' }]]);
    let asked = 0;
    const served = await serveFront({
      clientToken(given) {
        asked += 1;
        return tokens.get(given) ?? null;
      },
    });
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {} },
    });
    const sent = request({
      port: served.port,
      path: '/mcp',
      method: 'POST',
      headers: { authorization: 'Bearer mine', 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    const status = new Promise<number>((resolve, reject) => {
      sent.on('response', (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.on('error', reject);
    });
    sent.write(body.slice(0, 10));
    await eventually(() => asked > 0, 'the door is passed');
    tokens.clear();
    expect(served.front.endAccess(accessKey(digest), 'revoked')).toBe(0);
    sent.end(body.slice(10));
    expect(await status).toBe(401);
    expect(served.front.counts().sessions).toBe(0);
    await served.close();
  });
});
