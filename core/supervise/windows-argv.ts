// Windows: npm's commands are `.cmd` shims, and only cmd.exe runs those. This is how argv passes cmd.exe and arrives unchanged, and how
// nothing in it is ever taken for syntax. Pure functions. Unverified on Windows: the rules are tested against a model of both parsers.

export interface CmdCall {
  file: string;
  args: string[];
  windowsVerbatimArguments: true;
}

export const isBatchFile = (file: string): boolean => /\.(cmd|bat)$/i.test(file.replace(/[ .]+$/, ''));

/** How to run a batch file. Throws when an argument cannot be said to cmd.exe at all. */
export function cmdCall(script: string, args: string[], comspec = 'cmd.exe'): CmdCall {
  if (script.includes('"')) throw new Error(`${script} holds a quote, which no Windows path can`);
  const line = [script, ...args].map(quoteForCmd).join(' ');
  // /d no AutoRun; /e:on for the `%cd:~,%` below; /v:off so that ! stays itself; /s: exactly the outer quotes are taken off
  return { file: comspec, args: ['/d', '/e:on', '/v:off', '/s', '/c', `"${line}"`], windowsVerbatimArguments: true };
}

/**
 * Always in quotes: there `& | < > ( ) ^` and spaces are plain characters. A quote is doubled, which keeps cmd.exe inside the quotes and is one
 * quote to the program. A per cent sign begins a variable even inside quotes: `%%cd:~,%` is a sign followed by an empty substring.
 */
export function quoteForCmd(argument: string): string {
  const bad = /[\r\n\0]/.exec(argument);
  if (bad) throw new Error(`an argument holds ${bad[0] === '\0' ? 'a NUL' : 'a line break'}, which a batch file cannot be given`);
  const escaped = argument
    .replace(/(\\*)"/g, '$1$1""') // backslashes before a quote would escape it
    .replace(/(\\+)$/, '$1$1') // and those at the end would escape the closing one
    .replace(/%/g, '%%cd:~,%');
  return `"${escaped}"`;
}
