// The design's state glyphs in a terminal: every state has its own outline, also without colour and without Unicode.
import type { Glyph } from '../../contract/words/looks.ts';

const shapes: Record<Glyph, string> = {
  healthy: '●',
  idle: '◉',
  degraded: '▲',
  crashed: '✖',
  starting: '◔',
  restarting: '↻',
  stopped: '○',
  paused: '‖',
  unknown: '◌',
};
const letters: Record<Glyph, string> = {
  healthy: '*',
  idle: '@',
  degraded: '!',
  crashed: 'x',
  starting: '~',
  restarting: '~',
  stopped: 'o',
  paused: '=',
  unknown: '?',
};

export const glyphText = (glyph: Glyph, unicode: boolean): string => (unicode ? shapes : letters)[glyph];
