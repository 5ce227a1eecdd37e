import { expect, it } from 'vitest';
import { type Calm, calmHead, calmWords } from '../../renderer/view/calm-words.ts';

const view = (state: Calm['state'], ok: boolean | null = null, paused: Calm['paused'] = null): Calm => ({
  state,
  paused,
  health: { ok, checkedAt: null, latencyMs: null, reason: null },
});

it.each([
  [view('running', true), 'server.what.calm'],
  [view('running', null), 'server.what.runs'],
  [view('running', true, { until: null, since: '2026-11-22T05:00:00.000Z' } as Calm['paused']), 'server.what.runs'],
  [view('starting'), 'server.what.starting'],
  [view('restarting'), 'server.what.starting'],
  [view('stopping'), 'server.what.stopping'],
  [view('stopped'), 'server.what.off'],
  [view('idle'), 'server.what.off'],
])('says of %j no more than is known: %s', (server, words) => {
  expect(calmWords(server)).toBe(words);
});

it('promises nothing of what has not answered yet', () => {
  expect(calmHead(view('starting'))).toBe('server.what.so-far');
  expect(calmHead(view('running', true))).toBe('server.what.ok');
});
