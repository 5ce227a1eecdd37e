// Lines as plain text with time and source: what a copy and a saved file hold.
import { type NumberedLine, plain, timeOf } from './log-lines.ts';

export function textOfLine(line: Pick<NumberedLine, 't' | 'server' | 'level' | 'text'>): string {
  const at = new Date(line.t);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${timeOf(line.t).join('')} ${line.server === '' ? 'roundhouse' : line.server} ${line.level.toUpperCase()} ${plain(line.text)}`;
}

export const textOfLines = (lines: readonly NumberedLine[]): string => lines.map((line) => `${textOfLine(line)}\n`).join('');
