// The arguments of a call as they may be kept: masked, and cut. The walk costs no more than what is kept of it, however large they are.
import { maskArgs, maskNamed, maskSecrets } from './mask.ts';

/** characters that are kept of one call */
export const mostKept = 4_096;
/** so much of one text is looked at; its last part is left out, as a secret that is cut there would not be known for one */
const mostLookedAt = 2 * mostKept;
const mostDepth = 64;

export function keptArguments(value: unknown): string {
  let text = '';
  const full = () => text.length > mostKept;

  function add(part: unknown, name: string, depth: number): void {
    if (full()) return;
    if (typeof part === 'string') text += JSON.stringify(masked(name, part));
    else if (typeof part !== 'object' || part === null) text += part === undefined ? 'null' : maskedNumber(name, part);
    else if (depth >= mostDepth) text += '"…"';
    else if (Array.isArray(part)) addList(part, name, depth);
    else addMap(part, depth);
  }

  function addList(list: unknown[], name: string, depth: number): void {
    // an option's value may be the next one
    const shown = list.every((one) => typeof one === 'string') ? maskArgs(list.slice(0, mostKept).map(cut)) : list;
    text += '[';
    for (const [at, part] of shown.entries()) {
      if (full()) return;
      if (at > 0) text += ',';
      add(part, name, depth + 1);
    }
    text += ']';
  }

  function addMap(map: object, depth: number): void {
    let first = true;
    text += '{';
    for (const key in map) {
      if (full()) return;
      if (!Object.hasOwn(map, key)) continue;
      text += `${first ? '' : ','}${JSON.stringify(maskSecrets(cut(key)))}:`;
      first = false;
      add((map as Record<string, unknown>)[key], key, depth + 1);
    }
    text += '}';
  }

  add(value, '', 0);
  return full() ? `${text.slice(0, mostKept - 1)}…` : text;
}

function masked(name: string, text: string): string {
  const shown = maskNamed(name, text.slice(0, mostLookedAt));
  return text.length > mostLookedAt ? `${shown.slice(0, mostKept)}…` : shown;
}

const cut = (text: string): string => (text.length > mostLookedAt ? `${text.slice(0, mostKept)}…` : text);

/** a number may be a secret too, where its name says so */
const maskedNumber = (name: string, value: unknown): string => {
  const written = String(value);
  const shown = maskNamed(name, written);
  return shown === written ? written : JSON.stringify(shown);
};
