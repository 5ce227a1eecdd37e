// Colours by meaning. NO_COLOR, FORCE_COLOR and dumb terminals are honoured; a pipe or a file never gets any.
import type { Tone } from '../../contract/words/looks.ts';

export interface Paint {
  readonly on: boolean;
  tone(tone: Tone, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  /** a steady colour for the nth of several sources */
  series(index: number, text: string): string;
}

type Env = Record<string, string | undefined>;

export function wantsColour(stream: { isTTY?: boolean }, env: Env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

const tones: Record<Tone, string> = { ok: '32', warn: '33', fail: '31', busy: '34', mute: '90' };
const seriesColours = ['36', '35', '34', '33', '32', '96', '95', '94'];

export function paint(on: boolean): Paint {
  const sgr = (code: string, text: string): string => (on && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    on,
    tone: (tone, text) => sgr(tones[tone], text),
    bold: (text) => sgr('1', text),
    dim: (text) => sgr('2', text),
    series: (index, text) => sgr(seriesColours[index % seriesColours.length]!, text),
  };
}
