// One log file that is only appended to, and its rotated predecessors. Callers hand over whole lines and never wait for the disk to
// have room; a line is never torn. No descriptor is kept between two writes: 200 idle servers hold none, and a file that somebody
// deleted or truncated is noticed the next time. What the disk refuses waits in memory up to a limit; beyond it whole lines are left
// out, counted and said. Why the writes are synchronous: docs/decisions/0020-log-ingest.md.
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatMark } from './line-format.ts';

export interface AppendOptions {
  maxSizeBytes: number;
  /** rotated files besides the present one */
  keep: number;
  flushMs: number;
  flushBytes: number;
  maxPendingBytes: number;
  retryMs: number;
  /** shared by all files: what waits in memory for all of them together */
  budget: Budget;
}

export interface Budget {
  used: number;
  maxBytes: number;
}

export const appendDefaults = { flushMs: 40, flushBytes: 256 * 1024, maxPendingBytes: 4 * 1024 * 1024, retryMs: 1_000 };
/** joined at a time: bounds the second copy */
const batchBytes = 1024 * 1024;
/** after a write that took this long comes a pause twice as long: a slow disk may hold up the engine for a third of the time at most */
const slowMs = 100;

export interface AppendFile {
  /** whole lines, the last newline included, latin1 */
  append(lines: string): void;
  /** tries to bring everything to disk now; false when the disk refuses */
  flush(): boolean;
  dropped(): { lines: number; bytes: number };
}

export function createAppendFile(path: string, options: AppendOptions): AppendFile {
  let waiting: string[] = [];
  let pending = 0;
  let timer: NodeJS.Timeout | null = null;
  let notBefore = 0;
  /** why the last write failed */
  let refusal: string | null = null;
  const total = { lines: 0, bytes: 0 };
  let unsaid = { lines: 0, bytes: 0 };
  let why = '';
  /** size that the file has if nobody but us touched it */
  let expected = -1;

  const append = (lines: string): void => {
    if (!fits(lines.length) && mayWrite()) writeAll();
    if (!fits(lines.length)) {
      drop(lines);
      return;
    }
    if (unsaid.lines > 0) sayDropped();
    keep(lines);
    schedule();
  };

  const fits = (bytes: number): boolean => {
    if (pending + bytes > options.maxPendingBytes) return false;
    // one loud server must not take the room of the quiet ones
    return pending < options.flushBytes || options.budget.used + bytes <= options.budget.maxBytes;
  };

  const keep = (lines: string): void => {
    waiting.push(lines);
    count(lines.length);
  };

  const count = (bytes: number): void => {
    pending += bytes;
    options.budget.used += bytes;
  };

  const drop = (lines: string): void => {
    why = refusal ?? 'they came faster than they could be written';
    const number = countLines(lines);
    for (const sum of [total, unsaid]) {
      sum.lines += number;
      sum.bytes += lines.length;
    }
  };

  const sayDropped = (): void => {
    const mark = formatMark(`${unsaid.lines} lines (${unsaid.bytes} bytes) are missing here: ${why}`, 'warn');
    unsaid = { lines: 0, bytes: 0 };
    keep(mark);
  };

  /** not while the disk refuses (that has its own rhythm), nor in the pause after a slow write */
  const mayWrite = (): boolean => refusal === null && performance.now() >= notBefore;

  const schedule = (): void => {
    if (pending >= options.flushBytes && mayWrite()) writeAll();
    else if (timer === null) {
      timer = setTimeout(onTimer, refusal === null ? Math.max(options.flushMs, notBefore - performance.now()) : options.retryMs);
      if (refusal !== null) timer.unref(); // a full disk must not keep the process from ending
    }
  };

  const onTimer = (): void => {
    timer = null;
    writeAll();
  };

  const writeAll = (): boolean => {
    if (timer) clearTimeout(timer);
    timer = null;
    const began = performance.now();
    while (pending > 0 && writeBatch()) if (unsaid.lines > 0) sayDropped();
    const took = performance.now() - began;
    if (took > slowMs) notBefore = began + took * 3;
    if (pending > 0) schedule();
    return pending === 0;
  };

  const writeBatch = (): boolean => {
    const batch = takeBatch();
    let done = 0;
    try {
      while (done < batch.length) done += writeSome(done === 0 ? batch : batch.slice(done));
      refusal = null;
    } catch (error) {
      if (error instanceof PartlyWritten) done += error.bytes;
      refusal = reasonOf(error);
      if (done < batch.length) waiting.unshift(batch.slice(done));
    }
    count(-done);
    return refusal === null;
  };

  const takeBatch = (): string => {
    let number = 0;
    for (let bytes = 0; number < waiting.length && bytes < batchBytes; number += 1) bytes += waiting[number]!.length;
    const taken = number === waiting.length ? waiting : waiting.slice(0, number);
    waiting = number === waiting.length ? [] : waiting.slice(number);
    return taken.length === 1 ? taken[0]! : taken.join('');
  };

  /** Opens, writes what fits below the size limit (rotating when nothing does) and closes; answers how much. */
  const writeSome = (lines: string): number => {
    const file = openAppending(path);
    try {
      let { size } = fstatSync(file);
      if (size > 0 && size !== expected && !endsWithNewline(file, size)) size += writeSync(file, '\n');
      const fits = fitting(lines, options.maxSizeBytes - size, size === 0);
      if (fits > 0) {
        writeLines(file, size, fits === lines.length ? lines : lines.slice(0, fits));
        expected = size + fits;
        return fits;
      }
    } catch (error) {
      expected = -1;
      throw error;
    } finally {
      closeSync(file);
    }
    rotate(path, options.keep);
    return 0;
  };

  return {
    append,
    flush: () => pending === 0 || writeAll(),
    dropped: () => ({ ...total }),
  };
}

class PartlyWritten extends Error {
  readonly bytes: number;
  constructor(bytes: number, cause: unknown) {
    super('partly written', { cause });
    this.bytes = bytes;
  }
}

function openAppending(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, 'a+', 0o600);
  }
}

/** A crash, or somebody's editor, may have left half a line. */
function endsWithNewline(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return readSync(file, last, 0, 1, size - 1) === 0 || last[0] === 10;
}

/** How much of the lines goes into the present file: whole lines up to the limit, and at least one into an empty file. */
function fitting(lines: string, room: number, empty: boolean): number {
  if (lines.length <= room) return lines.length;
  const end = room > 0 ? lines.lastIndexOf('\n', room - 1) + 1 : 0;
  return end === 0 && empty ? lines.indexOf('\n') + 1 : end;
}

function writeLines(file: number, size: number, lines: string): void {
  let done = 0;
  try {
    while (done < lines.length) done += writeSync(file, done === 0 ? lines : lines.slice(done), null, 'latin1');
  } catch (error) {
    if (done === 0) throw error;
    // the disk took a part: back to the end of the last whole line, the rest is written later
    const whole = lines.lastIndexOf('\n', done - 1) + 1;
    if (whole < done) ftruncateSync(file, size + whole);
    throw new PartlyWritten(whole, error);
  }
}

function rotate(path: string, keep: number): void {
  const numbered = (index: number): string => (index === 0 ? path : `${path}.${index}`);
  // the oldest, and what is left from when more were kept
  for (let index = keep; existed(() => unlinkSync(numbered(index))); index += 1);
  for (let index = keep - 1; index >= 0; index -= 1) existed(() => renameSync(numbered(index), numbered(index + 1)));
}

function existed(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

export function countLines(lines: string): number {
  let count = 0;
  for (let at = lines.indexOf('\n'); at >= 0; at = lines.indexOf('\n', at + 1)) count += 1;
  return count;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof PartlyWritten ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'there was no space left on the disk';
  return `the file could not be written (${message})`;
}
