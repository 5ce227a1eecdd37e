// Which log lines are shown, and how one is cut into coloured pieces. Text stays text: nothing here makes HTML.
import Anser from 'anser';
import type { LogLevel, LogLine } from '../../contract/server.ts';
import type { Finder } from './log-search.ts';

/** A line with its place in arrival order: the key of its row. */
export interface NumberedLine extends LogLine {
  id: number;
}

export interface LogFilter {
  /** null: every server */
  names: ReadonlySet<string> | null;
  levels: ReadonlySet<LogLevel>;
  /** the engine's own log too */
  engine: boolean;
  /** only lines in which it is found; null: all */
  only: Finder | null;
}

/** as the engine's own log is called beside those of servers */
export const engineLog = 'roundhouse';

/** Engine marks (started, exited, gap) are dividers: a level filter never hides them, a search does. */
export const isMark = (line: LogLine): boolean => line.stream === 'engine' && line.server !== engineLog;

export function passesFilter(line: LogLine, filter: LogFilter): boolean {
  if (line.server === engineLog ? !filter.engine : filter.names !== null && line.server !== '' && !filter.names.has(line.server))
    return false;
  if (!isMark(line) && !filter.levels.has(line.level)) return false;
  return filter.only === null || filter.only(plain(line.text)).length > 0;
}

export interface Piece {
  text: string;
  className: string;
  /** found by the search */
  hit: boolean;
}

/** A row is one line high: what is longer than this is cut, and says by how much. */
export const longest = 4000;

// `fg` is null where no colour was asked for, whatever its type says
const colours: Record<string, string> = {
  'ansi-black': 'a-black',
  'ansi-red': 'a-red',
  'ansi-green': 'a-green',
  'ansi-yellow': 'a-yellow',
  'ansi-blue': 'a-blue',
  'ansi-magenta': 'a-magenta',
  'ansi-cyan': 'a-cyan',
  'ansi-white': 'a-white',
};

export function piecesOf(text: string, find: Finder | null): Piece[] {
  const cut = text.length > longest ? `${text.slice(0, longest)}… ${text.length - longest} more characters` : text;
  const pieces: Piece[] = cut.includes('\u001b')
    ? Anser.ansiToJson(cut, { json: true, use_classes: true, remove_empty: true }).map((part) => ({
        text: printable(part.content),
        className: [colours[(part.fg as string | null)?.replace('bright-', '') ?? ''] ?? '', ...part.decorations.map((name) => `a-${name}`)]
          .filter(Boolean)
          .join(' '),
        hit: false,
      }))
    : [{ text: printable(cut), className: '', hit: false }];
  const named = pieces.flatMap((piece) => (piece.className === '' ? keysApart(piece) : [piece]));
  return find === null ? named : marked(named, find(named.map((piece) => piece.text).join('')));
}

/** `key=value`: the key stands back, as the value is what is read. */
function keysApart(piece: Piece): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of piece.text.matchAll(/(?<=^|\s)[A-Za-z_][\w.-]*=(?=[^\s=])/g)) {
    if (match.index > from) pieces.push({ ...piece, text: piece.text.slice(from, match.index) });
    pieces.push({ ...piece, text: match[0], className: 'k' });
    from = match.index + match[0].length;
  }
  if (from === 0) return [piece];
  if (from < piece.text.length) pieces.push({ ...piece, text: piece.text.slice(from) });
  return pieces;
}

/** A hit may go across pieces of several colours: each keeps its own. */
function marked(pieces: readonly Piece[], hits: readonly [number, number][]): Piece[] {
  if (hits.length === 0) return [...pieces];
  let start = 0;
  return pieces.flatMap((piece) => {
    const [from, to] = [start, start + piece.text.length];
    start = to;
    const edges = new Set([from, to, ...hits.flat().filter((at) => at > from && at < to)]);
    const cuts = [...edges].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((at, index) => ({
      ...piece,
      text: piece.text.slice(at - from, cuts[index + 1]! - from),
      hit: hits.some(([begin, end]) => at >= begin && at < end),
    }));
  });
}

/** Without its escape sequences: what a search and a copy see. */
export function plain(text: string): string {
  return printable(text.includes('\u001b') ? text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*(?:\u0007|\u001b\\)/g, '') : text);
}

/** Control characters would tear the row or hide text from the reader. */
function printable(text: string): string {
  return text.replace(/\t/g, '    ').replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\u00b7');
}

/** Time of a line in the reader's zone: `12:02:28` and `.180`. */
export function timeOf(iso: string): [clock: string, ms: string] {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return [`${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`, `.${String(at.getMilliseconds()).padStart(3, '0')}`];
}

/** One of eight series colours for each name: by alphabet, so that it stays while states change and neighbours differ. */
export function seriesOf(names: readonly string[]): Map<string, number> {
  return new Map([...names].sort().map((name, index) => [name, (index % 8) + 1]));
}

/** For lines that come without a level, such as the last words of a process. */
export function guessLevel(text: string): LogLevel {
  if (/\b(error|fatal|exception|panic|traceback|failed)\b|Error:/i.test(text)) return 'error';
  return /\bwarn(ing)?\b/i.test(text) ? 'warn' : 'info';
}

export interface SourceCount {
  lines: number;
  warnings: number;
  errors: number;
}
