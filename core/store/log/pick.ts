// Which lines a query means, and what of them may be shown.
import { createContext, Script } from 'node:vm';
import { Failure } from '../../../contract/errors.ts';
import { type LogLevel, type LogLine, logLevels } from '../../../contract/server.ts';
import type { LogQuery } from '../logs.ts';
import { type StoredLine, shown } from './line-format.ts';

/** A pattern is given this much of a line, and this much time for a slice of lines. */
const maxMatched = 16 * 1024;
const sliceLines = 500;
/** tried a second time with more patience, because a loaded machine is slow with a harmless pattern too */
const sliceMs = [60, 250];

export type Pick = (server: string, lines: StoredLine[]) => LogLine[];

/** Oldest first, as they came. Throws a Failure when the pattern takes too long. */
export function createPick(query: LogQuery, mask: ((text: string) => string) | undefined): Pick {
  const since = query.since?.toISOString();
  const least = query.level ? logLevels.indexOf(query.level) : 0;
  const grep = query.grep ? createGrep(query.grep) : null;
  const loudEnough = (level: LogLevel): boolean => logLevels.indexOf(level) >= least;
  return (server, lines) => {
    let chosen = since === undefined ? lines : lines.filter((line) => line.t >= since);
    if (grep) chosen = grep(chosen);
    let result = chosen.map((line) => shown(server, line));
    if (least > 0) result = result.filter((line) => loudEnough(line.level));
    if (!mask) return result;
    for (const line of result) line.text = mask(line.text);
    // a pattern must not find out what is masked
    return grep && result.length > 0 ? grep(result) : result;
  };
}

/**
 * A pattern may come from anywhere and can take for ever ("catastrophic backtracking"). V8 can interrupt it only within a script
 * that has a time limit.
 */
function createGrep(pattern: RegExp): <T extends { text: string }>(lines: T[]) => T[] {
  const box: { pattern: RegExp; texts: string[]; found: number[] } = {
    pattern: new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')),
    texts: [],
    found: [],
  };
  const context = createContext(box);
  const script = new Script(
    '{ const p = pattern, t = texts, f = []; for (let i = 0; i < t.length; i += 1) if (p.test(t[i])) f.push(i); found = f }',
  );
  const slice = (texts: string[]): number[] => {
    box.texts = texts;
    for (const timeout of sliceMs) {
      try {
        script.runInContext(context, { timeout });
        return box.found;
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      }
    }
    throw new Failure(
      'bad-request',
      `The pattern /${pattern.source}/ takes too long on these lines; use a simpler one without nested repeats.`,
    );
  };
  return (lines) => {
    const found: (typeof lines)[number][] = [];
    for (let from = 0; from < lines.length; from += sliceLines) {
      const part = lines.slice(from, from + sliceLines);
      for (const index of slice(part.map((line) => line.text.slice(0, maxMatched)))) found.push(part[index]!);
    }
    return found;
  };
}
