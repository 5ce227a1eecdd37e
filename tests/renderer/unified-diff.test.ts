import { expect, it } from 'vitest';
import { unifiedDiff } from '../../core/clients/unified-diff.ts';
import { parseDiff } from '../../renderer/view/unified-diff.ts';

const diffOf = (before: string, after: string) => {
  const lines = (text: string) => ({ real: text.split('\n'), shown: (line: number) => text.split('\n')[line]! });
  return parseDiff(unifiedDiff(lines(before), lines(after), { before: 'a', after: 'b' }));
};
const marked = ({ hunks }: ReturnType<typeof parseDiff>) =>
  hunks.flat().map(({ kind, text, changed }) => [kind, changed ? text.slice(...changed) : null] as const);

it('a rewritten line says which part of it is another one', () => {
  const diff = diffOf('a\nport: 8080 # web\nz', 'a\nport: 9090 # web\nz');
  expect(diff).toMatchObject({ added: 1, removed: 1 });
  expect(marked(diff)).toEqual([
    ['same', null],
    ['removed', '808'],
    ['added', '909'],
    ['same', null],
  ]);
});

it('lines with nothing but their indent and quotes in common are not compared', () => {
  expect(marked(diffOf('  "alpha": "1",', '  "zeta": "2",'))).toEqual([
    ['removed', null],
    ['added', null],
  ]);
});

it('one line for two is no rewriting', () => {
  expect(
    diffOf('{ "a": 1 }\n{ "b": 1 }', '{ "a": 2 }')
      .hunks.flat()
      .every(({ changed }) => changed === null),
  ).toBe(true);
});

it('lines that begin as heads of a diff do are lines', () => {
  const diff = diffOf('-- old\nx', '++ new\nx');
  expect(diff.hunks.flat().map(({ text }) => text)).toEqual(['-- old', '++ new', 'x']);
  expect(diff).toMatchObject({ added: 1, removed: 1 });
});

it('far places are apart, and an empty diff has none', () => {
  const middle = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n');
  expect(diffOf(`a\n${middle}\nb`, `A\n${middle}\nB`).hunks).toHaveLength(2);
  expect(parseDiff('')).toEqual({ hunks: [], added: 0, removed: 0 });
});
