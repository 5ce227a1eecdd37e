// What runs on this machine, as one pass sees it. A process is (pid, start): a pid alone may belong to somebody else tomorrow.
export interface ProcessRow {
  pid: number;
  ppid: number;
  /** process group; 0 where the system has none */
  group: number;
  session: number;
  zombie: boolean;
  /** held by SIGSTOP or a debugger: a signal waits until it continues */
  halted: boolean;
  /** in the table's own unit; compare through `sameStart` */
  start: number;
  /** user + system time so far; NaN where the pass does not tell */
  cpuMs: number;
  /** resident bytes */
  rss: number;
}

export interface ProcessPass {
  rows: ProcessRow[];
  /** processes that ended while the pass ran, whose children may be missing in it */
  vanished: number;
  /** processes in the middle of an exec, whose mark cannot be read, and of which nothing else tells whose they are */
  doubtful: number;
}

export interface ProcessTable {
  /** a pass that begins after the call; callers of one turn of the event loop share it */
  read(): Promise<ProcessPass>;
  /** start of what has this pid right now; null: nothing alive has it; undefined: cannot be told here without waiting */
  startNow(pid: number): number | null | undefined;
  /** the mark in the environment of a process; null: none, or not readable */
  markOf(row: ProcessRow): string | null;
  sameStart(a: number, b: number): boolean;
  /** text of a start that is unique over reboots, for storing */
  startText(start: number): string;
  /** NaN when the text is of another boot: it then equals nothing */
  parseStart(text: string): number;
  /** start of a process that was spawned right now */
  startOfNew(pid: number): number;
}

export async function openProcessTable(platform: NodeJS.Platform = process.platform): Promise<ProcessTable> {
  if (platform === 'linux') return (await import('./process-table-linux.ts')).linuxProcessTable();
  if (platform === 'win32') return (await import('./process-table-generic.ts')).genericProcessTable();
  return (await import('./process-table-ps.ts')).psProcessTable();
}
