// Equal or different, part by part; what is different on purpose is named with its reason.
import type { Looks } from './measure.ts';
import { drawings } from './parts.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export type Values = Record<Theme, Looks>;

export interface Difference {
  part: string;
  property: string;
  theme: Theme;
  drawn: string;
  ours: string;
}

/** why something differs from the drawing: by the part, and there by property; `*` is the whole part */
export type Allowed = Record<string, Record<string, string>>;

export function differences(drawn: Values, ours: Values): Difference[] {
  const found: Difference[] = [];
  for (const { name: part } of drawings.flatMap(({ parts }) => parts)) {
    for (const theme of themes) {
      const [theirs, our] = [drawn[theme][part], ours[theme][part]];
      if (!theirs || !our) {
        const word = (look: typeof theirs) => (look ? 'is there' : 'is missing');
        found.push({ part, property: '*', theme, drawn: word(theirs), ours: word(our) });
        continue;
      }
      for (const [property, value] of Object.entries(theirs)) {
        if (our[property] !== value) found.push({ part, property, theme, drawn: value, ours: our[property] ?? '' });
      }
    }
  }
  return found;
}

export const reasonOf = (allowed: Allowed, { part, property }: Difference): string | undefined =>
  allowed[part]?.[property] ?? allowed[part]?.['*'];

/** reasons for what does not differ any more */
export function idle(allowed: Allowed, found: readonly Difference[]): string[] {
  return Object.entries(allowed).flatMap(([part, reasons]) =>
    Object.keys(reasons)
      .filter((property) => !found.some((each) => each.part === part && (each.property === property || property === '*')))
      .map((property) => `${part}: ${property}`),
  );
}
