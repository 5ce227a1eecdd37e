// Search patterns come from outside and run on the engine's one thread: what could run for ever is refused.
import { Failure } from '../../contract/errors.ts';

/** Refuses what backtracks exponentially: an unbounded repetition of something that itself repeats or branches. */
export function searchPattern(source: string): RegExp {
  if (repeatsRepetition(source)) {
    throw new Failure(
      'bad-request',
      'The parameter “grep” repeats a group that itself repeats or branches, which could run for ever: write it simpler.',
    );
  }
  try {
    return new RegExp(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw new Failure('bad-request', `The parameter “grep” is not a regular expression: ${reason}.`);
  }
}

function repeatsRepetition(source: string): boolean {
  // per open group: does anything in it repeat without bound, or branch?
  const open: boolean[] = [];
  let repetitions = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (char === '\\') {
      if (/[1-9k]/.test(source[at + 1] ?? '')) return true; // a back reference
      at++;
    } else if (char === '[') at = endOfClass(source, at);
    else if (char === '(') open.push(false);
    else if (char === ')') {
      const risky = open.pop() ?? false;
      if (risky && isUnbounded(source, at + 1)) return true;
      if (risky && open.length > 0) open[open.length - 1] = true;
    } else if (char === '|') mark(open);
    else if (isUnbounded(source, at)) {
      mark(open);
      // each further one multiplies the work on a line that does not match
      if (++repetitions > 6) return true;
    }
  }
  return false;
}

function mark(open: boolean[]): void {
  if (open.length > 0) open[open.length - 1] = true;
}

/** `*`, `+`, `{n,}` and `{n,m}` with a large m */
function isUnbounded(source: string, at: number): boolean {
  const char = source[at];
  if (char === '*' || char === '+') return true;
  const count = /^\{(\d+)(,(\d*))?\}/.exec(source.slice(at, at + 20));
  return count !== null && (count[2] === undefined ? Number(count[1]) > 20 : count[3] === '' || Number(count[3]) > 20);
}

function endOfClass(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === ']') return at;
  }
  return source.length;
}
