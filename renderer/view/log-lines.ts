// Which log lines are shown, and how one is cut into coloured pieces. Text stays text: nothing here makes HTML.
import Anser from 'anser';
import type { LogLevel, LogLine } from '../../contract/server.ts';

/** A line with its place in arrival order: the key of its row. */
export interface NumberedLine extends LogLine {
  id: number;
}

export interface LogFilter {
  /** null: every server */
  names: ReadonlySet<string> | null;
  levels: ReadonlySet<LogLevel>;
  text: string;
}

/** Engine marks (started, exited, gap) are dividers: a level filter never hides them, a search does. */
export const isMark = (line: LogLine): boolean => line.stream === 'engine';

export function passesFilter(line: LogLine, filter: LogFilter): boolean {
  if (filter.names !== null && !filter.names.has(line.server)) return false;
  if (!isMark(line) && !filter.levels.has(line.level)) return false;
  return filter.text === '' || plain(line.text).toLowerCase().includes(filter.text.toLowerCase());
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

export function piecesOf(text: string, search: string): Piece[] {
  const cut = text.length > longest ? `${text.slice(0, longest)}… ${text.length - longest} more characters` : text;
  const pieces = cut.includes('\u001b')
    ? Anser.ansiToJson(cut, { json: true, use_classes: true, remove_empty: true }).map((part) => ({
        text: printable(part.content),
        className: [colours[(part.fg as string | null)?.replace('bright-', '') ?? ''] ?? '', ...part.decorations.map((name) => `a-${name}`)]
          .filter(Boolean)
          .join(' '),
        hit: false,
      }))
    : [{ text: printable(cut), className: '', hit: false }];
  return search === '' ? pieces : pieces.flatMap((piece) => split(piece, search.toLowerCase()));
}

function split(piece: Piece, search: string): Piece[] {
  const lower = piece.text.toLowerCase();
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = lower.indexOf(search); at >= 0; at = lower.indexOf(search, from)) {
    if (at > from) pieces.push({ ...piece, text: piece.text.slice(from, at) });
    pieces.push({ ...piece, text: piece.text.slice(at, at + search.length), hit: true });
    from = at + search.length;
  }
  if (from < piece.text.length) pieces.push({ ...piece, text: piece.text.slice(from) });
  return pieces;
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
