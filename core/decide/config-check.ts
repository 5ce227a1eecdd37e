// The grammar of config files: small checks that walk a tree with positions, so that each complaint names line and column.
import { nearest } from './nearest.ts';
import { describeTree, type Place, type Tree } from './tree.ts';
import { parseDuration, parseSize } from './units.ts';

export interface Complaint {
  at: Place;
  message: string;
  next: string | null;
}
export type Report = (at: Place, message: string, next?: string | null) => void;
export type Check = (tree: Tree, path: string, report: Report) => void;

const isNothing = (tree: Tree) => tree.kind === 'scalar' && tree.value === null;

function wrong(tree: Tree, path: string, report: Report, expected: string, next: string | null = null) {
  report(tree.at, `"${path}" must be ${expected}, not ${describeTree(tree)}`, next);
}

/** A map with known keys. An empty section (`health:` with nothing behind it) is an empty map. */
export function section(keys: Record<string, Check>): Check {
  const known = Object.keys(keys);
  return (tree, path, report) => {
    if (isNothing(tree)) return;
    if (tree.kind !== 'map') return wrong(tree, path || 'the config', report, 'a map');
    for (const pair of tree.pairs) {
      const inner = path ? `${path}.${pair.key}` : pair.key;
      if (Object.hasOwn(keys, pair.key)) {
        keys[pair.key]!(pair.value, inner, report);
        continue;
      }
      const close = nearest(pair.key, known);
      const where = path ? `in "${path}"` : 'at the top level';
      report(pair.keyAt, `unknown key "${pair.key}" ${where}`, close ? `Did you mean "${close}"?` : `Known here: ${known.join(', ')}.`);
    }
  };
}

/** A map whose keys are names that the user chooses. */
export function named(value: Check, checkName?: (name: string) => string | null): Check {
  return (tree, path, report) => {
    if (isNothing(tree)) return;
    if (tree.kind !== 'map') return wrong(tree, path, report, 'a map');
    for (const pair of tree.pairs) {
      const complaint = checkName?.(pair.key);
      if (complaint) report(pair.keyAt, complaint);
      value(pair.value, `${path}.${pair.key}`, report);
    }
  };
}

export function list(item: Check): Check {
  return (tree, path, report) => {
    if (tree.kind !== 'list') return wrong(tree, path, report, 'a list');
    tree.items.forEach((inner, index) => {
      item(inner, `${path}[${index}]`, report);
    });
  };
}

/** `[a, b]`, or just `a`. */
export function oneOrMore(item: Check): Check {
  const many = list(item);
  return (tree, path, report) => (tree.kind === 'list' ? many : item)(tree, path, report);
}

export const text: Check = (tree, path, report) => {
  if (tree.kind === 'scalar' && typeof tree.value === 'string') return;
  const next = tree.kind === 'scalar' && tree.value !== null ? `Put it in quotes: "${tree.value}".` : null;
  wrong(tree, path, report, 'a text', next);
};

export const filledText: Check = (tree, path, report) => {
  if (tree.kind === 'scalar' && tree.value === '') wrong(tree, path, report, 'a text that is not empty');
  else text(tree, path, report);
};

/** What stands for a program at a server that has never heard of it: it has to be a document of its own, and nobody may forge it. */
export const httpsDocument: Check = (tree, path, report) => {
  const value = tree.kind === 'scalar' ? tree.value : null;
  if (typeof value === 'string' && /^https:\/\/[^/?#\s]+\/[^?#\s]+$/.test(value)) return;
  wrong(tree, path, report, 'an https address with a path, like https://example.com/client.json');
};

/** Arguments and environment values: people write numbers there, and a process only knows text. */
export const word: Check = (tree, path, report) => {
  if (tree.kind !== 'scalar' || tree.value === null) wrong(tree, path, report, 'a text or a number');
};

export const yesOrNo: Check = (tree, path, report) => {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'boolean') wrong(tree, path, report, 'true or false');
};

export function numberFrom(least: number, most: number, whole = false): Check {
  const range = most === Number.POSITIVE_INFINITY ? `from ${least} up` : `from ${least} to ${most}`;
  return (tree, path, report) => {
    const value = tree.kind === 'scalar' ? tree.value : null;
    const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isSafeInteger(value));
    if (!fits) wrong(tree, path, report, `a ${whole ? 'whole ' : ''}number ${range}`);
  };
}

export function oneOf(words: readonly string[]): Check {
  return (tree, path, report) => {
    const value = tree.kind === 'scalar' ? tree.value : undefined;
    if (typeof value === 'string' && words.includes(value)) return;
    const close = typeof value === 'string' ? nearest(value, words) : null;
    wrong(tree, path, report, words.map((one) => `"${one}"`).join(' or '), close ? `Did you mean "${close}"?` : null);
  };
}

/** One of some fixed words, or what `other` accepts. */
export function wordOr(words: readonly string[], other: Check): Check {
  return (tree, path, report) => {
    if (tree.kind === 'scalar' && words.includes(String(tree.value))) return;
    other(tree, path, report);
  };
}

export const duration: Check = (tree, path, report) => {
  const value = tree.kind === 'scalar' ? tree.value : null;
  if (typeof value === 'string' && parseDuration(value) !== null) return;
  wrong(
    tree,
    path,
    report,
    'a duration like 500ms, 10s, 5m or 1h',
    typeof value === 'number' ? `Add a unit: ${value}s or ${value}ms.` : null,
  );
};

export const size: Check = (tree, path, report) => {
  const value = tree.kind === 'scalar' ? tree.value : null;
  if (typeof value === 'string' && parseSize(value) !== null) return;
  wrong(tree, path, report, 'a size like 512MiB or 1GiB', typeof value === 'number' ? `Add a unit: ${value}MiB or ${value}GiB.` : null);
};

/** `0s`, `0B`: a limit that nothing could keep. */
export function moreThanNothing(amount: Check, read: (text: string) => number | null): Check {
  return (tree, path, report) => {
    const value = tree.kind === 'scalar' ? tree.value : null;
    if (typeof value === 'string' && read(value) === 0) report(tree.at, `"${path}" must be more than nothing`);
    else amount(tree, path, report);
  };
}

export function atMost(most: string, why: string, amount: Check): Check {
  return (tree, path, report) => {
    const value = tree.kind === 'scalar' ? tree.value : null;
    const bytes = typeof value === 'string' ? parseSize(value) : null;
    if (bytes !== null && bytes > parseSize(most)!) report(tree.at, `"${path}" must be at most ${most}, ${why}`);
    else amount(tree, path, report);
  };
}

/** For parts that are checked by those who use them. */
export const anything: Check = () => {};

export function complaints(tree: Tree, check: Check): Complaint[] {
  const found: Complaint[] = [];
  check(tree, '', (at, message, next = null) => found.push({ at, message, next }));
  return found;
}
