import { describe, expect, it } from 'vitest';
import { isAddress, launchOf, nameFor, pairsOf, wordsOf } from '../../renderer/view/command-line.ts';

describe('a command line', () => {
  it.each([
    ['npx -y  x', ['npx', '-y', 'x']],
    ['a "b c" \'d "e"\'', ['a', 'b c', 'd "e"']],
    ['a "say \\"hi\\"" b\\ c', ['a', 'say "hi"', 'b c']],
    ['C:\\tools\\x.exe --flag=""', ['C:\\tools\\x.exe', '--flag=']],
    ['a \'\' ""', ['a', '', '']],
    ['', []],
  ])('%s', (line, words) => expect(wordsOf(line)).toEqual({ ok: words }));

  it('says what is not closed, or not there', () => {
    expect(wordsOf('a "b')).toEqual({ wrong: 'The quote " is not closed.' });
    expect(launchOf('A=1')).toEqual({ wrong: 'There is no command.' });
  });

  it('takes variables before the command out of it', () => {
    expect(launchOf('A=1 B="x y" npx s K=v')).toEqual({ ok: { command: 'npx', args: ['s', 'K=v'], env: { A: '1', B: 'x y' } } });
  });
});

describe('what stands one per line', () => {
  it('is taken as it is written', () => {
    expect(pairsOf('A=1\n\nB = x=y \r\n', '=')).toEqual({ ok: { A: '1', B: ' x=y ' } });
    expect(pairsOf('Authorization: Bearer a:b', ':')).toEqual({ ok: { Authorization: 'Bearer a:b' } });
  });
  it('and complained of without its value', () => {
    expect(pairsOf('secret', '=')).toEqual({ wrong: '“secret” is not written as NAME=value.' });
    expect(pairsOf('MY KEY=hush', '=')).toEqual({ wrong: '“MY KEY” is not written as NAME=value.' });
  });
});

it.each([
  ['npx -y @modelcontextprotocol/server-filesystem /data', 'filesystem'],
  ['npx -y @scope/thing@1.2.0', 'thing'],
  ['uvx mcp-server-git --repository .', 'git'],
  ['node ./tools/notes-server.mjs', 'notes'],
  ['https://mcp.example.com/mcp', 'example'],
  ['docker run -i --rm crystaldba/postgres-mcp', 'postgres'],
  ['', ''],
])('%s is called %s', (line, name) => expect(nameFor(line, new Set())).toBe(name));

it('a name that is taken gets a number', () => {
  expect(nameFor('uvx mcp-server-git', new Set(['git', 'git-2']))).toBe('git-3');
  expect(isAddress(' HTTPS://x')).toBe(true);
});
