// The pieces of the front that are bounded in number, size or time, each by itself.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Channel, eventOf } from '../../core/gateway/front/channel.ts';
import { createChoice } from '../../core/gateway/front/choice.ts';
import { decodeHeader } from '../../core/gateway/front/envelope.ts';
import type { Outlet } from '../../core/gateway/front/outlet.ts';
import { isDeeperThan } from '../../core/gateway/front/read-body.ts';
import { forHandshake, forStateless } from '../../core/gateway/front/results.ts';
import { createSessions } from '../../core/gateway/front/sessions.ts';
import { type Binding, createStates } from '../../core/gateway/front/states.ts';
import { createFakeRouter } from './support/fake-router.ts';

describe('depth of a body', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.entries(value).map(([, inner]) => depthOf(inner))) : 0;

  test('is that of what it parses to', () => {
    // keys and strings full of what could be mistaken for structure
    const tricky = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', 'a', 'ü'), maxLength: 200 });
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'large' },
        tricky,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(tricky, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 6 }), (given, levels) => {
        const bytes = Buffer.from(JSON.stringify(given));
        // too short for so many levels is answered without looking
        expect(isDeeperThan(bytes, levels)).toBe(depthOf(given) > levels);
      }),
      { numRuns: 500 },
    );
  });

  test('of a large body costs little', () => {
    const bytes = Buffer.from(
      JSON.stringify({ text: 'x'.repeat(8_000_000), quoted: '"'.repeat(500_000), list: Array(200_000).fill('ab') }),
    );
    const at = performance.now();
    expect(isDeeperThan(bytes, 1000)).toBe(false);
    expect(performance.now() - at).toBeLessThan(500);
  });
});

describe('channels', () => {
  const outlet = () => {
    const sent: string[] = [];
    const taken: Outlet = { open: true, send: (text) => sent.push(text) > 0, end() {}, drop() {} };
    return { sent, taken };
  };

  test('whoever comes back gets what it missed, and nothing twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), (count, after) => {
        const channel = new Channel('g1');
        for (let n = 1; n <= count; n++) channel.say(`"${n}"`);
        const { sent, taken } = outlet();
        expect(channel.attach(taken, after)).toBe(true);
        channel.say('"last"');
        const numbers = sent.map((text) => Number(/^id: g1-(\d+)\n/.exec(text)![1]));
        expect(numbers).toEqual(Array.from({ length: Math.max(0, count - after) + 1 }, (_, at) => Math.min(after, count) + 1 + at));
      }),
    );
  });

  test('what is kept is bounded, and a gap is known', () => {
    const channel = new Channel('g1');
    for (let n = 0; n < 100; n++) channel.say(JSON.stringify('x'.repeat(10_000)));
    const { sent, taken } = outlet();
    expect(channel.attach(taken, 3)).toBe(false);
    expect(sent.join('').length).toBeLessThanOrEqual(256 * 1024);
    expect(sent.length).toBeGreaterThan(10);
    const whole = new Channel('p2');
    whole.say('x'.repeat(2_000_000), true);
    const other = outlet();
    expect([whole.attach(other.taken, 0), other.sent.length]).toEqual([true, 1]);
  });

  test('names of events', () => {
    expect(eventOf('g12-7')).toEqual({ key: 'g12', number: 7 });
    for (const wrong of [undefined, '', 'g12', '-7', 'g12-', 'g12-7x', 'G1-1', `g1-${'9'.repeat(30)}`, '__proto__-1'])
      expect(eventOf(wrong)).toBeNull();
  });
});

describe('sessions', () => {
  test('end when nobody used them for long; one that works does not', () => {
    const router = createFakeRouter();
    const sessions = createSessions({ router, choose: createChoice(router, () => undefined), most: 10, idleMs: 1000 });
    const open = (name: string) =>
      sessions.open({
        access: { key: 'k', label: null },
        entry: { access: { key: 'k', label: null }, path: null, client: null },
        asked: null,
        topics: [],
        caller: {
          id: name,
          owner: name,
          label: name,
          clientInfo: { name, version: '1' },
          generation: 'handshake',
          protocolVersion: '2025-11-25',
          capabilities: {},
          profile: router.profile('default')!,
        },
      })!;
    const [idle, busy] = [open('idle'), open('busy')];
    busy.underway.set(1, { call: null as never, settle() {} });
    const now = performance.now();
    sessions.sweep(now + 900);
    expect(sessions.list()).toHaveLength(2);
    sessions.sweep(now + 2000);
    expect(sessions.list()).toEqual([busy]);
    expect([idle.ended, router.left, router.listeners.size]).toEqual([true, ['idle'], 1]);
    expect(idle.id).not.toBe(busy.id);
  });
});

describe('states of requests that wait for input', () => {
  test('open for the same binding alone', () => {
    const states = createStates();
    const text = fc.string({ maxLength: 20 });
    const binding = fc.record({
      bearer: text,
      client: text,
      profile: text,
      method: text,
      target: fc.option(text),
    }) as fc.Arbitrary<Binding>;
    fc.assert(
      fc.property(text, binding, binding, fc.string(), (state, one, other, noise) => {
        const sealed = states.seal(state, one);
        expect(states.open(sealed, one)).toBe(state);
        if (JSON.stringify(one) !== JSON.stringify(other)) expect(states.open(sealed, other)).toBeNull();
        if (noise !== '') expect(states.open(sealed + noise, one)).toBeNull();
        expect(createStates().open(sealed, one)).toBeNull();
      }),
    );
  });
});

describe('the form of results', () => {
  const info = { name: 'us', version: '1' };
  const key = 'io.modelcontextprotocol/serverInfo';

  test('for clients that shake hands: nothing that they do not know', () => {
    const plain = { content: [], _meta: { a: 1 } };
    expect(forHandshake(plain)).toBe(plain);
    const dressed = { content: [], resultType: 'complete', ttlMs: 1, cacheScope: 'public', _meta: { a: 1, [key]: { name: 'x' } } };
    expect(forHandshake(dressed)).toEqual(plain);
    expect(forHandshake(null)).toBeNull();
  });

  test('for the others: what it is, who said it, how long it keeps', () => {
    const given = { tools: [], ttlMs: 5, cacheScope: 'public', _meta: { a: 1, [key]: { name: 'upstream' } } };
    expect(forStateless('tools/list', given, info)).toEqual({ ...given, resultType: 'complete', _meta: { a: 1, [key]: info } });
    expect(forStateless('tools/list', { tools: [], ttlMs: -1, cacheScope: 'all' }, info)).toMatchObject({
      ttlMs: 0,
      cacheScope: 'private',
    });
    expect(forStateless('tools/call', { content: [] }, info)).not.toHaveProperty('ttlMs');
    expect(forStateless('tools/call', undefined, info)).toEqual({ resultType: 'complete', _meta: { [key]: info } });
  });

  test('header values that come as Base64', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeHeader(`=?base64?${Buffer.from(text).toString('base64')}?=`)).toBe(text.toWellFormed());
      }),
    );
    expect(decodeHeader('plain')).toBe('plain');
    for (const wrong of ['=?base64?a?=', '=?base64?ab=c?=', '=?base64?/w==?=', '=?base64? ?=']) expect(decodeHeader(wrong)).toBeNull();
  });
});
