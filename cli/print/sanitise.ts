// Text that comes from servers must not be able to drive the terminal: colours (SGR) may stay, everything else goes.

// One pass, and every ESC is consumed by some branch, so nothing can be left over that joins up into a new sequence.
// The bodies of string sequences stop at the next ESC: a flood of unterminated ones costs linear time.
const control =
  /\x1b\[[0-9;:]*m|(?:\x1b\[|\x9b)[\x20-\x3f]*[\x40-\x7e]?|(?:\x1b[PX^_\]]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[\x20-\x2f]*[\x30-\x7e]?|[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const needsWork = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const colour = /^\x1b\[[0-9;:]*m$/;

export function sanitise(text: string, keepColours: boolean): string {
  if (!needsWork.test(text)) return text;
  let coloured = false;
  const clean = text.replace(control, (found) => {
    if (found === '\t') return '    ';
    // a line break inside one value would fake a line of its own
    if (found === '\n' || found === '\u2028' || found === '\u2029') return ' ';
    if (!keepColours || !colour.test(found)) return '';
    coloured = true;
    return found;
  });
  return coloured ? `${clean}\x1b[0m` : clean;
}
