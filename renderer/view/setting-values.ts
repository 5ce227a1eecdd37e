// What the config says of one setting, and where.
import type { AnswerOf } from '../../contract/routes/table.ts';
import { recordOf } from './inspection.ts';

export type Said = Pick<AnswerOf<'config'>, 'values' | 'origins' | 'defaults'>;
export interface Origin {
  file: string;
  line: number | null;
}

/** what is at the end of a path; undefined: nothing */
export function valueAt(values: unknown, path: readonly string[]): unknown {
  let at: unknown = values;
  for (const step of path) {
    const inner = recordOf(at);
    if (!Object.hasOwn(inner, step)) return undefined;
    at = inner[step];
  }
  return at;
}

/** The value that is in force; `defaults` are those of servers. */
export const settingAt = ({ values, defaults }: Said, path: readonly string[]): unknown =>
  path[0] === 'defaults' ? valueAt(defaults.servers, path.slice(1)) : valueAt(values, path);

/** What services have instead, where it is another value. */
export function ofServices({ defaults }: Said, path: readonly string[]): string | null {
  if (path[0] !== 'defaults') return null;
  const own = valueAt(defaults.services, path.slice(1));
  return own === undefined || own === valueAt(defaults.servers, path.slice(1)) ? null : wordsOf(own);
}

/** null: no file says it */
export function originOf({ origins }: Said, path: readonly string[]): Origin | null {
  const key = path.join('.');
  const origin = Object.hasOwn(origins, key) ? origins[key]! : null;
  return origin === null || origin.file === 'default' ? null : origin;
}

export const wordsOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** What was typed, as the config means it: a number where it is one, else the text; nothing at all takes the key away. */
export function typedValue(text: string): string | number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}
