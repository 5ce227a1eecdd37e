// The arguments of a call as they may be kept: masked, and cut. The walk costs no more than what is kept of it, however large they are.
import { isSecretName, mask, maskArgs, maskNamed, maskSecrets } from './mask.ts';

/** characters that are kept of one call */
export const mostKept = 2_048;
/** the last part of a text that is cut is left out: a secret that ends there would not be known for one */
const leftOut = 512;
const mostDepth = 64;

export function keptArguments(value: unknown): string {
  let text = '';
  const left = () => mostKept - text.length;

  function add(part: unknown, name: string, depth: number): void {
    if (left() < 0) return;
    if (typeof part === 'string') text += JSON.stringify(shown(part, left(), (seen) => maskNamed(name, seen)));
    // a number may be a secret too, where its name says so
    else if (typeof part === 'number' && isSecretName(name)) text += JSON.stringify(mask);
    else if (typeof part !== 'object' || part === null) text += String(part ?? null);
    else if (depth >= mostDepth) text += '"…"';
    else if (Array.isArray(part)) addList(part, name, depth);
    else addMap(part, depth);
  }

  function addList(list: unknown[], name: string, depth: number): void {
    text += '[';
    for (const [at, part] of list.entries()) {
      if (left() < 0) return;
      if (at > 0) text += ',';
      const before: unknown = list[at - 1];
      // an option's value may be the next one
      if (typeof part !== 'string' || typeof before !== 'string' || before.length > 100) add(part, name, depth + 1);
      else text += JSON.stringify(shown(part, left(), (seen) => maskNamed(name, maskArgs([before, seen])[1]!)));
    }
    text += ']';
  }

  function addMap(map: object, depth: number): void {
    let first = true;
    text += '{';
    for (const key in map) {
      if (left() < 0) return;
      if (!Object.hasOwn(map, key)) continue;
      text += `${first ? '' : ','}${JSON.stringify(shown(key, left(), maskSecrets))}:`;
      first = false;
      add((map as Record<string, unknown>)[key], key, depth + 1);
    }
    text += '}';
  }

  add(value, '', 0);
  return left() < 0 ? `${text.slice(0, mostKept - 1)}…` : text;
}

/** No more is looked at than can be kept, and some more for the part that is left out. */
function shown(text: string, most: number, masked: (text: string) => string): string {
  const looked = Math.max(most, 0) + 2 * leftOut;
  if (text.length <= looked) return masked(text);
  const seen = masked(text.slice(0, looked));
  return `${seen.slice(0, Math.max(0, seen.length - leftOut))}…`;
}
