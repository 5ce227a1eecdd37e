import '../../styles/chart.css';
import { type KeyboardEvent, memo, type PointerEvent, useCallback, useId, useState } from 'react';
import { t as say } from '../../text.ts';
import { columnsOf, type Line, timesOf } from '../../view/chart-rows.ts';
import type { Mark } from '../../view/downtime.ts';
import type { Frame, Range, Span } from '../../view/metric-points.ts';
import { momentOf, tickOf } from '../../view/moments.ts';
import type { Chart } from '../../view/server-charts.ts';
import { type Box, labelled, middleOf, nearest, pathsOf, piecesOf, type Scale, timeAt, xOf, yOf } from '../../view/time-chart.ts';

type ChartProps = Chart;

const usualHeight = 132;
const top = 8;
const foot = 20;
const right = 8;
const markRoom = 64;

/** One tab stop. The pointer or the arrow keys choose a point; what it says stands beside the crosshair, and is its value to a screen reader. */
export function TimeChart({ height = usualHeight, ...props }: ChartProps & { height?: number }) {
  const { title, range, frame, lines, scale, marks, format } = props;
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<number | null>(null);
  const help = useId();
  const measure = useWidth(setWidth);
  const box = boxOf(width, height, scale, format);
  const times = timesOf(lines);
  // what was chosen may have left the range, and "now" has no place of its own
  const chosen = at === null ? null : nearest(times, at);
  const last = times.at(-1)!;
  const words = wordsAt(props, chosen ?? last);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setAt(timeAt(x, frame, box) - frame.stepMs / 2);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = times.indexOf(chosen ?? last);
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowDown: index - 1, ArrowUp: index + 1 }[event.key];
    const far = { Home: 0, End: times.length - 1, PageUp: index - 10, PageDown: index + 10 }[event.key];
    const next = to ?? far;
    if (event.key === 'Escape' && at !== null) setAt(null);
    else if (next === undefined) return;
    // the first key shows where one is
    else setAt(times[chosen === null && to !== undefined ? index : Math.min(times.length - 1, Math.max(0, next))]!);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="chart"
      style={{ height }}
      ref={measure}
      role="slider"
      tabIndex={0}
      aria-label={say('metrics.chart', { title, range: say(`metrics.last.${range}`) })}
      aria-describedby={help}
      aria-valuemin={0}
      aria-valuemax={times.length - 1}
      aria-valuenow={times.indexOf(chosen ?? last)}
      aria-valuetext={words.text}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setAt(null)}
      // one whose step is over: a value that changes by itself would be read aloud each time
      onFocus={() => setAt((before) => before ?? times.at(-2) ?? last)}
      onBlur={() => setAt(null)}
      onKeyDown={onKeyDown}
    >
      <span id={help} hidden>
        {say('metrics.help')}
      </span>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <Grid range={range} frame={frame} scale={scale} box={box} format={format} />
          <Picture {...props} box={box} />
          <Marks marks={marks} frame={frame} box={box} />
          {chosen !== null && <Crosshair at={chosen} lines={lines} frame={frame} scale={scale} box={box} />}
        </svg>
      )}
      {chosen !== null && <Readout at={xOf(middleOf({ t: chosen }, frame.stepMs), frame, box)} width={width} words={words} />}
    </div>
  );
}

/** the room that the words at the left need */
function boxOf(width: number, height: number, { ticks }: Scale, format: ChartProps['format']): Box {
  const left = 14 + Math.max(...ticks.map((tick) => format(tick).length)) * 6.2;
  return { left, top, width: Math.max(1, width - left - right), height: height - top - foot };
}

function useWidth(set: (width: number) => void): (element: HTMLElement | null) => (() => void) | undefined {
  return useCallback(
    (element: HTMLElement | null) => {
      if (!element) return;
      const look = () => set(element.clientWidth);
      const observer = new ResizeObserver(look);
      observer.observe(element);
      look();
      return () => observer.disconnect();
    },
    [set],
  );
}

interface Words {
  when: string;
  figures: { title: string; value: string; series: Line['series']; look: string }[];
  happened: string[];
  text: string;
}

function wordsAt({ range, frame, lines, marks, format }: ChartProps, t: number): Words {
  const when = momentOf(range, t);
  const figures = lines.flatMap((line) =>
    columnsOf([line]).map(({ title, of }, index) => ({
      title,
      value: format(of(t)),
      series: line.series,
      look: index === 0 ? line.look : 'peaks',
    })),
  );
  const happened = marks.filter(({ at }) => at >= t && at < t + frame.stepMs).map(({ text }) => text);
  const said = figures.map(({ title, value }) => say('metrics.figure', { name: title, value }));
  return { when, figures, happened, text: say('metrics.at', { when, figures: [...said, ...happened].join(', ') }) };
}

interface GridProps {
  range: Range;
  frame: Frame;
  scale: Scale;
  box: Box;
  format(value: number | null): string;
}

const quarters = [0, 0.25, 0.5, 0.75, 1];

function Grid({ range, frame, scale, box, format }: GridProps) {
  return (
    <>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <path className="rule" d={`M${box.left} ${yOf(tick, scale, box)}h${box.width}`} />
          <text x={box.left - 8} y={yOf(tick, scale, box) + 4} textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      {quarters.map((part) => (
        <text
          key={part}
          x={box.left + part * box.width}
          y={box.top + box.height + foot - 4}
          textAnchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}
        >
          {tickOf(range, frame.from + part * (frame.to - frame.from))}
        </text>
      ))}
    </>
  );
}

export const seriesClass = (series: Line['series']): string => (series === 'fail' ? 'c-fail' : `c-${series}`);

/** Drawn anew only when there is something new: not with the crosshair. */
const Picture = memo(
  function Picture({ lines, frame, scale, down, absent, box }: ChartProps & { box: Box }) {
    const place = ({ from, to }: Span) => ({ x: xOf(from, frame, box), width: Math.max(1, xOf(to, frame, box) - xOf(from, frame, box)) });
    return (
      <>
        {absent.map((span) => (
          <rect key={span.from} className="band absent" y={box.top} height={box.height} {...place(span)} />
        ))}
        {down.map((span) => (
          <rect key={span.from} className="band" y={box.top} height={box.height} {...place(span)} />
        ))}
        {lines.map(({ id, points, series, look, peaks }) => {
          const paths = pathsOf(piecesOf(points, frame.stepMs, down), frame, scale, box);
          return (
            <g key={id} className={`${seriesClass(series)} ${look}`}>
              {peaks !== null && <path className="peaks" d={paths.peaks} />}
              {look === 'area' && <path className="under" d={paths.area} />}
              <path className="stroke" d={paths.line} />
              {paths.dots !== '' && <path className="dots" d={paths.dots} />}
            </g>
          );
        })}
      </>
    );
  },
  (a, b) =>
    a.lines === b.lines && a.frame.to === b.frame.to && a.down === b.down && a.scale.top === b.scale.top && a.box.width === b.box.width,
);

function Marks({ marks, frame, box }: { marks: readonly Mark[]; frame: Frame; box: Box }) {
  const withWords = labelled(marks, frame, box, markRoom);
  return marks.map((mark) => {
    const x = xOf(mark.at, frame, box);
    // at the left edge the words have no room before the line
    const isEarly = x - box.left < markRoom;
    return (
      <g key={`${mark.at} ${mark.kind}`} className="fail-mark" data-at={mark.at}>
        <path d={`M${x.toFixed(1)} ${box.top}v${box.height}`} />
        {withWords.has(mark) && (
          <text x={x + (isEarly ? 5 : -5)} y={box.top + 10} textAnchor={isEarly ? 'start' : 'end'}>
            {say(`metrics.mark.${mark.kind}`)}
          </text>
        )}
      </g>
    );
  });
}

function Crosshair({ at, lines, frame, scale, box }: { at: number; lines: readonly Line[]; frame: Frame; scale: Scale; box: Box }) {
  const x = xOf(Math.min(middleOf({ t: at }, frame.stepMs), frame.to), frame, box);
  return (
    <>
      <path className="cross" d={`M${x.toFixed(1)} ${box.top}v${box.height}`} />
      {lines.map(({ id, series, points }) => {
        const point = points.find(({ t }) => t === at);
        return point && <circle key={id} className={seriesClass(series)} cx={x} cy={yOf(point.value, scale, box)} r="3" />;
      })}
    </>
  );
}

function Readout({ at, width, words }: { at: number; width: number; words: Words }) {
  const side = at > width / 2 ? { insetInlineEnd: width - at + 10 } : { insetInlineStart: at + 10 };
  return (
    <div className="chart-says" style={side} aria-hidden="true">
      <b>{words.when}</b>
      {words.figures.map(({ title, value, series, look }) => (
        <span key={title}>
          <i className={`${seriesClass(series)} ${look}`} />
          {title} <b>{value}</b>
        </span>
      ))}
      {words.happened.map((text) => (
        <span key={text} className="happened">
          {text}
        </span>
      ))}
    </div>
  );
}
