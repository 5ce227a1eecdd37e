// cmd.exe cannot be run here, so both of its readers are modelled: how it takes a line apart, and how a program takes the result apart.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cmdCall, isBatchFile, quoteForCmd } from '../../core/supervise/windows-argv.ts';

/** Percent expansion on a command line: `%name%` is replaced where it is set, `%name:~,x%` is a substring; a lone sign stays. */
function expand(line: string, variables: Record<string, string>): string {
  let out = '';
  for (let at = 0; at < line.length; ) {
    const rest = line.slice(at);
    const match = /^%([^%]+)%/.exec(rest);
    const [name = '', cut] = (match?.[1] ?? '').split(':~');
    if (match && name in variables) {
      out += cut === ',' ? '' : (variables[name] ?? '');
      at += match[0].length;
    } else {
      out += line[at];
      at++;
    }
  }
  return out;
}

/** What cmd.exe would take as syntax: special characters outside of quotes. */
function syntaxOutsideQuotes(line: string): string {
  let quoted = false;
  let found = '';
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && '&|<>()^!'.includes(character)) found += character;
  }
  return found;
}

/** How the C runtime splits a command line. */
function splitArguments(line: string): string[] {
  const all: string[] = [];
  let at = 0;
  while (at < line.length) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    if (at >= line.length) break;
    let argument = '';
    let quoted = false;
    for (; at < line.length && (quoted || (line[at] !== ' ' && line[at] !== '\t')); at++) {
      let slashes = 0;
      while (line[at] === '\\') {
        slashes++;
        at++;
      }
      if (line[at] !== '"') {
        argument += '\\'.repeat(slashes) + (at < line.length && (quoted || (line[at] !== ' ' && line[at] !== '\t')) ? line[at] : '');
        if (!quoted && (line[at] === ' ' || line[at] === '\t')) break;
        continue;
      }
      argument += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) argument += '"';
      else if (quoted && line[at + 1] === '"') {
        argument += '"';
        at++;
      } else quoted = !quoted;
    }
    all.push(argument);
  }
  return all;
}

const variables = { cd: 'C:\\here', PATH: 'C:\\secret', USERNAME: 'eve', 'a b': 'x', '^': 'y' };
const received = (script: string, args: string[]) => {
  const call = cmdCall(script, args);
  const last = call.args.at(-1) ?? '';
  const line = expand(last.slice(1, -1), variables); // /s takes off exactly the outer quotes
  return { line, argv: splitArguments(line) };
};

describe('batch files through cmd.exe', () => {
  it.each([
    ['plain'],
    [''],
    ['two words'],
    ['say "hi"'],
    ['trailing\\'],
    ['C:\\folder with space\\'],
    ['back\\\\"slash'],
    ['%PATH%'],
    ['100%'],
    ['%%'],
    ['%USERNAME%&calc.exe'],
    ['" & calc.exe & "'],
    ['"&calc.exe'],
    ['a^b'],
    ['a|b>c<d'],
    ['!PATH!'],
    ['%cd:~,%'],
    ['{"json": "with \\"quotes\\""}'],
  ])('passes %j unchanged', (argument) => {
    const { line, argv } = received('C:\\npm\\npx.cmd', [argument, 'after']);
    expect(argv).toEqual(['C:\\npm\\npx.cmd', argument, 'after']);
    expect(syntaxOutsideQuotes(line)).toBe('');
  });

  it('passes any argv, and never lets a part of it become syntax', () => {
    const piece = fc.constantFrom('"', '\\', '%', '^', '&', '|', '<', '>', '(', ')', '!', ' ', '\t', 'a', 'PATH', 'cd', ':~,', 'é', '🚂');
    const argument = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string().map((text) => text.replace(/[\r\n\0]/g, '')),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 5 }), (args) => {
        const { line, argv } = received('C:\\Program Files\\x & y\\tool.cmd', args);
        expect(argv.slice(1)).toEqual(args);
        expect(syntaxOutsideQuotes(line)).toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what a batch file cannot be given', () => {
    expect(() => quoteForCmd('two\nlines')).toThrow(/line break/);
    expect(() => quoteForCmd('nul\0')).toThrow(/NUL/);
  });

  it('knows a batch file by its ending, however it is disguised', () => {
    expect(['a.cmd', 'a.BAT', 'a.bat. .', 'a.exe', 'a.cmd.exe'].map(isBatchFile)).toEqual([true, true, true, false, false]);
  });
});
