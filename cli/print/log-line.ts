// Log lines for a terminal: when, who (if there are several), how bad, what. The text cannot drive the terminal.
import type { LogLevel, LogLine } from '../../contract/server.ts';
import type { Tone } from '../../contract/words/looks.ts';
import type { Paint } from './paint.ts';
import { sanitise } from './sanitise.ts';
import { pad, widthOf } from './width.ts';

const tones: Record<LogLevel, Tone> = { debug: 'mute', info: 'mute', warn: 'warn', error: 'fail' };

export interface LinePrinter {
  lineOf(line: LogLine): string;
}

/** `names` null: one source, no prefix. A source that shows up later gets the next colour and widens the column. */
export function linePrinter(names: readonly string[] | null, out: Paint): LinePrinter {
  const order = [...(names ?? [])];
  let width = Math.max(0, ...order.map((name) => widthOf(sanitise(name, false))));
  const prefix = (server: string): string => {
    let at = order.indexOf(server);
    if (at < 0) at = order.push(server) - 1;
    const shown = sanitise(server, false);
    width = Math.max(width, widthOf(shown));
    return `${out.series(at, `${pad(shown, width)} |`)} `;
  };
  return {
    lineOf(line) {
      const time = out.dim(localTime(line.t));
      const letter = out.tone(tones[line.level], line.level.charAt(0).toUpperCase());
      const text = sanitise(line.text, out.on);
      // what the engine says of the server is not what the server said
      const words = line.stream === 'engine' ? out.bold(`-- ${text}`) : text;
      return `${names === null ? '' : prefix(line.server)}${time} ${letter} ${words}`;
    },
  };
}

/** `11-21 08:12:07.123`, in the reader's zone */
export function localTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return sanitise(iso, false);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
