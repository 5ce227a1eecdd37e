// What was pinned of a server's definitions against what it says now. Pure: hashes are made by whoever asks.
import type { DefinitionChange, DefinitionKind, Difference } from '../../contract/trust.ts';
import { canonical } from './canonical.ts';
import { visible } from './visible-text.ts';

export interface Pin {
  hash: string;
  /** the definition in its canonical form; null when it was too long to be kept */
  text: string | null;
  /** a person said yes to just this one: what is suspicious in it has been seen */
  approved: boolean;
}

/** Kinds that are not there were never seen. */
export interface Pins {
  /** what was pinned before cannot be read any more: what is not in here now is not known, instead of new */
  lost: boolean;
  kinds: Map<DefinitionKind, Map<string, Pin>>;
}

/** lists of a schema that are sets: their order says nothing */
const sets = new Set(['required', 'enum', 'type', 'anyOf', 'oneOf', 'allOf', 'examples', 'icons', 'sizes', 'audience']);

/** The same text for definitions that differ in order alone: of keys, and of lists that are sets. */
export function canonicalDefinition(definition: unknown): string {
  return JSON.stringify(settled(definition, ''));
}

function settled(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    for (const entry of entries) entry[1] = settled(entry[1], entry[0]);
    // fromEntries: a key may be called as what every object has
    return Object.fromEntries(entries);
  }
  const all = value.map((one) => settled(one, ''));
  const isSet = sets.has(key) || (key === 'arguments' && all.every((one) => typeof one === 'object' && one !== null));
  return isSet && all.length > 1
    ? all
        .map((one) => [JSON.stringify(one), one] as const)
        .sort(byText)
        .map(([, one]) => one)
    : all;
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

export function changeOf(pins: Pins, kind: DefinitionKind, name: string, hash: string): DefinitionChange | null {
  const pin = pins.kinds.get(kind)?.get(name);
  if (pin) return pin.hash === hash ? null : 'changed';
  return pins.lost ? 'unknown' : 'new';
}

const MOST_DIFFERENCES = 20;
const LONGEST_SHOWN = 400;
const AROUND = 60;

/** What differs, part by part, in words that can be shown. At most some. */
export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  const walk = (old: unknown, now: unknown, path: string) => {
    if (found.length >= MOST_DIFFERENCES || canonical(old) === canonical(now)) return;
    if (isMap(old) && isMap(now)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
        walk(own(old, key), own(now, key), path === '' ? key : `${path}.${key}`);
      }
    } else if (Array.isArray(old) && Array.isArray(now)) {
      for (let at = 0; at < Math.max(old.length, now.length); at += 1) walk(old[at], now[at], `${path}[${at}]`);
    } else found.push({ path: visible(path, 200), ...shown(old, now) });
  };
  walk(before, after, '');
  return found;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (map: Record<string, unknown>, key: string) => (Object.hasOwn(map, key) ? map[key] : undefined);

/** Long texts are cut to where they differ. */
function shown(old: unknown, now: unknown): { before: string | null; after: string | null } {
  const [before, after] = [textOf(old), textOf(now)];
  if (before === null || after === null) return { before: cut(before, 0), after: cut(after, 0) };
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  const from = before.length <= LONGEST_SHOWN && after.length <= LONGEST_SHOWN ? 0 : Math.max(0, start - AROUND);
  return { before: cut(before, from), after: cut(after, from) };
}

const textOf = (value: unknown) => (value === undefined ? null : typeof value === 'string' ? value : canonical(value));
const cut = (text: string | null, from: number) => text && `${from > 0 ? '…' : ''}${visible(text.slice(from), LONGEST_SHOWN)}`;
