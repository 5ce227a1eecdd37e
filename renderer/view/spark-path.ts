// A sparkline as an SVG path; null is a gap. The scale has a floor, so that noise of a calm server stays a thin line.
export interface SparkPaths {
  line: string;
  area: string;
}

export function sparkPaths(values: readonly (number | null)[], width: number, height: number, floor: number, slots: number): SparkPaths {
  const most = Math.max(floor, ...values.map((value) => value ?? 0));
  const pad = 2;
  const step = width / Math.max(1, slots - 1);
  // the newest value is at the right edge
  const shift = slots - values.length;
  let line = '';
  let area = '';
  let run: string[] = [];
  let first = 0;
  const close = (last: number) => {
    if (run.length > 1) {
      line += `M${run.join('L')}`;
      area += `M${run.join('L')}L${round(last)} ${height}L${round(first)} ${height}Z`;
    }
    run = [];
  };
  values.forEach((value, index) => {
    const x = (index + shift) * step;
    if (value === null) {
      close((index - 1 + shift) * step);
      return;
    }
    if (run.length === 0) first = x;
    run.push(`${round(x)} ${round(height - pad - (value / most) * (height - 2 * pad))}`);
  });
  close((values.length - 1 + shift) * step);
  return { line, area };
}

/** Where it went down, as strokes over the whole height. */
export function downPath(downs: readonly boolean[], width: number, height: number, slots: number): string {
  const step = width / Math.max(1, slots - 1);
  return downs.flatMap((down, index) => (down ? [`M${round((index + slots - downs.length) * step)} 0V${height}`] : [])).join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;
