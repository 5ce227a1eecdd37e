// The Exec line of a desktop entry: written by the specification, read back, and the same after both.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canBeWritten, execLine, readExecLine } from '../../../electron/login-item/exec-line.ts';

describe('an Exec line', () => {
  it.each([
    ['plain', ['/opt/Roundhouse/roundhouse', '--hidden'], '/opt/Roundhouse/roundhouse --hidden'],
    ['a space', ['/opt/Round house/roundhouse'], '"/opt/Round house/roundhouse"'],
    ['a percent sign', ['/opt/100%/roundhouse', '50%u'], '/opt/100%%/roundhouse 50%%u'],
    ['a dollar sign, as the specification has it', ['/opt/$x'], String.raw`"/opt/\\$x"`],
    ['a backslash: four of them', [String.raw`/opt/a\b`], String.raw`"/opt/a\\\\b"`],
    ['a quote', ['/opt/a"b'], String.raw`"/opt/a\\"b"`],
    ['a backtick', ['/opt/a`b'], '"/opt/a\\\\`b"'],
    ['an apostrophe', ["/home/o'neill/app"], `"/home/o'neill/app"`],
    ['nothing at all', ['/app', ''], '/app ""'],
    ['letters of all the world', ['/home/žluťoučký/ラウンド', '--hidden'], '/home/žluťoučký/ラウンド --hidden'],
  ])('%s', (_what, command, line) => {
    expect(execLine(command)).toBe(line);
    expect(readExecLine(line)).toEqual(command);
  });

  it('is the same command after it was written and read, whatever is in it', () => {
    const nasty = fc.stringMatching(/^[ -~äß漢'"\\$`%\s]{0,12}$/).map((text) => text.replace(/[\0-\x1f\x7f]/g, ''));
    const argument = fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 5 }), (command) => {
        fc.pre(canBeWritten(command));
        const line = execLine(command);
        expect(line).not.toMatch(/[\0-\x1f]/);
        expect(readExecLine(line)).toEqual(command);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['field codes of files stand for nothing', '/app %U --hidden %f', ['/app', '--hidden']],
    ['escapes of the value come first', String.raw`"/a\sb" x`, ['/a b', 'x']],
    ['several spaces', '  /app   --hidden ', ['/app', '--hidden']],
  ])('reads what others write: %s', (_what, line, command) => {
    expect(readExecLine(line)).toEqual(command);
  });

  it.each(['', '   ', '"/app', '/a"b"', '"/a"b', '/app %z', '/app %', String.raw`"/a\\xb"`, "/o'neill"])('%j is none', (line) => {
    expect(readExecLine(line)).toBe(null);
  });

  it.each([[['/a\nb']], [['/a=b']], [['/app', 'x\ty']], [['']], [[]]])('%j cannot be written', (command) => {
    expect(canBeWritten(command)).toBe(false);
  });
});
