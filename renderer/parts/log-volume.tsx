import { memo, useEffect, useRef, useState } from 'react';
import { shortClock } from '../../contract/words.ts';
import { t } from '../text.ts';
import type { NumberedLine } from '../view/log-lines.ts';
import { placeOf } from '../view/log-rows.ts';
import { barCount, type Volume, volumeOf } from '../view/log-volume.ts';

interface Props {
  rows: readonly NumberedLine[];
  /** ids of the lines in sight */
  seen: { from: number; to: number };
  goTo(id: number): void;
}

const [width, height, ground] = [900, 52, 34];
/** drawn at most so often: it tells of minutes */
const everyMs = 1000;

/** When how much was said: bars by level, crashes, and what is in sight. A click leads there. */
export function LogVolume({ rows, seen, goTo }: Props) {
  const volume = useVolume(rows);
  if (!volume || volume.most === 0) return <div className="hist" aria-hidden="true" />;
  const { from, to, crashes } = volume;
  const x = placeIn(volume);
  const [begin, end] = [rows[placeOf(rows, seen.from)], rows[Math.min(rows.length - 1, placeOf(rows, seen.to))]];
  const sight = begin && end ? [x(Date.parse(begin.t)), Math.max(x(Date.parse(begin.t)) + 2, x(Date.parse(end.t)))] : null;
  const last = crashes.at(-1);
  // to the left of its line, where there is room for it
  const labelled = last && x(last.at) > width / 4 ? last : null;
  return (
    <div className="hist">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: E and the search lead to places by key */}
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        height={height}
        role="img"
        aria-label={t('logs.volume', {
          from: shortClock(from),
          to: shortClock(to),
          crashes: t('logs.volume.crashes', { n: crashes.length }),
        })}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const at = new Date(from + ((event.clientX - box.left) / box.width) * (to - from)).toISOString();
          const line = rows.find((each) => each.t >= at);
          if (line) goTo(line.id);
        }}
      >
        <Bars volume={volume} />
        {sight && <rect className="s" x={sight[0]} y={0.5} width={sight[1]! - sight[0]!} height={ground} />}
      </svg>
      {labelled !== null && (
        <span className="hist-c" style={{ insetInlineStart: `calc(14px + (100% - 28px) * ${x(labelled.at) / width})` }} aria-hidden="true">
          {t('logs.volume.crashed', { name: labelled.server })}
        </span>
      )}
      <div className="hist-t num" aria-hidden="true">
        {[0, 1 / 3, 2 / 3, 1].map((part) => (
          <span key={part}>{shortClock(from + part * (to - from))}</span>
        ))}
      </div>
    </div>
  );
}

const placeIn =
  ({ from, to }: Volume) =>
  (at: number): number =>
    ((at - from) / (to - from)) * width;

/** Drawn once for each volume: what is in sight moves with each batch of lines. */
const Bars = memo(function Bars({ volume }: { volume: Volume }) {
  const { bars, most, crashes } = volume;
  const x = placeIn(volume);
  const barWidth = width / barCount;
  const y = (n: number) => (n / most) * (ground - 4);
  return (
    <>
      {bars.map((bar, index) => {
        const parts = [
          ['i', bar.info],
          ['w', bar.warn],
          ['e', bar.error],
        ] as const;
        let top = ground;
        return parts.map(([level, n]) => {
          if (n === 0) return null;
          const high = Math.max(1.5, y(n));
          top -= high;
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          return <rect key={`${index}${level}`} className={level} x={index * barWidth} y={top} width={barWidth - 1.5} height={high} />;
        });
      })}
      <path className="g" d={`M0 ${ground + 0.5}H${width}`} />
      {crashes.map(({ at, server }) => (
        <path key={`${at} ${server}`} className="c" d={`M${x(at)} 0V${ground}`} />
      ))}
    </>
  );
});

function useVolume(rows: readonly NumberedLine[]): Volume | null {
  const [volume, setVolume] = useState<Volume | null>(null);
  const latest = useRef(rows);
  const due = useRef<ReturnType<typeof setTimeout> | null>(null);
  const empty = rows.length === 0;
  useEffect(() => {
    latest.current = rows;
    if (due.current !== null) return;
    const draw = () => {
      due.current = null;
      setVolume(volumeOf(latest.current, Date.now()));
    };
    due.current = setTimeout(draw, volume === null ? 0 : everyMs);
  }, [rows, volume]);
  useEffect(
    () => () => {
      if (due.current !== null) clearTimeout(due.current);
      due.current = null;
    },
    [],
  );
  return empty ? null : volume;
}
