// What is searched in a log: plain text whatever its case, or a pattern. What is typed must not make the page stand still: a pattern that
// may try for ever is refused, any other is stopped when it has taken too long with all lines. Only between two lines can it be stopped.
import type { TextId } from '../text.ts';

/** where it is found in a text, in order and apart from each other; none: it is not there */
export type Finder = (text: string) => [from: number, to: number][];

export interface Search {
  find: Finder | null;
  /** why the pattern cannot be used, as the id of its words; a slow one gets it while it is used */
  readonly fault: TextId | null;
}

export const noSearch: Search = { find: null, fault: null };
export const slowSearch: Search = { find: null, fault: 'logs.pattern.slow' };

/** a pattern sees this much of a line: one that is slow is slower on a long one */
const mostSearched = 2000;
/** ms that a pattern may take at once, and the share of the time that passes that it gets back, for the lines to come */
const patienceMs = 300;
const giveBack = 0.25;

export function searchOf(text: string, isPattern: boolean, clock = () => performance.now()): Search {
  if (text === '') return noSearch;
  if (!isPattern) return { find: textFinder(text.toLowerCase()), fault: null };
  try {
    new RegExp(text, 'gi');
  } catch {
    return { find: null, fault: 'logs.pattern.wrong' };
  }
  return mayTakeForEver(text) ? slowSearch : patternSearch(new RegExp(withoutIdleParts(text), 'gi'), clock);
}

/** A start that takes anything is tried from each place of a line, and finds no other lines: `.*foo` is found where `foo` is. */
function withoutIdleParts(pattern: string): string {
  const one = pattern.replace(/(?<!\\)(?:\.\*){2,}(?!\?)/g, '.*');
  const rest = one.replace(/^\.\*\??/, '');
  // what follows must be one whole, and find something by itself
  return /^[\w ](?![*?{])/.test(rest) && !rest.includes('|') ? rest : one;
}

/** Once it has taken too long it finds nothing any more, and its fault says so. */
function patternSearch(pattern: RegExp, clock: () => number): Search {
  const find = patternFinder(pattern);
  let isSlow = false;
  let spent = 0;
  let last = clock();
  return {
    find(text) {
      if (isSlow) return [];
      const began = clock();
      const found = find(text);
      const ended = clock();
      spent = Math.max(0, spent - (began - last) * giveBack) + (ended - began);
      last = ended;
      isSlow = spent > patienceMs;
      return isSlow ? [] : found;
    },
    get fault() {
      return isSlow ? slowSearch.fault : null;
    },
  };
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
