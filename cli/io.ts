// What a command may touch of the outside: data goes to stdout, everything else to stderr.
import { type Paint, paint, wantsColour } from './print/paint.ts';

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

export interface Surroundings {
  argv: string[];
  env: Record<string, string | undefined>;
  stdout: Output;
  stderr: Output;
  /** file to run again for a background engine */
  entry: string;
}

export interface Io extends Surroundings {
  json: boolean;
  /** `--config FILE`, absolute; null: the usual place */
  config: string | null;
  /** the engine: it goes on when the terminal or the pipe that it wrote to is gone */
  outlivesItsReader: boolean;
  /** colours for stdout, and for stderr */
  out: Paint;
  err: Paint;
  /** cells per line of stdout; null when it is no terminal: nothing is cut then */
  width: number | null;
  /** draws shapes beyond ASCII */
  shapes: boolean;
  print(line: string): void;
  printJson(value: unknown): void;
  say(line: string): void;
}

export function createIo(around: Surroundings): Io {
  const { stdout, stderr, env } = around;
  return {
    ...around,
    json: false,
    config: null,
    outlivesItsReader: false,
    out: paint(wantsColour(stdout, env)),
    err: paint(wantsColour(stderr, env)),
    get width(): number | null {
      return stdout.isTTY ? Math.max(20, stdout.columns || 80) : null;
    },
    shapes: drawsShapes(env),
    print: (line) => void stdout.write(`${line}\n`),
    printJson: (value) => void stdout.write(`${JSON.stringify(value, null, stdout.isTTY ? 2 : undefined)}\n`),
    say: (line) => void stderr.write(`${line}\n`),
  };
}

function drawsShapes(env: Record<string, string | undefined>): boolean {
  if (env.TERM === 'linux') return false; // the kernel's console has few glyphs
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' ? true : /utf-?8/i.test(locale) || process.platform === 'win32';
}
