import { expect, it, describe as suite } from 'vitest';
import { stateKinds } from '../../contract/server.ts';
import {
  bytes,
  clock,
  compareServers,
  count,
  countdown,
  describe,
  describeUnknown,
  duration,
  headline,
  headlineParts,
  latency,
  nothing,
  percent,
  restartWords,
  say,
  summary,
  toolWords,
  when,
} from '../../contract/words.ts';
import { view } from '../support/page-state.ts';

const now = Date.parse('2026-11-21T12:08:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

suite('durations', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [3_600_000, '1 h'],
    [3_660_000, '1 h 1 min'],
    [86_399_999, '23 h 59 min'],
    [86_400_000, '1 d'],
    [3 * 86_400_000 + 4 * 3_600_000, '3 d 4 h'],
    [400 * 86_400_000, '400 d'],
  ])('%d ms are %s', (ms, words) => expect(duration(ms)).toBe(words));

  it('count down to zero only when due', () => {
    expect([3000, 2001, 1, 0, -1].map(countdown)).toEqual(['3 s', '3 s', '1 s', '0 s', '0 s']);
  });
});

suite('amounts', () => {
  it.each([
    [null, nothing],
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KB'],
    [62 * 1024 ** 2, '62 MB'],
    [8.24 * 1024 ** 2, '8.2 MB'],
    [9.96 * 1024 ** 2, '10 MB'],
    [1023.6 * 1024 ** 2, '1.0 GB'],
    [5000 * 1024 ** 4, '5000 TB'],
  ])('%d bytes are %s', (value, words) => expect(bytes(value)).toBe(words));

  it.each([
    [null, nothing],
    [0, '0.0 %'],
    [0.44, '0.4 %'],
    [99.94, '99.9 %'],
    [99.96, '100 %'],
    [412.7, '413 %'],
  ])('%d is %s', (value, words) => expect(percent(value)).toBe(words));

  it('counts in the right form', () => {
    expect([0, 1, 2].map(toolWords)).toEqual(['0 tools', '1 tool', '2 tools']);
    expect([0, 1, 5].map(restartWords)).toEqual(['no restarts', '1 restart', '5 restarts']);
    expect(say('servers', { n: 1200 })).toBe('1,200 servers');
  });

  it('leaves a value that was forgotten visible', () => expect(say('unknown', { label: 'healthy' })).toBe('Was healthy at {clock}'));
});

suite('moments', () => {
  // noon in the reader's own zone: hours back stay on the same day wherever the test runs
  const noon = new Date(2026, 10, 21, 12, 0).getTime();
  it.each([
    [500, 'just now'],
    [6 * 60_000, '6 min ago'],
    [59 * 60_000, '59 min ago'],
    [3 * 3_600_000, 'at 09:00'],
    [13 * 3_600_000, 'on Friday'],
    [5 * 86_400_000, 'on Monday'],
    [7 * 86_400_000, 'on Nov 14, 2026'],
  ])('%d ms before are %s', (age, words) => expect(when(noon - age, noon)).toBe(words));
});

suite('a server in words', () => {
  it('has a word and a glyph of its own for every state', () => {
    const words = stateKinds.map((state) => describe(view('files', { state }), now));
    expect(new Set(words.map(({ label }) => label)).size).toBe(stateKinds.length);
    // stopping borrows the glyph of starting, disabled that of stopped
    expect(new Set(words.map(({ glyph }) => glyph)).size).toBe(stateKinds.length - 2);
    for (const { sentence } of words) expect(sentence).not.toMatch(/\{|undefined|NaN/);
  });

  it.each([
    [{ state: 'running', startedAt: ago(3 * 86_400 + 4 * 3600) }, 'ok', 'Healthy', 'Healthy, up 3 d 4 h'],
    [{ state: 'running', startedAt: null }, 'ok', 'Healthy', 'Healthy'],
    [{ state: 'idle' }, 'mute', 'On demand', 'Starts on first call'],
    [{ state: 'degraded', since: ago(660), startedAt: ago(720) }, 'warn', 'Degraded', 'Degraded for 11 min, up 12 min'],
    [{ state: 'crashed', since: ago(360), restarts: 5 }, 'fail', 'Crashed', 'Crashed 6 min ago, gave up after 5 restarts'],
    [{ state: 'crashed', since: ago(360), restarts: 1 }, 'fail', 'Crashed', 'Crashed 6 min ago, gave up after 1 restart'],
    [{ state: 'crashed', since: ago(360), restarts: 0 }, 'fail', 'Crashed', 'Crashed 6 min ago'],
    [{ state: 'starting', step: 'initialize', since: ago(3) }, 'busy', 'Starting', 'Waiting for initialize, 3 s'],
    [{ state: 'starting', step: null, since: ago(3) }, 'busy', 'Starting', 'Starting, 3 s'],
    [{ state: 'restarting', retryAt: ago(-3.2) }, 'busy', 'Restarting', 'Restarts in 4 s'],
    [{ state: 'restarting', retryAt: ago(0) }, 'busy', 'Restarting', 'Restarts now'],
    [{ state: 'stopping', since: ago(2) }, 'busy', 'Stopping', 'Stopping, 2 s'],
    [{ state: 'stopped', wanted: 'down', since: ago(120) }, 'mute', 'Stopped', 'Stopped by you 2 min ago'],
    [{ state: 'stopped', wanted: 'up', since: ago(120) }, 'mute', 'Stopped', 'Stopped 2 min ago'],
    [{ state: 'stopped', run: 0 }, 'mute', 'Stopped', 'Not started yet'],
    [{ state: 'stopped', reason: 'finished, exit 0' }, 'mute', 'Stopped', 'Stopped: finished, exit 0'],
    [{ state: 'disabled' }, 'mute', 'Disabled', 'Disabled'],
  ] as const)('%o', (changes, tone, label, sentence) => {
    const words = describe(view('files', changes), now);
    expect([words.tone, words.label, words.sentence]).toEqual([tone, label, sentence]);
  });

  it('says a pause beside the state, not instead of it', () => {
    const words = describe(view('files', { paused: { until: null } }), now);
    expect([words.label, words.glyph, words.paused]).toEqual(['Healthy', 'healthy', 'Paused']);
    expect(describe(view('files', { paused: { until: ago(-60) } }), now).paused).toMatch(/^Paused until \d\d:\d\d$/);
  });

  it('is unknown without contact, with the last word and its time', () => {
    const words = describeUnknown(view('files', { state: 'crashed' }), now);
    expect([words.glyph, words.sentence]).toEqual(['unknown', `Was crashed at ${clock(now)}`]);
  });
});

suite('many servers', () => {
  const of = (...states: (typeof stateKinds)[number][]) => states.map((state, index) => view(`s${index}`, { state, tools: 2 }));

  it.each([
    [of(), 'Nothing to supervise'],
    [of('running'), '1 server healthy'],
    [of('running', 'running', 'stopped', 'starting'), '2 servers healthy'],
    [of('running', 'crashed', 'degraded', 'crashed'), '2 crashed, 1 degraded'],
    [of('degraded'), '1 degraded'],
    [of('starting', 'restarting', 'stopped'), '2 servers starting'],
    [of('idle', 'stopped'), '1 server on demand'],
    [of('stopped', 'disabled'), '2 servers stopped'],
  ])('headline %#: %s', (views, words) => expect(headline(views)).toBe(words));

  it('gives each part of the headline its glyph', () => {
    expect(headlineParts(of('crashed', 'degraded')).map(({ glyph }) => glyph)).toEqual(['crashed', 'degraded']);
  });

  it('sums up who serves', () => {
    expect(summary(of('running', 'idle', 'crashed', 'starting'))).toBe('2 of 4 serving 4 tools. 1 starting.');
    expect(summary(of('stopped', 'restarting'))).toBe('0 of 2 up. 1 restarting.');
  });

  it('puts trouble first, then names in their natural order', () => {
    const views = [view('b'), view('s10'), view('s9'), view('z', { state: 'crashed' }), view('a', { state: 'stopped' })];
    expect(views.sort(compareServers).map(({ name }) => name)).toEqual(['z', 'b', 's9', 's10', 'a']);
  });
});

suite('figures of calls', () => {
  it.each([
    [0, '0 ms'],
    [0.34, '0.3 ms'],
    [4.16, '4.2 ms'],
    [9.96, '10 ms'],
    [410, '410 ms'],
    [999.7, '1.0 s'],
    [1_320, '1.3 s'],
    [14_200, '14 s'],
    [null, nothing],
  ])('an answer within %s ms: %s', (ms, words) => expect(latency(ms)).toBe(words));
  it('many calls are grouped', () => expect([count(412), count(12_800), count(null)]).toEqual(['412', '12,800', nothing]));
});
