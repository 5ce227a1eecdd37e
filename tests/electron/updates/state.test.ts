import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UpdateState } from '../../../contract/desktop.ts';
import { nextUpdateState, type UpdateFact } from '../../../electron/updates/state.ts';

const at = '2026-11-21T10:00:00.000Z';
const none: UpdateState = { kind: 'none', checkedAt: null };
const available: UpdateState = { kind: 'available', version: '2.0.0' };
const downloading: UpdateState = { kind: 'downloading', version: '2.0.0', percent: 40 };
const ready: UpdateState = { kind: 'ready', version: '2.0.0' };
const wentWrong: UpdateState = { kind: 'failed', reason: 'x' };

describe('how far an update is', () => {
  it.each<[string, UpdateState, UpdateFact, UpdateState]>([
    ['nothing new', none, { fact: 'none', at }, { kind: 'none', checkedAt: at }],
    ['something new', none, { fact: 'available', version: '2.0.0' }, available],
    ['the same again', ready, { fact: 'available', version: '2.0.0' }, ready],
    ['something newer than what is ready', ready, { fact: 'available', version: '2.1.0' }, { kind: 'available', version: '2.1.0' }],
    ['what was new is taken back', available, { fact: 'none', at }, { kind: 'none', checkedAt: at }],
    ['what is ready stays, though the feed has nothing new', ready, { fact: 'none', at }, ready],
    ['a piece', available, { fact: 'progress', percent: 40 }, downloading],
    ['a piece beyond the whole', downloading, { fact: 'progress', percent: 140 }, { ...downloading, percent: 100 }],
    ['a piece of nobody knows what', none, { fact: 'progress', percent: 1 }, none],
    ['a late piece', ready, { fact: 'progress', percent: 99 }, ready],
    ['all of it', downloading, { fact: 'downloaded', version: '2.0.0' }, ready],
    ['a download that was given up', downloading, { fact: 'cancelled' }, available],
    ['a look that failed', none, { fact: 'failed', reason: 'x', asked: true }, wentWrong],
    ['a look in the background that failed', none, { fact: 'failed', reason: 'x', asked: false }, none],
    ['a download that failed', downloading, { fact: 'failed', reason: 'x', asked: false }, wentWrong],
    ['a look that failed while something is ready', ready, { fact: 'failed', reason: 'x', asked: true }, ready],
    ['the next look', wentWrong, { fact: 'available', version: '2.0.0' }, available],
  ])('%s', (_, state, fact, next) => {
    expect(nextUpdateState(state, fact)).toEqual(next);
  });

  it('is nothing where it is off, whatever is said', () => {
    const off: UpdateState = { kind: 'off', reason: 'r' };
    const version = fc.constantFrom('1.0.0', '2.0.0');
    const fact: fc.Arbitrary<UpdateFact> = fc.oneof(
      fc.record({ fact: fc.constant('none' as const), at: fc.constant(at) }),
      fc.record({ fact: fc.constant('available' as const), version }),
      fc.record({ fact: fc.constant('progress' as const), percent: fc.double() }),
      fc.record({ fact: fc.constant('downloaded' as const), version }),
      fc.record({ fact: fc.constant('failed' as const), reason: fc.string(), asked: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(fact), (facts) => {
        expect(facts.reduce(nextUpdateState, off)).toBe(off);
        // nothing becomes ready but by a whole download
        const end = facts.reduce(nextUpdateState, none);
        if (end.kind === 'ready') expect(facts.some(({ fact }) => fact === 'downloaded')).toBe(true);
      }),
    );
  });
});
