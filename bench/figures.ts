// What every bench hands back, and how it is printed: medians with their spread, and the bars with how far away they are.

export interface Row {
  what: string;
  /** one per run, in the order they were taken */
  samples: number[];
  unit: string;
  digits?: number;
  /** the row of the same bench that this one is compared with, by its `what` */
  against?: string;
}

export interface Bar {
  what: string;
  value: number;
  unit: string;
  /** the value is to be at most, or at least, this */
  limit: number;
  kind: 'at most' | 'at least';
}

export interface Report {
  rows: Row[];
  bars: Bar[];
  notes: string[];
}

export interface Scale {
  /** small numbers, to see that it works: the figures mean little */
  quick: boolean;
}

export interface Bench {
  name: string;
  about: string;
  run(scale: Scale): Promise<Report>;
}

/** Collects samples by what they are of. */
export class Samples {
  readonly of: Record<string, number[]> = {};

  take(what: string, value: number): void {
    this.of[what] = [...(this.of[what] ?? []), value];
  }
}

export function quantile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (samples: number[]): number => quantile(samples, 0.5);

/** Two things measured in turns: the difference of each pair, so that what the machine did meanwhile hits both. */
export const differences = (ours: number[], theirs: number[]): number[] => ours.map((value, at) => value - (theirs[at] ?? Number.NaN));

export const reached = ({ value, limit, kind }: Bar): boolean => (kind === 'at most' ? value <= limit : value >= limit);

export function print(title: string, { rows, bars, notes }: Report): void {
  console.log(`\n${title}`);
  const width = Math.max(...rows.map((row) => row.what.length), ...bars.map((bar) => bar.what.length + 2));
  for (const row of rows) {
    const digits = row.digits ?? 1;
    const middle = median(row.samples);
    const [low, high] = [Math.min(...row.samples), Math.max(...row.samples)];
    const spread =
      row.samples.length > 1 ? ` (${low.toFixed(digits)}–${high.toFixed(digits)}, p99 ${quantile(row.samples, 0.99).toFixed(digits)})` : '';
    const other = row.against && rows.find(({ what }) => what === row.against);
    const ratio = other ? `, ${(middle / median(other.samples)).toFixed(2)} × "${other.what}"` : '';
    console.log(
      `  ${row.what.padEnd(width)} ${middle.toFixed(digits).padStart(8)} ${row.unit}${spread}, ${row.samples.length} runs${ratio}`,
    );
  }
  for (const bar of bars) {
    const answer = reached(bar) ? 'reached' : `MISSED by ${format(Math.abs(bar.value - bar.limit))} ${bar.unit}`;
    console.log(`  → ${bar.what.padEnd(width)} ${format(bar.value)} ${bar.unit}, bar ${bar.kind} ${bar.limit} ${bar.unit}: ${answer}`);
  }
  for (const note of notes) console.log(`  ${note}`);
}

const format = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 1);
