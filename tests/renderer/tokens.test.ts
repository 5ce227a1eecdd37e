// The colours of the tokens: what is read or must be told apart stands out from what it lies on, in both themes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokensOf } from '../ui/design/tokens.ts';

const tokens = tokensOf(readFileSync(join(import.meta.dirname, '..', '..', 'renderer', 'styles', 'tokens.css'), 'utf8'));

const each = (fronts: string[], grounds: string[]) => fronts.flatMap((front) => grounds.map((ground): [string, string] => [front, ground]));
const tones = ['ok', 'warn', 'fail', 'busy', 'mute'];
const grounds = ['bg', 'surface', 'sunken', 'hover'];
const logs = ['log-time', 'log-debug', 'log-info', 'log-warn', 'log-error'];

const readable: [string, string][] = [
  ...each(['text', 'text-2', 'text-3', 'accent-text', ...tones], grounds),
  ...each(['text', 'text-2'], ['active', 'overlay']),
  ...tones.map((tone): [string, string] => [tone, `${tone}-soft`]),
  ['accent-text', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-fail', 'fail-fill'],
  ...each(logs, ['code-bg']),
  ['log-warn', 'log-warn-bg'],
  ['log-error', 'log-error-bg'],
  ['text', 'mark'],
];
const distinct = each(['control', 'focus', ...Array.from({ length: 8 }, (_, at) => `s${at + 1}`)], ['bg', 'surface', 'code-bg']);

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const colour = (name: string) => tokens.get(`--${name}`)?.[theme] ?? '';
  it.each(readable)('%s on %s can be read', (front, ground) => {
    expect(contrast(colour(front), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(distinct)('%s on %s can be seen', (front, ground) => {
    expect(contrast(colour(front), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});

it('looks at no fewer than 104 pairs', () => expect(2 * readable.length).toBeGreaterThanOrEqual(104));

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** as WCAG has it */
function luminance(colour: string): number {
  const parts = /^#(..)(..)(..)$/.exec(colour);
  if (!parts) throw new Error(`not a plain colour: ${colour || 'none'}`);
  const [red, green, blue] = parts.slice(1).map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
