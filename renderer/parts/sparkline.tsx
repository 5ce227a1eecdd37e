import { memo } from 'react';
import { historyLength } from '../store/history.ts';
import { downPath, sparkPaths } from '../view/spark-path.ts';

interface Props {
  values: readonly (number | null)[];
  /** 1…8, a series colour */
  series: number;
  /** the least height of the scale: below it, noise stays a thin line */
  floor: number;
  width: number;
  height: number;
  /** points before which it went down */
  downs?: readonly boolean[];
}

const none: readonly boolean[] = [];

/** A picture of figures that stand beside it in words: hidden from speech. */
export const Sparkline = memo(function Sparkline({ values, series, floor, width, height, downs = none }: Props) {
  const { line, area } = sparkPaths(values, width, height, floor, historyLength);
  return (
    <svg
      className={`spark c-${series}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={area} fill="currentColor" opacity=".1" />
      {downs.includes(true) && (
        <path className="went-down" d={downPath(downs, width, height, historyLength)} vectorEffect="non-scaling-stroke" />
      )}
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
});
