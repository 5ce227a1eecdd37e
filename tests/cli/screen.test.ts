import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openScreen } from '../../cli/print/screen.ts';

let written: string;
let listeners: number;
const out = {
  isTTY: true,
  columns: 40,
  rows: 6,
  write(text: string) {
    written += text;
  },
};

beforeEach(() => {
  written = '';
  listeners = process.listenerCount('exit');
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'performance'] });
});
afterEach(() => vi.useRealTimers());

describe('screen', () => {
  it('redraws in place, at most once a second however often something changes', () => {
    let drawn = 0;
    const screen = openScreen(out, () => [`drawn ${++drawn}`]);
    for (let at = 0; at < 3_000; at += 10) {
      screen.changed();
      vi.advanceTimersByTime(10);
    }
    expect(drawn).toBeGreaterThanOrEqual(3);
    expect(drawn).toBeLessThanOrEqual(4);
    expect(written).toContain('\x1b[Hdrawn 1\x1b[K');
    screen.close();
  });

  it('gives the terminal back as it was, once', () => {
    const screen = openScreen(out, () => ['x']);
    expect(written).toBe('\x1b[?1049h\x1b[?25l');
    screen.changed();
    vi.advanceTimersByTime(1);
    screen.close();
    screen.close();
    expect(written.endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
    expect(written.split('\x1b[?1049l')).toHaveLength(2);
    const after = written;
    screen.changed();
    vi.advanceTimersByTime(5_000);
    expect(written).toBe(after);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  it('says what does not fit', () => {
    const screen = openScreen(out, () => ['1', '2', '3', '4', '5', '6', '7']);
    screen.changed();
    vi.advanceTimersByTime(1);
    expect(written).toContain('4\x1b[K');
    expect(written).toContain('… 3 more lines');
    expect(written).not.toContain('5\x1b[K');
    screen.close();
  });
});
