// The Exec line of a desktop entry, by the freedesktop.org specification: an argument is quoted, `%` begins a field code, and the
// whole line is a string value, in which a backslash escapes once more. Read in the opposite order.

/** as the specification lists them, and `%`, whose code a shell-minded reader may expand after quotes are gone */
const reserved = /[\s"'\\><~|&;$*?#()`]/;

/** What no desktop entry can hold: a line is a line, and a program with `=` in its path is taken for a variable. */
export const canBeWritten = (command: readonly string[]): boolean =>
  command.length > 0 && command[0] !== '' && !command[0]!.includes('=') && command.every((each) => !/[\0-\x1f\x7f]/.test(each));

export const execLine = (command: readonly string[]): string => escapeValue(command.map(quoted).join(' '));

function quoted(argument: string): string {
  const text = argument.replaceAll('%', '%%');
  return text === '' || reserved.test(text) ? `"${text.replace(/["`$\\]/g, '\\$&')}"` : text;
}

/** a value of type string */
export const escapeValue = (text: string): string => text.replaceAll('\\', '\\\\');

const escapes: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };
const unescapeValue = (value: string): string => value.replace(/\\(.)/g, (whole, sign: string) => escapes[sign] ?? whole);

/** The command of an Exec line, without the field codes that stand for files and icons; null: no line that the specification allows. */
export function readExecLine(value: string): string[] | null {
  const text = unescapeValue(value);
  const command: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    const found = text[at] === '"' ? readQuoted(text, at + 1) : readPlain(text, at);
    if (found === null) return null;
    at = found.end;
    const argument = withoutCodes(found.argument);
    if (argument === null) return null;
    // an argument that is a code alone stands for nothing, as no file is given
    if (argument !== '' || found.argument === '') command.push(argument);
  }
  return command.length === 0 ? null : command;
}

interface Found {
  argument: string;
  end: number;
}

function readQuoted(text: string, from: number): Found | null {
  let argument = '';
  for (let at = from; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '"') return at + 1 === text.length || text[at + 1] === ' ' ? { argument, end: at + 1 } : null;
    if (sign !== '\\') {
      argument += sign;
      continue;
    }
    const next = text[at + 1];
    if (next === undefined || !'"`$\\'.includes(next)) return null;
    argument += next;
    at += 1;
  }
  return null; // it never ends
}

function readPlain(text: string, from: number): Found | null {
  const argument = /^[^ ]*/.exec(text.slice(from))![0];
  return reserved.test(argument) ? null : { argument, end: from + argument.length };
}

function withoutCodes(argument: string): string | null {
  let isAllowed = true;
  const text = argument.replace(/%(.?)/g, (_whole, code: string) => {
    if (code === '%') return '%';
    if (!'fFuUdDnNickvm'.includes(code) || code === '') isAllowed = false;
    return '';
  });
  return isAllowed ? text : null;
}
