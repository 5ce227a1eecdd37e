// Finds tools by words: a small ranked search over names, titles, descriptions and names of parameters. Pure and deterministic: the same tools and
// the same words give the same answer, ties go by the order of the list. docs/decisions/0137 says how it ranks.

export interface Searched {
  /** at the gateway */
  name: string;
  server: string;
  /** the server's own name of it */
  own: string;
  title?: string;
  description?: string;
  parameters: readonly string[];
}

export interface Hit {
  /** place in what was indexed */
  at: number;
  /** the query is this tool's name */
  exact: boolean;
}

export interface SearchIndex {
  /** best first; all that match at all */
  search(query: string): Hit[];
}

const weights = { own: 4, server: 2, title: 2, description: 1, parameters: 1 } as const;
/** BM25: how soon further mentions stop counting, and how much a long description counts against a tool */
const K1 = 1.2;
const B = 0.4;
/** what begins like the word that was asked for, and what that word begins with */
const PREFIX = 0.6;
const STEM = 0.4;
const LEAST_STEM = 4;
const MOST_EXPANSIONS = 64;
const MOST_TERMS = 32;
const MOST_QUERY = 500;
const MOST_DESCRIPTION = 4_000;

const idle = new Set(
  'a an and are as at be by can do for from get give how i in into is it its me my of on or please that the this to tool tools use want what with you'.split(
    ' ',
  ),
);

interface Posting {
  at: number;
  weight: number;
}

export function indexTools(tools: readonly Searched[]): SearchIndex {
  const postings = new Map<string, Posting[]>();
  const lengths = new Float64Array(tools.length);
  const phrases: { lower: string[]; own: string }[] = [];
  for (const [at, tool] of tools.entries()) {
    const counts = new Map<string, number>();
    const add = (text: string | undefined, weight: number) => {
      for (const term of termsOf(text ?? '')) {
        counts.set(term, (counts.get(term) ?? 0) + weight);
        lengths[at]! += weight;
      }
    };
    add(tool.own, weights.own);
    add(tool.server, weights.server);
    add(tool.title, weights.title);
    add(tool.description?.slice(0, MOST_DESCRIPTION), weights.description);
    for (const parameter of tool.parameters) add(parameter, weights.parameters);
    for (const [term, weight] of counts) {
      const known = postings.get(term);
      if (known) known.push({ at, weight });
      else postings.set(term, [{ at, weight }]);
    }
    const lower = [tool.name, tool.own, `${tool.server}.${tool.own}`].map((one) => one.toLowerCase());
    phrases.push({ lower, own: termsOf(tool.own).join(' ') });
  }
  const sorted = [...postings.keys()].sort();
  const mean = lengths.reduce((sum, one) => sum + one, 0) / Math.max(1, tools.length) || 1;

  /** a term of the query → terms of the index, and how much each of them counts */
  function expand(term: string): [string, number][] {
    const found: [string, number][] = postings.has(term) ? [[term, 1]] : [];
    if (term.length >= 2) {
      for (let at = firstFrom(sorted, term); at < sorted.length && found.length < MOST_EXPANSIONS; at += 1) {
        const other = sorted[at]!;
        if (!other.startsWith(term)) break;
        if (other !== term) found.push([other, PREFIX * (term.length / other.length)]);
      }
    }
    for (let length = term.length - 1; length >= LEAST_STEM; length -= 1) {
      const start = term.slice(0, length);
      if (postings.has(start)) found.push([start, STEM * (length / term.length)]);
    }
    return found;
  }

  function score(terms: readonly string[]): Float64Array {
    const total = new Float64Array(tools.length);
    const matched = new Uint8Array(tools.length);
    for (const term of terms) {
      const best = new Float64Array(tools.length);
      for (const [known, worth] of expand(term)) {
        const list = postings.get(known)!;
        const rarity = Math.log(1 + (tools.length - list.length + 0.5) / (list.length + 0.5));
        for (const { at, weight } of list) {
          const saturated = (weight * (K1 + 1)) / (weight + K1 * (1 - B + (B * lengths[at]!) / mean));
          best[at] = Math.max(best[at]!, worth * rarity * saturated);
        }
      }
      for (let at = 0; at < best.length; at += 1) {
        if (best[at] === 0) continue;
        total[at]! += best[at]!;
        matched[at]! += 1;
      }
    }
    // a tool that has something of every word comes before one that has much of a single one
    for (let at = 0; at < total.length; at += 1) total[at]! *= matched[at]! / Math.max(1, terms.length);
    return total;
  }

  return {
    search(query) {
      const given = query.slice(0, MOST_QUERY);
      const words = [...new Set(termsOf(given))];
      const useful = words.filter((word) => !idle.has(word));
      const scores = score((useful.length > 0 ? useful : words).slice(0, MOST_TERMS));
      const whole = given.trim().toLowerCase();
      const phrase = termsOf(given).join(' ');
      const rankOf = (at: number): number => {
        const { lower, own } = phrases[at]!;
        if (whole === '') return 2;
        if (lower.includes(whole)) return 0;
        if (own === phrase) return 1;
        return whole.length >= 2 && lower.some((one) => one.startsWith(whole)) ? 2 : 3;
      };
      const found: { at: number; rank: number; score: number }[] = [];
      for (let at = 0; at < tools.length; at += 1) {
        const rank = rankOf(at);
        if (rank < 3 || scores[at]! > 0) found.push({ at, rank, score: scores[at]! });
      }
      found.sort((a, b) => a.rank - b.rank || b.score - a.score || a.at - b.at);
      return found.map(({ at, rank }) => ({ at, exact: rank < 2 && whole !== '' }));
    },
  };
}

const ascii = /^[\x20-\x7e\s]*$/;
const asciiSpaced = (text: string) => text.replace(/([a-z0-9])(?=[A-Z])/g, '$1 ').replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ');

/** `readTextFile`, `read_text_file` and “Reads text files” have the same words. */
export function termsOf(text: string): string[] {
  // nearly all definitions: the general way takes several times as long, and an index is made while clients wait
  if (ascii.test(text))
    return (
      asciiSpaced(text)
        .toLowerCase()
        .match(/[a-z0-9]+/g) ?? []
    ).map(stem);
  const spaced = text
    .normalize('NFKC')
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase();
  const words = spaced.match(/[\p{L}\p{N}]+/gu) ?? [];
  // scripts without spaces: each character is a word
  return words.flatMap((word) => (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word) ? [...word] : [stem(word)]));
}

/** Just enough for plurals and forms of verbs, in the language that nearly all definitions are written in. */
function stem(word: string): string {
  let short = word;
  if (short.length > 4 && short.endsWith('ies')) short = `${short.slice(0, -3)}y`;
  else if (short.length > 3 && /[^su]s$/.test(short) && !short.endsWith('is')) short = short.slice(0, -1);
  if (short.length > 5 && short.endsWith('ing')) short = short.slice(0, -3);
  else if (short.length > 4 && short.endsWith('ed')) short = short.slice(0, -2);
  return short.length > 4 && short.endsWith('e') ? short.slice(0, -1) : short;
}

/** the first place that is not before the word */
function firstFrom(sorted: readonly string[], word: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
