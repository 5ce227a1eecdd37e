// A line on disk: `2026-11-21T08:00:00.000Z out text`. Plain text, so that people can grep it; `out`, `err` or `eng` (the engine's own
// marks, whose text begins with a letter for the level). Inside the engine lines are latin1 strings that carry the bytes as they
// came: nothing is decoded before somebody reads, so UTF-8 that was split over chunks stays whole and junk stays what it was.
import type { LogLevel, LogLine, LogStream } from '../../../contract/server.ts';
import { guessLevel } from './guess-level.ts';

export type StreamTag = 'out' | 'err' | 'eng';
const streamOf: Record<string, LogStream> = { out: 'stdout', err: 'stderr', eng: 'engine' };
const letterOf: Record<LogLevel, string> = { debug: 'D', info: 'I', warn: 'W', error: 'E' };
const levelOf: Record<string, LogLevel> = { D: 'debug', I: 'info', W: 'warn', E: 'error' };

export const headLength = 29; // stamp, space, tag, space

/** A line as it lies in the file; its level is guessed only when somebody wants to see it. */
export interface StoredLine {
  t: string;
  stream: LogStream;
  level: LogLevel | null;
  text: string;
}

let stampedAt = 0;
let stampText = '';
export function stamp(now = Date.now()): string {
  if (now !== stampedAt) {
    stampedAt = now;
    stampText = new Date(now).toISOString();
  }
  return stampText;
}

/** `text`: one or more lines without the last newline, latin1. One native replace puts all heads. */
export function formatLines(tag: StreamTag, text: string): string {
  const head = `${stamp()} ${tag} `;
  return `${head}${text.replace(/\n/g, `\n${head}`)}\n`;
}

export function formatMark(text: string, level: LogLevel): string {
  const oneLine = text.replace(/\s*[\r\n]+\s*/g, ' ');
  return formatLines('eng', bytesOf(`${letterOf[level]} ${oneLine}`));
}

/** UTF-8 bytes as a latin1 string, and back */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
export function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Whole lines, decoded. A line without a head was put there by somebody else: it takes the time of the one before it. */
export function parseLines(text: string): StoredLine[] {
  const lines: StoredLine[] = [];
  let t = '';
  for (const line of splitLines(text)) {
    const parsed = parseLine(line) ?? foreignLine(line, t);
    t = parsed.t;
    lines.push(parsed);
  }
  // foreign lines at the head of a file: the time of the first that has one
  const first = lines.find((line) => line.t !== '')?.t ?? new Date(0).toISOString();
  for (const line of lines) if (line.t === '') line.t = first;
  return lines;
}

export function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function parseLine(line: string): StoredLine | null {
  const stream = streamOf[line.slice(25, 28)];
  if (!stream || line[10] !== 'T' || line[23] !== 'Z' || line[24] !== ' ' || line[28] !== ' ') return null;
  const end = line.endsWith('\r') ? line.length - 1 : line.length;
  const t = line.slice(0, 24);
  if (stream !== 'engine') return { t, stream, level: null, text: line.slice(headLength, end) };
  const level = line[headLength + 1] === ' ' ? levelOf[line[headLength]!] : undefined;
  return level
    ? { t, stream, level, text: line.slice(headLength + 2, end) }
    : { t, stream, level: 'info', text: line.slice(headLength, end) };
}

function foreignLine(line: string, t: string): StoredLine {
  return { t, stream: 'stdout', level: null, text: line };
}

export function shown(server: string, line: StoredLine): LogLine {
  return { t: line.t, server, stream: line.stream, level: line.level ?? guessLevel(line.text), text: line.text };
}
