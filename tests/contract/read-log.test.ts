import { expect, it } from 'vitest';
import { besidesLog, readLog } from '../../contract/words.ts';
import { troubleOfExit } from '../../core/supervise/exit-words.ts';

const launch = { type: 'stdio' as const, command: 'uvx', args: [], env: {} };
const next = (code: number) => troubleOfExit({ code, signal: null }, { kind: 'stdio', name: 'postgres', launch }).next;

it('names the command that reads the log of what exited', () => {
  expect(next(1)).toBe('Read its last lines with `roundhouse logs postgres`.');
  expect(next(127)).toBe('Check its command and PATH. Read its last lines with `roundhouse logs postgres`.');
});

it('leaves the command out where a button opens the log, and keeps what else is to be done', () => {
  expect(besidesLog(next(1), 'postgres')).toBeNull();
  expect(besidesLog(next(127), 'postgres')).toBe('Check its command and PATH.');
  expect(besidesLog('Free port 5432.', 'postgres')).toBe('Free port 5432.');
  expect(besidesLog(null, 'postgres')).toBeNull();
  // another server's log is not a click away
  expect(besidesLog(readLog('shop-db'), 'shop-api')).toBe(readLog('shop-db'));
});
