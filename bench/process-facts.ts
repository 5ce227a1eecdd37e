// What the system knows of a process. Linux only, as these benches are.
import { readdirSync, readFileSync } from 'node:fs';

/** the kernel's clock tick for /proc: 100 a second on every Linux that Node runs on */
const TICKS = 100;

export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
}

export function memoryMB(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'VmRSS') / 1024;
}

/** its own pages and its share of those that it has in common with others */
export function proportionalMB(pid: number): number {
  return kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss') / 1024;
}

function kilobytes(file: string, key: string): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'latin1'))?.[1] ?? Number.NaN);
}

export function pidWithArguments(...wanted: string[]): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const args = argumentsOf(Number(name));
    const at = args.indexOf(wanted[0]!);
    if (at >= 0 && wanted.every((each, index) => args[at + index] === each)) return Number(name);
  }
  return null;
}

export function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
  } catch {
    return []; // it ended meanwhile
  }
}

export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number);
}
