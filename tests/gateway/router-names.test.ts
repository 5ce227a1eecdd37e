import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameAll, type Offer } from '../../core/gateway/names.ts';
import { matched, mountOf, nameUris, unmount } from '../../core/gateway/uris.ts';

const offer = (server: string, ...names: string[]): Offer => ({ server, prefix: server, names });
const nameOf = (offers: Offer[], server: string, own: string, reserved = new Set<string>()) =>
  nameAll(offers, (name) => reserved.has(name))
    .get(server)!
    .get(own)!;

describe('names of tools', () => {
  it('are SERVER__TOOL, and shortened with a hash only when they must be', () => {
    const long = 'x'.repeat(80);
    const offers = [
      offer('files', 'read_file', 'a.b/c', long),
      offer('a__b', 'c'),
      offer('files@cursor', 'read_file'),
      offer('ünï', 'wörk'),
    ];
    expect(nameOf(offers, 'files', 'read_file')).toBe('files__read_file');
    expect(nameOf(offers, 'files', 'a.b/c')).toBe('files__a.b/c');
    expect(nameOf(offers, 'a__b', 'c')).toBe('a__b__c');
    expect(nameOf(offers, 'files', long)).toMatch(/^files__x{48}_[0-9a-f]{8}$/);
    expect(nameOf(offers, 'files@cursor', 'read_file')).toMatch(/^files_cursor__read_file_[0-9a-f]{8}$/);
    expect(nameOf(offers, 'ünï', 'wörk')).toMatch(/^_n___w_rk_[0-9a-f]{8}$/);
  });

  it('of exactly 64 characters stay, of 65 do not', () => {
    const [fits, over] = ['y'.repeat(64 - 's__'.length), 'y'.repeat(65 - 's__'.length)];
    expect(nameOf([offer('s', fits)], 's', fits)).toBe(`s__${fits}`);
    expect(nameOf([offer('s', over)], 's', over)).toHaveLength(64);
    expect(nameOf([offer('s', over)], 's', over)).not.toContain(over);
  });

  it('keep both parts recognisable when the server has a long name', () => {
    const name = nameOf([offer('s'.repeat(100), 'delete_repository')], 's'.repeat(100), 'delete_repository');
    expect(name).toMatch(/^s{36}__delete_repository_[0-9a-f]{8}$/);
  });

  it('that two could mean are given to neither', () => {
    const offers = [offer('a', 'b__c'), offer('a__b', 'c')];
    expect(nameOf(offers, 'a', 'b__c')).toMatch(/^a__b__c_[0-9a-f]{8}$/);
    expect(nameOf(offers, 'a__b', 'c')).toMatch(/^a__b__c_[0-9a-f]{8}$/);
    expect(nameOf(offers, 'a', 'b__c')).not.toBe(nameOf(offers, 'a__b', 'c'));
  });

  it('cannot be taken by a server that calls its tool so', () => {
    const honest = offer('git@hub', 'push');
    const shortened = nameOf([honest], 'git@hub', 'push');
    const thief = offer('git_hub', shortened.slice('git_hub__'.length));
    expect(nameOf([honest, thief], 'git@hub', 'push')).not.toBe(shortened);
    expect([...nameAll([honest, thief]).get('git_hub')!.values()]).not.toContain(shortened);
  });

  it('follow the prefix of a server: another one, or none', () => {
    const offers = [
      { server: 'github', prefix: 'gh', names: ['push'] },
      { server: 'time', prefix: '', names: ['now', 'start_service'] },
    ];
    expect(nameOf(offers, 'github', 'push')).toBe('gh__push');
    expect(nameOf(offers, 'time', 'now')).toBe('now');
    expect(nameOf(offers, 'time', 'start_service', new Set(['start_service']))).toMatch(/^start_service_[0-9a-f]{8}$/);
  });

  const character = fc.constantFrom('a', 'b', '_', '_', '.', '/', '-', 'é', ' ', '@', '漢', '😀');
  const word = fc.string({ unit: character, minLength: 1, maxLength: 70 });
  const offers = fc.uniqueArray(
    fc.record({ server: word, prefix: fc.option(fc.constantFrom('', 'a', 'a__b')), names: fc.array(word, { maxLength: 8 }) }),
    { maxLength: 6, selector: ({ server }) => server },
  );
  const full = (raw: { server: string; prefix: string | null; names: string[] }[]): Offer[] =>
    raw.map(({ server, prefix, names }) => ({ server, prefix: prefix ?? server, names }));
  const flat = (all: Offer[], reserved = new Set<string>()) =>
    [...nameAll(all, (name) => reserved.has(name))].flatMap(([server, names]) => [...names].map(([own, name]) => ({ server, own, name })));

  it('that a person gave stay what they are, whatever others are called', () => {
    const given = fc.uniqueArray(fc.constantFrom('a', 'b', 'a__b', 'x', 'a__a'), { maxLength: 3 });
    fc.assert(
      fc.property(offers, given, (raw, names) => {
        const plain = full(raw);
        const owners = plain.flatMap(({ server, names: own }) => [...new Set(own)].map((one) => ({ server, own: one })));
        const chosen = names.slice(0, owners.length).map((name, at) => ({ ...owners[at]!, name }));
        const all = plain.map((one) => ({
          ...one,
          given: new Map(chosen.filter(({ server }) => server === one.server).map(({ own, name }) => [own, name])),
        }));
        const named = flat(all, new Set(names));
        for (const { server, own, name } of chosen) expect(named).toContainEqual({ server, own, name });
        expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
        // a name that was given is nobody else's, also while its own server is not known
        for (const { server, own, name } of named) {
          if ((names as string[]).includes(name)) expect(chosen).toContainEqual({ server, own, name });
        }
      }),
    );
  });

  it('are legal, never too long, unique, complete, and never a reserved one', () => {
    const reserved = new Set(['a', 'a__b', 'b']);
    fc.assert(
      fc.property(offers, (raw) => {
        const all = full(raw);
        const named = flat(all, reserved);
        for (const { name } of named) expect(name).toMatch(/^[A-Za-z0-9_\-./]{1,64}$/);
        expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
        expect(named.some(({ name }) => reserved.has(name))).toBe(false);
        expect(named.length).toBe(all.reduce((sum, { names }) => sum + new Set(names).size, 0));
      }),
    );
  });

  it('do not depend on the order of servers or tools, nor on servers that share nothing with them', () => {
    fc.assert(
      fc.property(offers, (raw) => {
        const all = full(raw);
        const turned = [...all].reverse().map((one) => ({ ...one, names: [...one.names].reverse() }));
        const more = [...all, offer('zzz-other', 'x')];
        const key = ({ server, own, name }: { server: string; own: string; name: string }) => JSON.stringify([server, own, name]);
        expect(flat(turned).map(key).sort()).toEqual(flat(all).map(key).sort());
        expect(flat(more).map(key)).toEqual(expect.arrayContaining(flat(all).map(key)));
      }),
    );
  });
});

describe('URIs of resources', () => {
  it('stay as they are, but for those that an earlier server has', () => {
    const { outward, mounted } = nameUris([
      { server: 'one', uris: ['memo://x', 'memo://one'] },
      { server: 'two', uris: ['memo://x', 'memo://two'] },
    ]);
    expect([...outward.get('one')!.values()]).toEqual(['memo://x', 'memo://one']);
    expect([...outward.get('two')!.values()]).toEqual(['two+memo://x', 'memo://two']);
    expect([...mounted]).toEqual(['two']);
    expect(unmount('two+memo://x', ['one', 'two'])).toEqual({ server: 'two', own: 'memo://x' });
    expect(unmount('TWO+memo://x', ['one', 'two'])).toEqual({ server: 'two', own: 'memo://x' });
    expect(unmount('git+https://x', ['one', 'two'])).toBeNull();
  });

  it('have a mount that a scheme may begin with, whatever the server is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (server) => {
        const uri = `${mountOf(server)}+memo://x`;
        expect(new URL(uri).protocol).toBe(`${mountOf(server)}+memo:`);
        expect(unmount(uri, ['other', server])).toEqual({ server, own: 'memo://x' });
      }),
    );
  });

  it('are unique after all, and lead back', () => {
    const uri = fc.constantFrom('memo://x', 'memo://y', 'b+memo://x', 'c+memo://x', 'b+b+memo://x', 'x');
    const servers = fc.tuple(fc.array(uri), fc.array(uri), fc.array(uri));
    fc.assert(
      fc.property(servers, (lists) => {
        const offers = ['a', 'b', 'c'].map((server, at) => ({ server, uris: [...new Set(lists[at]!)] }));
        const { outward } = nameUris(offers);
        const seen = [...outward.values()].flatMap((table) => [...table.values()]);
        expect(new Set(seen).size).toBe(seen.length);
        for (const { server, uris } of offers) for (const one of uris) expect(outward.get(server)!.has(one)).toBe(true);
      }),
    );
  });

  it('match templates in linear time', () => {
    expect(matched('test://static/{id}', 'test://static/5')).toBe('test://static/'.length);
    expect(matched('test://{kind}/{id}.json', 'test://text/5.json')).toBe('test:///.json'.length);
    expect(matched('test://{kind}/{id}.json', 'test://text/5.xml')).toBe(-1);
    expect(matched('plain://x', 'plain://x')).toBe(9);
    expect(matched('plain://x', 'plain://y')).toBe(-1);
    expect(matched('a://{x}aa', 'a://a')).toBe(-1);
    const startedAt = performance.now();
    matched(`a://${'{x}a'.repeat(5_000)}b`, `a://${'a'.repeat(100_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(50);
  });
});
