import { describe, expect, it } from 'vitest';
import { linePrinter } from '../../cli/print/log-line.ts';
import { paint } from '../../cli/print/paint.ts';
import type { LogLine } from '../../contract/server.ts';

const line = (change: Partial<LogLine>): LogLine => ({
  t: '2026-11-21T08:12:07.123Z',
  server: 'api',
  stream: 'stderr',
  level: 'info',
  text: 'hello',
  ...change,
});
const time = /\d\d-\d\d \d\d:\d\d:07\.123/;

describe('log lines', () => {
  it('have no prefix for one source, and an aligned one for several', () => {
    expect(linePrinter(null, paint(false)).lineOf(line({}))).toMatch(new RegExp(`^${time.source} I hello$`));
    const several = linePrinter(['api', 'filesystem'], paint(false));
    expect(several.lineOf(line({}))).toMatch(/^api {8}\| /);
    expect(several.lineOf(line({ server: 'filesystem' }))).toMatch(/^filesystem \| /);
  });

  it('give each source its own steady colour, a late one too', () => {
    const printer = linePrinter(['a', 'b'], paint(true));
    const colourOf = (server: string) => /^\x1b\[(\d+)m/.exec(printer.lineOf(line({ server })))?.[1];
    const first = ['a', 'b', 'late'].map(colourOf);
    expect(new Set(first).size).toBe(3);
    expect(['a', 'b', 'late'].map(colourOf)).toEqual(first);
  });

  it("mark the engine's own lines", () => {
    expect(linePrinter(null, paint(false)).lineOf(line({ stream: 'engine', text: 'exited, code 1', level: 'warn' }))).toMatch(
      / W -- exited, code 1$/,
    );
  });

  it('keep colours only where colours are wanted', () => {
    const text = '\x1b[31mred\x1b[0m\x1b]0;title\x07';
    expect(linePrinter(null, paint(false)).lineOf(line({ text }))).not.toContain('\x1b');
    expect(linePrinter(null, paint(true)).lineOf(line({ text }))).toContain('\x1b[31mred\x1b[0m');
    expect(linePrinter(null, paint(true)).lineOf(line({ text }))).not.toContain('title');
  });
});
