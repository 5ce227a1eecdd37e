// What is suspicious in a definition: text that people do not see and models do, and instructions to the model. Found, named and shown; nothing
// is ever taken out. Pure, and linear in the length of the text.
import type { Suspicion, Suspicious } from '../../contract/trust.ts';
import { isMixed } from './confusables.ts';
import { findInstruction, plainWords } from './instructions-to-model.ts';
import { eachHidden, excerpt, visible } from './visible-text.ts';

/** beyond any honest description; what is longer is not read to its end, and said to be too long */
const LONGEST_TEXT = 64 * 1024;
const LONGEST_DEFINITION = 256 * 1024;
const MOST_FOUND = 20;
const DEEPEST = 60;
const BLOB = 200;
const BLOB_LINE = 60;
const PADDING = 200;

type Found = Map<string, Suspicious>;

/** `definition` as the server sent it. */
export function findSuspicious(definition: unknown): Suspicious[] {
  const found: Found = new Map();
  let left = LONGEST_DEFINITION;
  const add = (what: Suspicion, where: string, text: string) => {
    const path = visible(where, 200);
    if (found.size < MOST_FOUND && !found.has(`${what} ${path}`)) found.set(`${what} ${path}`, { what, where: path, text });
  };
  const look = (value: unknown, where: string, depth: number, key: string) => {
    if (left <= 0) return;
    if (typeof value === 'string') {
      left -= value.length;
      lookAt(value, where, key, add);
    } else if (typeof value === 'object' && value !== null) {
      if (depth > DEEPEST) return add('too-long', where, `nested deeper than ${DEEPEST} levels: not read any further`);
      if (Array.isArray(value)) for (const [at, one] of value.entries()) look(one, `${where}[${at}]`, depth + 1, key);
      else {
        for (const [inner, one] of Object.entries(value)) {
          left -= inner.length;
          lookAt(inner, where === '' ? 'a key' : `a key of ${where}`, '', add);
          look(one, where === '' ? inner : `${where}.${inner}`, depth + 1, inner);
        }
      }
    }
  };
  look(definition, '', 0, '');
  if (left <= 0) add('too-long', 'definition', `longer than ${LONGEST_DEFINITION / 1024} KiB: not read to its end`);
  return [...found.values()];
}

type Add = (what: Suspicion, where: string, text: string) => void;

function lookAt(text: string, where: string, key: string, add: Add): void {
  const seen = new Set<Suspicion>();
  eachHidden(text, (kind, at, length) => {
    if (seen.has(kind)) return;
    seen.add(kind);
    add(kind, where, excerpt(text, at, length));
  });
  if (where === 'name' && isMixed(text)) add('look-alike', where, excerpt(text, 0, text.length));
  if (text.length < 6) return;
  if (text.length > LONGEST_TEXT) add('too-long', where, `${text.length} characters: only the first ${LONGEST_TEXT / 1024} Ki are read`);
  const read = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  const comment = read.indexOf('<!--');
  if (comment >= 0) add('comment', where, excerpt(read, comment, 60));
  const padding = paddingIn(read);
  if (padding) add('padding', where, `${padding.length} blanks, then: ${excerpt(read, padding.at + padding.length, 60, 0)}`);
  // an icon is an image, a pattern is a regular expression: neither is read as a sentence
  const isImage = key === 'src' && text.startsWith('data:image/');
  if (!isImage) {
    const blob = blobIn(read);
    if (blob) add('encoded', where, `${blob.length} characters: ${excerpt(read, blob.at, 40, 10)}`);
    if (trigger.test(read) || foreign.test(read)) {
      const words = plainWords(read, LONGEST_TEXT + 1);
      if (words.length > LONGEST_TEXT) add('too-long', where, 'letters that stand for many: not all of them are read');
      const said = findInstruction(words);
      if (said) add('instruction', where, excerpt(words, said.at, said.length, 10));
    }
  }
}

const foreign = /[^\x00-\x7f]/;
/** every sentence that is looked for holds one of these */
const trigger =
  /ignore|disregard|forget|override|bypass|instruction|directive|you\s+are\s+now|user|human|operator|mention|secretly|covertly|silently|surreptitiously|<|\[|\.ssh|id_|\.aws|\/etc\/|\.netrc|\.git-|\.kube|\.gnupg|mcp\.json|claude_desktop|before|prompt|conversation|chat|messages|keys?\b|@/i;

/** A long run of blanks moves what comes after it out of sight. */
function paddingIn(text: string): { at: number; length: number } | null {
  let from = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isBlank = code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a);
    if (isBlank) {
      if (from < 0) from = at;
    } else {
      if (from > 0 && at - from >= PADDING) return { at: from, length: at - from };
      from = -1;
    }
  }
  return null;
}

/** Base64 or hexadecimal, in one piece or in lines: nobody reads that, and some models do. */
function blobIn(text: string): { at: number; length: number } | null {
  if (text.length < BLOB) return null;
  let [from, kept, lineFrom] = [-1, 0, 0];
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 32;
    if (isBlobCharacter(code)) {
      if (from < 0) [from, kept, lineFrom] = [at, 0, at];
      continue;
    }
    if (from < 0) continue;
    kept += at - lineFrom;
    // a line of a blob goes on in the next one
    const goesOn = code === 10 && at - lineFrom >= BLOB_LINE && isBlobCharacter(text.charCodeAt(at + 1));
    if (goesOn) {
      lineFrom = at + 1;
      continue;
    }
    if (kept >= BLOB && looksEncoded(text.slice(from, Math.min(at, from + 2_000)))) return { at: from, length: kept };
    from = -1;
  }
  return null;
}

const isBlobCharacter = (code: number) =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 43 || code === 47 || code === 61;

function looksEncoded(run: string): boolean {
  return /[0-9]/.test(run) && /[A-Za-z]/.test(run) && new Set(run).size >= 12;
}
