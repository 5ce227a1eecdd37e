// A terminal's second screen, redrawn in place at most once a second, and given back as it was whatever ends the command.
import type { Output } from '../io.ts';

export interface Screen {
  changed(): void;
  close(): void;
}

const everyMs = 1_000;

export function openScreen(out: Output, lines: () => string[]): Screen {
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let open = true;

  const draw = (): void => {
    clearTimeout(timer);
    timer = undefined;
    lastAt = performance.now();
    const shown = whatFits(lines(), Math.max(2, (out.rows || 24) - 1));
    out.write(`\x1b[H${shown.map((line) => `${line}\x1b[K\r\n`).join('')}\x1b[J`);
  };
  const changed = (): void => {
    if (!open || timer) return;
    const wait = Math.max(0, lastAt + everyMs - performance.now());
    timer = setTimeout(draw, wait);
  };
  const giveBack = (): void => {
    if (!open) return;
    open = false;
    out.write('\x1b[?25h\x1b[?1049l');
  };
  const resized = (): void => {
    if (open) draw();
  };

  const take = (): void => void out.write('\x1b[?1049h\x1b[?25l');
  const continued = (): void => {
    // after Ctrl-Z the shell has had the terminal
    take();
    draw();
  };

  take();
  process.on('exit', giveBack);
  process.on('SIGCONT', continued);
  process.on('SIGWINCH', resized);
  // times on the screen go on without any change
  const ticking = setInterval(changed, everyMs);
  return {
    changed,
    close() {
      clearInterval(ticking);
      clearTimeout(timer);
      process.off('SIGWINCH', resized);
      process.off('SIGCONT', continued);
      process.off('exit', giveBack);
      giveBack();
    },
  };
}

/** What does not fit is not hidden in silence. */
function whatFits(lines: string[], rows: number): string[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more lines: they need a taller window`];
}
