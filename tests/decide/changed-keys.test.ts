import { expect, it } from 'vitest';
import { changedKeys, changeWords } from '../../core/decide/changed-keys.ts';
import { layerOf, overlay } from '../../core/decide/layer.ts';
import type { Plain } from '../../core/decide/tree.ts';

const mcp = '/home/a/shop/.mcp.json';
const own = '/home/a/roundhouse.yaml';
const of = (values: { [key: string]: Plain }, file: string) => layerOf({ servers: { db: values } }, file);
const between = (before: ReturnType<typeof of>, after: ReturnType<typeof of>) => changedKeys(before, after, 'servers', 'db');

it('names the key, both values and the file; secrets are masked, and a changed one is still a change', () => {
  const env = (password: string) => ({ command: 'node', env: { DATABASE_URI: `postgresql://dev:${password}@db/x`, LEVEL: 'info' } });
  const changes = between(of(env('hunter2'), mcp), of(env('hunter3'), mcp));
  expect(changes).toEqual([
    {
      path: ['env', 'DATABASE_URI'],
      before: 'postgresql://dev:******@db/x',
      after: 'postgresql://dev:******@db/x',
      secret: true,
      file: mcp,
      line: null,
      beforeFile: mcp,
    },
  ]);
  expect(changeWords(changes)).toBe('DATABASE_URI changed in .mcp.json');
  expect(JSON.stringify(changes)).not.toContain('hunter');
});

it('knows what no file said before, or says no more', () => {
  const usual = of({ restart: { max: 3 } }, 'default');
  const set = overlay(usual, of({ restart: { max: 1 } }, own));
  expect(between(usual, set)).toMatchObject([{ path: ['restart', 'max'], before: null, after: 1, file: own, beforeFile: null }]);
  expect(between(set, usual)).toMatchObject([{ before: 1, after: null, file: own, beforeFile: own }]);
  expect(between(usual, overlay(usual, of({ restart: { max: 3 } }, own)))).toEqual([]);
});

it('says an overlay apart from what it covers', () => {
  const theirs = of({ args: ['--port', '1'] }, mcp);
  expect(between(theirs, overlay(theirs, of({ args: ['--port', '2'] }, own)))).toMatchObject([
    { path: ['args'], before: ['--port', '1'], after: ['--port', '2'], secret: false, file: own, beforeFile: mcp },
  ]);
});

it('has few words for many changes', () => {
  const changes = between(of({ command: 'a', args: ['1'], env: { A: '1' } }, mcp), of({ command: 'b', args: ['2'], env: { A: '2' } }, mcp));
  expect(changeWords(changes)).toBe('the command and 2 more changed in .mcp.json');
  expect(changeWords(changes.slice(1))).toBe('the arguments and A changed in .mcp.json');
});
