// Labels that fit: menus cut what is too long at any place, and a cut name must still tell two servers apart.

/** "under 40 characters" */
export const labelLength = 39;
/** Windows keeps 63 of a tooltip */
export const tooltipLength = 63;

const cut = '…';

/** The begin and the end of it: servers of one maker differ at the end. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length <= cut.length) return cut.slice(0, Math.max(0, length));
  const kept = length - cut.length;
  const head = Math.ceil(kept * 0.6);
  return `${whole(text.slice(0, head))}${cut}${wholeEnd(text.slice(text.length - (kept - head)))}`;
}

/** no half of a character that takes two places */
const whole = (text: string): string => (/[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text);
const wholeEnd = (text: string): string => (/^[\uDC00-\uDFFF]/.test(text) ? text.slice(1) : text);

/** `phrase` with a name that leaves room for the rest of it. */
export function fitting(phrase: (name: string) => string, name: string, length: number = labelLength): string {
  const rest = phrase('').length;
  return shortened(phrase(shortened(name, Math.max(8, length - rest))), length);
}
