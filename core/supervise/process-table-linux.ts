// The process table from /proc: a few microseconds per process, no program started.
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { MARK_VARIABLE } from './mark.ts';
import { sharedPass } from './process-pass.ts';
import type { ProcessPass, ProcessRow, ProcessTable } from './process-table.ts';

const TICK_MS = 10; // USER_HZ is 100 on every architecture that Node runs on
const needle = Buffer.from(`${MARK_VARIABLE}=`);
const KTHREADD = 2;
const EXEC_MS = 1000;

interface Known {
  start: number;
  mark: string | null;
  /** number of the pass that saw it first, or saw it in an exec last */
  pass: number;
  /** when it was seen first */
  at: number;
}

export function linuxProcessTable(root = '/proc'): ProcessTable {
  keepSpare();
  const boot = bootId(root);
  const pageSize = findPageSize(root);
  // grows as needed and is used for every read: no garbage per process
  const scratch = { buffer: Buffer.allocUnsafe(4096) };
  const marks = new Map<number, Known>();
  let zombies = new Map<number, number>();
  let passes = 0;

  function pass(): ProcessPass {
    passes++;
    const rows: ProcessRow[] = [];
    const blank: ProcessRow[] = [];
    let vanished = 0;
    const read = new Set<string>();
    // Who vanished between the listing and the reading may have forked just before: its child is in the next listing.
    for (let round = 0; round < 5 && (round === 0 || vanished > 0); round++) {
      vanished = 0;
      for (const entry of withSpare(() => readdirSync(root))) {
        const first = entry.charCodeAt(0);
        if (first < 48 || first > 57 || read.has(entry)) continue;
        read.add(entry);
        const length = readInto(`${root}/${entry}/stat`, scratch);
        const row = length > 0 ? parseStat(scratch.buffer.toString('latin1', 0, length), pageSize) : null;
        if (!row || isFreshZombie(row)) vanished++;
        if (row) rows.push(row);
        if (row && !learnMark(row)) blank.push(row);
      }
    }
    zombies = new Map(rows.filter((row) => row.zombie).map((row) => [row.pid, row.start]));
    if (passes % 16 === 0) forget(rows);
    return { rows, vanished, doubtful: blank.length === 0 ? 0 : countDoubtful(blank, rows) };
  }

  /** It ended since the last pass, maybe during this one: as good as vanished. */
  function isFreshZombie(row: ProcessRow): boolean {
    return row.zombie && zombies.get(row.pid) !== row.start;
  }

  function forget(rows: ProcessRow[]): void {
    const alive = new Set(rows.map((row) => row.pid));
    for (const pid of marks.keys()) if (!alive.has(pid)) marks.delete(pid);
  }

  /** False: it is in the middle of an exec and shows nothing; what it showed before is kept. */
  function learnMark(row: ProcessRow): boolean {
    if (row.zombie || row.pid === KTHREADD || row.ppid === KTHREADD) return true;
    let known = marks.get(row.pid);
    // A process between fork and exec shows its parent's environment: "none" is believed from the third pass on only.
    if (known?.start === row.start && (known.mark !== null || known.pass < passes - 1)) return true;
    if (known?.start !== row.start) {
      known = { start: row.start, mark: null, pass: passes, at: performance.now() };
      marks.set(row.pid, known);
    }
    const length = readInto(`${root}/${row.pid}/environ`, scratch);
    if (length > 0) known.mark = findMark(scratch.buffer.subarray(0, length));
    if (length !== 0 || readInto(`${root}/${row.pid}/cmdline`, scratch) !== 0) return true;
    // no environment and no command line: an exec, unless it stays so (programs can wipe both)
    known.pass = passes;
    return performance.now() - known.at > EXEC_MS;
  }

  function markOf(row: ProcessRow): string | null {
    const known = marks.get(row.pid);
    return known?.start === row.start ? known.mark : null;
  }

  function startNow(pid: number): number | null {
    const length = readInto(`${root}/${pid}/stat`, scratch);
    const row = length > 0 ? parseStat(scratch.buffer.toString('latin1', 0, length), pageSize) : null;
    return row && !row.zombie ? row.start : null;
  }

  return {
    read: sharedPass(pass),
    startNow,
    markOf,
    sameStart: (a, b) => a === b,
    startText: (start) => `${start}.${boot}`,
    parseStart: (text) => {
      const [ticks, ofBoot] = text.split('.');
      return ofBoot === boot && ticks && /^\d+$/.test(ticks) ? Number(ticks) : Number.NaN;
    },
    startOfNew: (pid) => {
      const length = readInto(`${root}/${pid}/stat`, scratch);
      return (length > 0 && parseStat(scratch.buffer.toString('latin1', 0, length), pageSize)?.start) || Number.NaN;
    },
  };
}

/** A session with a living maker is its maker's, whoever is in it; only the others need their mark. */
function countDoubtful(blank: ProcessRow[], rows: ProcessRow[]): number {
  const pids = new Set(rows.map((row) => row.pid));
  return blank.filter((row) => row.session === row.pid || !pids.has(row.session)).length;
}

/** The command's name may hold spaces, brackets and newlines: fields are counted from its last bracket on. */
export function parseStat(text: string, pageSize: number): ProcessRow | null {
  const close = text.lastIndexOf(')');
  if (close < 0) return null;
  const fields = text.slice(close + 2).split(' ', 22); // field 3 (state) is the first
  const state = fields[0];
  if (state === undefined || fields.length < 22 || state === 'X') return null;
  return {
    pid: Number.parseInt(text, 10),
    ppid: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    zombie: state === 'Z',
    halted: state === 'T' || state === 't',
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    start: Number(fields[19]),
    rss: Number(fields[21]) * pageSize,
  };
}

function findMark(environ: Buffer): string | null {
  for (let at = environ.indexOf(needle); at >= 0; at = environ.indexOf(needle, at + 1)) {
    if (at > 0 && environ[at - 1] !== 0) continue; // the tail of another variable's name, or a part of a value
    const end = environ.indexOf(0, at);
    return environ.toString('utf8', at + needle.length, end < 0 ? environ.length : end);
  }
  return null;
}

/** Length of what was read; -1: gone, or not ours to read. */
function readInto(path: string, scratch: { buffer: Buffer }): number {
  return withSpare(() => {
    let fd: number;
    try {
      fd = openSync(path, 'r');
    } catch (error) {
      if (isOutOfDescriptors(error)) throw error; // "gone" would be a lie that lets strays live
      return -1;
    }
    try {
      let length = 0;
      for (;;) {
        if (length === scratch.buffer.length) scratch.buffer = Buffer.concat([scratch.buffer], length * 4);
        const count = readSync(fd, scratch.buffer, length, scratch.buffer.length - length, null);
        if (count === 0) return length;
        length += count;
        // a stat line is written in one go and ends so: no need to ask for the end of the file
        if (length < scratch.buffer.length && scratch.buffer[length - 1] === 10 && path.endsWith('/stat')) return length;
      }
    } catch {
      return -1; // it ended while it was read, or belongs to somebody else
    } finally {
      closeSync(fd);
    }
  });
}

/** A descriptor kept back for the moment in which there is none left: then, too, a tree must be found to be ended. */
let spare: number | null = null;

function keepSpare(): void {
  try {
    spare ??= openSync('/dev/null', 'r');
  } catch {
    // none to be had now: the next use tries again
  }
}

function withSpare<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isOutOfDescriptors(error) || spare === null) throw error;
    closeSync(spare);
    spare = null;
    try {
      return work();
    } finally {
      keepSpare();
    }
  }
}

function isOutOfDescriptors(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EMFILE' || code === 'ENFILE';
}

function bootId(root: string): string {
  try {
    return readFileSync(`${root}/sys/kernel/random/boot_id`, 'latin1').slice(0, 8);
  } catch {
    return 'boot'; // a container that hides it: start times alone must do
  }
}

/** Node does not tell the page size, but tells our own memory both ways. */
function findPageSize(root: string): number {
  try {
    const pages = Number(readFileSync(`${root}/self/statm`, 'latin1').split(' ')[1]);
    const size = 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages));
    return size >= 4096 && size <= 65536 ? size : 4096;
  } catch {
    return 4096;
  }
}
