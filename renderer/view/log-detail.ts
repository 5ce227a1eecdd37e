// What is in a line: the keys and values that it holds, as JSON or as `key=value`, for reading it at leisure.
import { plain } from './log-lines.ts';

export interface Detail {
  /** what stands before the values */
  text: string;
  pairs: readonly (readonly [key: string, value: string])[];
  /** the object itself, when the line holds one */
  json: string | null;
}

const mostPairs = 60;
const mostText = 100_000;

export function detailOf(raw: string): Detail {
  const text = plain(raw).slice(0, mostText);
  const from = text.indexOf('{');
  if (from >= 0) {
    const found = objectIn(text.slice(from));
    if (found) return { text: text.slice(0, from).trim(), pairs: pairsOf(found), json: JSON.stringify(found, null, 2) };
  }
  const pairs = [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|\S*)/g)].map(([, key, value]) => [key!, value!] as const);
  // one alone may be a part of a sentence
  if (pairs.length < 2) return { text, pairs: [], json: null };
  const first = text.search(/(?:^|\s)[A-Za-z_][\w.-]*=/);
  return { text: text.slice(0, first).trim(), pairs: pairs.slice(0, mostPairs), json: null };
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // braces are not always JSON
  }
}

function pairsOf(found: Record<string, unknown>): (readonly [string, string])[] {
  return Object.entries(found)
    .slice(0, mostPairs)
    .map(([key, value]) => [key, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')] as const);
}
