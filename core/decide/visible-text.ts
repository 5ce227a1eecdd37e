// Characters that nobody sees, and how they are shown. Linear: one look at each character.
import type { Suspicion } from '../../contract/trust.ts';

/** most texts are plain, and done with at once */
const plain = /^[\t\n\r\x20-\x7e]*$/;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** scripts whose letters are joined or kept apart by characters without a width */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const pictograph = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\ufe0f/u;
const mayBeStyled = /[\p{S}\p{P}\p{N}\p{Extended_Pictographic}\p{Script=Han}\p{Script=Mongolian}]/u;
const han = /\p{Script=Han}/u;
/** England, Scotland, Wales: the only honest use of tag characters */
const flag = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}/uy;

type Hidden = Extract<Suspicion, 'invisible' | 'bidi' | 'tags' | 'escape' | 'control'>;

function kindOf(code: number): Hidden | null {
  if (code === 0x1b || code === 0x9b) return 'escape';
  if (code < 0x20) return code === 9 || code === 10 || code === 13 ? null : 'control';
  if (code < 0x7f) return null;
  if (code < 0xa0) return 'control';
  if (code === 0xad || code === 0x34f || code === 0x115f || code === 0x1160 || code === 0x3164 || code === 0xffa0) return 'invisible';
  if (code < 0x61c) return null;
  if (code === 0x61c || code === 0x200e || code === 0x200f) return 'bidi';
  if (code === 0x180e || code === 0xfeff || (code >= 0x180b && code <= 0x180d)) return 'invisible';
  if (code >= 0x200b && code <= 0x200d) return 'invisible';
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x206f)) return 'bidi';
  if (code >= 0x2060 && code <= 0x2065) return 'invisible';
  if (code >= 0xfe00 && code <= 0xfe0f) return 'invisible';
  if (code >= 0xfff9 && code <= 0xfffb) return 'invisible';
  if (code >= 0xe0100 && code <= 0xe01ef) return 'invisible';
  if (code >= 0xe0000 && code <= 0xe0fff) return 'tags';
  return null;
}

/** Does this character, between these two, belong to honest writing? */
function isHonest(code: number, before: string, after: string, text: string): boolean {
  switch (code) {
    case 0x200e:
    case 0x200f:
    case 0x61c:
      return rightToLeft.test(text);
    case 0x200c:
      return joining.test(before);
    case 0x200d:
      return joining.test(before) || (pictograph.test(before) && pictograph.test(after));
    case 0xfeff:
      return before === '';
    default:
      if (code >= 0xfe00 && code <= 0xfe0f) return before !== '' && mayBeStyled.test(before);
      if (code >= 0xe0100 && code <= 0xe01ef) return han.test(before);
      return code >= 0x180b && code <= 0x180d && joining.test(before);
  }
}

/** Calls `found` for each hidden character that has no honest reason to be there. */
export function eachHidden(text: string, found: (kind: Hidden, at: number, length: number) => void): void {
  if (plain.test(text)) return;
  let before = '';
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    const length = code > 0xffff ? 2 : 1;
    if (code === 0x1f3f4) {
      flag.lastIndex = at;
      const whole = flag.exec(text)?.[0].length;
      if (whole !== undefined) {
        before = '';
        at += whole;
        continue;
      }
    }
    const kind = kindOf(code);
    if (kind !== null) {
      const after = text.codePointAt(at + length);
      if (!isHonest(code, before, after === undefined ? '' : String.fromCodePoint(after), text)) found(kind, at, length);
    }
    before = String.fromCodePoint(code);
    at += length;
  }
}

/** Every hidden character written out; line breaks and tabs too, so that it is one line. At most `limit` characters, plus an ellipsis. */
export function visible(text: string, limit = Number.POSITIVE_INFINITY): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    if (code === 10) out += '⏎';
    else if (code === 13) out += '';
    else if (code === 9) out += ' ';
    else if (kindOf(code) === null && code !== 0x2028 && code !== 0x2029 && !(code >= 0xd800 && code <= 0xdfff)) {
      out += String.fromCodePoint(code);
    } else out += `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    at += code > 0xffff ? 2 : 1;
    if (out.length >= limit && at < text.length) return `${out}…`;
  }
  return out;
}

/** Some of the text around a place, cut at whole characters. */
export function excerpt(text: string, at: number, length: number, around = 40): string {
  const isLow = (index: number) => (text.charCodeAt(index) & 0xfc00) === 0xdc00;
  let from = Math.max(0, at - around);
  let to = Math.min(text.length, at + Math.min(length, 120) + around);
  if (from > 0 && isLow(from)) from -= 1;
  if (to < text.length && isLow(to)) to += 1;
  return `${from > 0 ? '…' : ''}${visible(text.slice(from, to), 400)}${to < text.length ? '…' : ''}`;
}
