// How each state looks on every surface: tone, glyph, place in lists; and the thresholds that more than one surface draws.
import type { StateKind } from '../server.ts';
import { say } from './amounts.ts';

export type Tone = 'ok' | 'warn' | 'fail' | 'busy' | 'mute';
export type Glyph = 'healthy' | 'idle' | 'degraded' | 'crashed' | 'starting' | 'restarting' | 'stopped' | 'paused' | 'unknown';

interface Look {
  tone: Tone;
  glyph: Glyph;
  /** place in lists: trouble first */
  rank: number;
}

export const looks: Record<StateKind, Look> = {
  crashed: { tone: 'fail', glyph: 'crashed', rank: 0 },
  degraded: { tone: 'warn', glyph: 'degraded', rank: 1 },
  restarting: { tone: 'busy', glyph: 'restarting', rank: 2 },
  starting: { tone: 'busy', glyph: 'starting', rank: 3 },
  stopping: { tone: 'busy', glyph: 'starting', rank: 4 },
  running: { tone: 'ok', glyph: 'healthy', rank: 5 },
  idle: { tone: 'mute', glyph: 'idle', rank: 6 },
  stopped: { tone: 'mute', glyph: 'stopped', rank: 7 },
  disabled: { tone: 'mute', glyph: 'stopped', rank: 8 },
};

export const thresholds = {
  /** from here on a CPU line takes the colour of attention */
  cpuHigh: 10,
  /** without a sign of life for this long, the state is not known any more */
  contactLostMs: 2000,
  /** an action without an answer: "Taking longer than usual" */
  actionSlowMs: 5000,
  /** stalls of the ring */
  ringStalls: 12,
} as const;

export const rankOf = (state: StateKind): number => looks[state].rank;
export const toneOf = (state: StateKind): Tone => looks[state].tone;
export const glyphOf = (state: StateKind): Glyph => looks[state].glyph;
export const labelOf = (state: StateKind): string => say(`label.${state}`);
