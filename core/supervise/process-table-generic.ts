// The process table where there is neither /proc nor ps: Windows. Unverified there. No groups, no marks: parents and memory only.
import { roughStarts, sharedPass } from './process-pass.ts';
import type { ProcessPass, ProcessTable } from './process-table.ts';

export function genericProcessTable(): ProcessTable {
  async function pass(): Promise<ProcessPass> {
    const { processes } = await import('systeminformation');
    const { list } = await processes();
    const rows = list.map((entry) => ({
      pid: entry.pid,
      ppid: entry.parentPid,
      group: 0,
      session: 0,
      zombie: false,
      halted: false,
      start: Date.parse(entry.started),
      cpuMs: Number.NaN, // pidusage tells it for the few that are asked for
      rss: entry.memRss * 1024,
    }));
    return { rows, vanished: 0, doubtful: 0 };
  }
  return { read: sharedPass(pass), startNow: () => undefined, markOf: () => null, ...roughStarts() };
}
