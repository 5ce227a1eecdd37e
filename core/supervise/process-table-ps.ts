// The process table from `ps`, for macOS and the BSDs. Unverified: it could not be tried on a Mac; the parsing is tested.
import { execFile } from 'node:child_process';
import { MARK_VARIABLE } from './mark.ts';
import { roughStarts, sharedPass } from './process-pass.ts';
import type { ProcessPass, ProcessRow, ProcessTable } from './process-table.ts';

const COLUMNS = 'pid=,ppid=,pgid=,sess=,stat=,time=,rss=,lstart=';

export function psProcessTable(): ProcessTable {
  let marks = new Map<number, string>();

  async function pass(): Promise<ProcessPass> {
    // -E appends the environment where the system allows it (own processes that are not protected)
    const [table, environments] = await Promise.all([ps(['-axo', COLUMNS]), ps(['-axEww', '-o', 'pid=,command='])]);
    marks = parseMarks(environments);
    return { rows: parsePs(table), vanished: 0, doubtful: 0 };
  }

  return {
    read: sharedPass(pass),
    startNow: () => undefined,
    markOf: (row) => marks.get(row.pid) ?? null,
    ...roughStarts(),
  };
}

export function parsePs(text: string): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 12) continue;
    const [pid, ppid, group, session, state = '', time = '', rss, ...started] = fields;
    rows.push({
      pid: Number(pid),
      ppid: Number(ppid),
      group: Number(group),
      session: Number(session) || 0, // macOS prints a kernel address or 0 here
      zombie: state.startsWith('Z'),
      halted: state.startsWith('T'),
      start: Date.parse(started.join(' ')),
      cpuMs: parseTime(time),
      rss: Number(rss) * 1024,
    });
  }
  return rows;
}

export function parseMarks(text: string): Map<number, string> {
  const marks = new Map<number, string>();
  for (const line of text.split('\n')) {
    // the last one wins: an argument that looks like a mark stands before the environment
    const at = line.lastIndexOf(` ${MARK_VARIABLE}=`);
    if (at < 0) continue;
    const mark = line.slice(at + MARK_VARIABLE.length + 2).split(' ', 1)[0];
    if (mark) marks.set(Number.parseInt(line, 10), mark);
  }
  return marks;
}

/** `[[dd-]hh:]mm:ss[.cc]` */
function parseTime(text: string): number {
  const [clock = '', days = '0'] = text.split('-').reverse();
  return (clock.split(':').reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400) * 1000;
}

function ps(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 64 << 20, env: { ...process.env, LC_ALL: 'C', [MARK_VARIABLE]: 'guardian' } };
    execFile('ps', args, options, (error, stdout) => (error && !stdout ? reject(error) : resolve(stdout)));
  });
}
