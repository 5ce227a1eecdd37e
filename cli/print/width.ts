// How many terminal cells a text takes, and cutting it to a number of cells. Input is sanitised text without colours.
const ascii = /^[\x20-\x7e]*$/;
const zero = /^[\p{Mark}\p{Cf}]+$/u;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const emoji = /\p{Emoji_Presentation}|\ufe0f/u;

let segments: Intl.Segmenter | undefined;
function graphemes(text: string): string[] {
  segments ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segments.segment(text), (part) => part.segment);
}

function cells(grapheme: string): number {
  if (ascii.test(grapheme)) return grapheme.length;
  if (zero.test(grapheme)) return 0;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}

export function widthOf(text: string): number {
  if (ascii.test(text)) return text.length;
  return graphemes(text).reduce((sum, part) => sum + cells(part), 0);
}

/** At most `width` cells; what is cut off is shown by "…". */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  let out = '';
  let used = 0;
  for (const part of graphemes(text)) {
    const next = cells(part);
    if (used + next > width - 1) break;
    out += part;
    used += next;
  }
  return `${out}…`;
}

/** Cut in the middle: the end of a path says more than its middle. */
export function truncateMiddle(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 5) return truncate(text, width);
  const parts = graphemes(text);
  const tail = Math.ceil((width - 1) * 0.6);
  const end: string[] = [];
  let used = 0;
  for (const part of parts.reverse()) {
    if (used + cells(part) > tail) break;
    end.unshift(part);
    used += cells(part);
  }
  return truncate(text, width - used) + end.join('');
}

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + fill : fill + text;
}

/** Words into lines of at most `width` cells; a longer word keeps its line to itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
