// Lines of a config file as they may be shown: values that are secret by their name, their place or their look are masked. The file itself is
// never touched by this.
import { isSecretName, mask, maskNamed, maskSecrets, maskValue } from '../decide/mask.ts';
import type { Lines } from './unified-diff.ts';

interface Value {
  from: number;
  to: number;
  value: string;
  /** its key; null in a list */
  key: string | null;
  /** what stands before it in its list */
  before: string | null;
}

export async function maskedLines(text: string, kind: 'json' | 'yaml'): Promise<Lines> {
  const values = kind === 'json' ? await inJson(text) : await inYaml(text);
  const real = text.split('\n');
  if (real.at(-1) === '') real.pop(); // what follows the last line break is no line
  const starts: number[] = [];
  for (let line = 0, at = 0; line < real.length; at += real[line]!.length + 1, line++) starts.push(at);
  return {
    real,
    shown(line) {
      const from = starts[line]!;
      const to = from + real[line]!.length;
      let shown = '';
      let done = from;
      // files of megabytes: only what is shown is looked at
      for (let index = firstAfter(values, from); index < values.length && values[index]!.from < to; index++) {
        const value = values[index]!;
        const masked = shownFor(value);
        if (masked === value.value) continue;
        const quoted = text[value.from] === '"' ? JSON.stringify(masked) : masked;
        shown += text.slice(done, Math.max(done, value.from)) + (value.from >= from ? quoted : mask);
        done = Math.min(to, value.to);
      }
      // comments, and what the structure did not tell
      return maskSecrets(shown + text.slice(done, to)).replace(/\r$/, '');
    },
  };
}

/** The first that ends behind this offset; they are in order and never overlap. */
function firstAfter(values: readonly Value[], offset: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const between = (low + high) >> 1;
    if (values[between]!.to <= offset) low = between + 1;
    else high = between;
  }
  return low;
}

function shownFor({ value, key, before }: Value): string {
  const named = before !== null && /^--?[A-Za-z]/.test(before) && !before.includes('=') && isSecretName(before);
  if (named && !value.startsWith('-')) return maskValue(value);
  return key === null ? maskSecrets(value) : maskNamed(key, value);
}

async function inJson(text: string): Promise<Value[]> {
  const { visit } = await import('jsonc-parser');
  const shift = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const values: Value[] = [];
  let before: string | null = null;
  let key: string | null = null;
  const lists: boolean[] = [];
  const begin = (isList: boolean) => {
    lists.push(isList);
    before = null;
  };
  const end = () => {
    lists.pop();
    before = null;
  };
  visit(text.slice(shift), {
    onObjectBegin: () => begin(false),
    onArrayBegin: () => begin(true),
    onObjectEnd: end,
    onArrayEnd: end,
    onObjectProperty(name) {
      key = name;
    },
    onLiteralValue(found: unknown, offset, length) {
      const inList = lists.at(-1) === true;
      const value = String(found);
      if (typeof found === 'string' || typeof found === 'number')
        values.push({ from: offset + shift, to: offset + shift + length, value, key: inList ? null : key, before: inList ? before : null });
      before = value;
    },
  });
  return values;
}

async function inYaml(text: string): Promise<Value[]> {
  const yaml = await import('yaml');
  const shift = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const values: Value[] = [];
  yaml.visit(yaml.parseDocument(text.slice(shift), { logLevel: 'silent' }), {
    Scalar(place, node, path) {
      if (place === 'key' || !node.range || (typeof node.value !== 'string' && typeof node.value !== 'number')) return;
      const parent = path.at(-1);
      const key = yaml.isPair(parent) && yaml.isScalar(parent.key) ? String(parent.key.value) : null;
      const previous = yaml.isSeq(parent) && typeof place === 'number' && place > 0 ? parent.items[place - 1] : null;
      const before = yaml.isScalar(previous) ? String(previous.value) : null;
      values.push({ from: node.range[0] + shift, to: node.range[1] + shift, value: String(node.value), key, before });
    },
  });
  return values.sort((a, b) => a.from - b.from);
}
