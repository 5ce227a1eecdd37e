// What a server's line is about, guessed from its text. MCP servers write everything to stderr: the stream says nothing.
import type { LogLevel } from '../../../contract/server.ts';

/** the head of a line tells; the rest is only cost */
const looked = 512;

const words: Record<string, LogLevel> = {
  trace: 'debug',
  debug: 'debug',
  verbose: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  fatal: 'error',
  critical: 'error',
  crit: 'error',
  alert: 'error',
  emerg: 'error',
  panic: 'error',
  severe: 'error',
};

const jsonLevel = /"(?:level|severity|lvl|levelname|log\.level)"\s*:\s*(?:"(\w+)"|(\d+))/i;
const pairLevel = /(?:^|\s)(?:level|lvl|severity)=["']?(\w+)/i;
// the leftmost one wins: "INFO retry after ERROR" is information
const tokens = new RegExp(
  [
    /(?<error>\b(?:ERROR|ERR!?|FATAL|CRITICAL|CRIT|PANIC|SEVERE)(?![\w=-])|[[(<](?:error|err|fatal|critical)[\])>]|\b(?:[Ee]rror|[Ff]atal|[Cc]ritical|panic|ERR)(?:\[\w+\])?:|\b[A-Z]\w*(?:Error|Exception)\b(?=:|$|\s*\[|\s*\()|^Traceback \(most recent|\b[Uu]n(?:caught|handled) |\b[Ss]egmentation fault)/,
    /(?<warn>\bWARN(?:ING)?(?![\w=-])|[[(<]warn(?:ing)?[\])>]|\b[Ww]arn(?:ing)?:|\b\w+Warning:)/,
    /(?<debug>\b(?:DEBUG|TRACE|VERBOSE)(?![\w=-])|[[(<](?:debug|trace|verbose)[\])>]|\b(?:debug|trace|verbose):)/,
    /(?<info>\b(?:INFO|NOTICE)(?![\w=-])|[[(<](?:info|notice)[\])>]|\b(?:info|notice):)/,
  ]
    .map((part) => part.source)
    .join('|'),
);
const colours = /\x1b\[[\d;]*[A-Za-z]/g;

export function guessLevel(line: string): LogLevel {
  let head = line.length > looked ? line.slice(0, looked) : line;
  if (head.includes('\x1b')) head = head.replace(colours, '');
  if (head.startsWith('{')) {
    const found = jsonLevel.exec(head);
    if (found?.[1]) return words[found[1].toLowerCase()] ?? 'info';
    if (found?.[2]) return numbered(Number(found[2]));
  }
  const pair = pairLevel.exec(head);
  const named = pair?.[1] ? words[pair[1].toLowerCase()] : undefined;
  if (named) return named;
  const groups = tokens.exec(head)?.groups;
  if (!groups) return 'info';
  if (groups.error) return 'error';
  if (groups.warn) return 'warn';
  return groups.debug ? 'debug' : 'info';
}

/** pino and bunyan: 10 trace … 60 fatal */
function numbered(level: number): LogLevel {
  if (level >= 50) return 'error';
  if (level >= 40) return 'warn';
  return level >= 30 ? 'info' : 'debug';
}
