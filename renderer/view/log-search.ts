// What is searched in a log: plain text whatever its case, or a pattern. Nothing that is typed can make the page stand still.
import type { TextId } from '../text.ts';

/** where it is found in a text, in order and apart from each other; none: it is not there */
export type Finder = (text: string) => [from: number, to: number][];

export interface Search {
  find: Finder | null;
  /** why the pattern cannot be used, as the id of its words */
  fault: TextId | null;
}

export const noSearch: Search = { find: null, fault: null };

/** a pattern sees this much of a line: one that is slow is slower on a long one */
const mostSearched = 2000;

export function searchOf(text: string, isPattern: boolean): Search {
  if (text === '') return noSearch;
  if (!isPattern) return { find: textFinder(text.toLowerCase()), fault: null };
  if (mayTakeForEver(text)) return { find: null, fault: 'logs.pattern.slow' };
  try {
    return { find: patternFinder(new RegExp(text, 'gi')), fault: null };
  } catch {
    return { find: null, fault: 'logs.pattern.wrong' };
  }
}

function textFinder(wanted: string): Finder {
  return (text) => {
    const lower = text.toLowerCase();
    const found: [number, number][] = [];
    // a few letters have another length in lower case: then places would be wrong, and the line counts as found from its start
    if (lower.length !== text.length) return lower.includes(wanted) ? [[0, Math.min(wanted.length, text.length)]] : found;
    for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) found.push([at, at + wanted.length]);
    return found;
  };
}

function patternFinder(pattern: RegExp): Finder {
  return (text) => {
    const found: [number, number][] = [];
    for (const match of text.slice(0, mostSearched).matchAll(pattern)) {
      if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
    }
    return found;
  };
}

/** A repeated group that repeats inside, or repeats a choice, may try every way to cut a line: the page would stand still. */
function mayTakeForEver(pattern: string): boolean {
  const bare = pattern
    .replace(/\\./g, '_')
    .replace(/\[[^\]]*\]/g, '_')
    .replace(/\{\d+\}/g, '');
  let inner = bare;
  for (let before = ''; before !== inner; ) {
    before = inner;
    if (/\([^()]*[*+}|][^()]*\)(?:[*+]|\{\d+,)/.test(inner)) return true;
    // what was inside of a harmless group may still be repeated by the one around it
    inner = inner.replace(/\((?:\?[:=!]|\?<[=!])?([^()]*)\)/g, (_all, content: string) => (/[*+}]/.test(content) ? '_+' : '_'));
  }
  return false;
}
