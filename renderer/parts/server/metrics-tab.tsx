import '../../styles/metrics.css';
import { useMemo } from 'react';
import type { ServerView } from '../../../contract/server.ts';
import { hrefOf, replaceQuery } from '../../route.ts';
import { type ServerMetrics, useServerMetrics } from '../../store/server-metrics.ts';
import { t } from '../../text.ts';
import type { Line } from '../../view/chart-rows.ts';
import { pastOf } from '../../view/downtime.ts';
import { pointsOf, type Range, rangeNames, rangeOf } from '../../view/metric-points.ts';
import { type Chart, chartsOf } from '../../view/server-charts.ts';
import { ChartTable } from '../metrics/chart-table.tsx';
import { seriesClass, TimeChart } from '../metrics/time-chart.tsx';
import { Unread } from './unread.tsx';

interface Props {
  view: ServerView;
  query: URLSearchParams;
}

/** Who comes back to the tab finds the range that was chosen, while the window lives. */
const chosen = new Map<string, Record<string, string | null>>();
export const metricsHref = (name: string): string => hrefOf('server', chosen.get(name) ?? {}, [name, 'metrics']);

/** What it used, and how much it was called, over the chosen range. */
export function MetricsTab({ view, query }: Props) {
  const range = rangeOf(query.get('range'));
  const asTable = query.get('as') === 'table';
  const metrics = useServerMetrics(view.name, range);
  const charts = useCharts(view, range, metrics);
  const go = (change: Record<string, string | null>) => {
    const wanted = { ...Object.fromEntries(query), ...change };
    chosen.set(view.name, wanted);
    replaceQuery('server', wanted, [view.name, 'metrics']);
  };
  return (
    <>
      <div className="metric-bar">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own box */}
        <div className="seg" role="group" aria-label={t('metrics.range')}>
          {rangeNames.map((name) => (
            <button key={name} type="button" aria-pressed={name === range} onClick={() => go({ range: name === '1h' ? null : name })}>
              {t(`metrics.range.${name}`)}
            </button>
          ))}
        </div>
        <span className="t3 small">{t(`metrics.note.${range}`)}</span>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own box */}
        <div className="seg" role="group" aria-label={t('metrics.as')}>
          {(['chart', 'table'] as const).map((as) => (
            <button
              key={as}
              type="button"
              aria-pressed={asTable === (as === 'table')}
              onClick={() => go({ as: as === 'chart' ? null : as })}
            >
              {t(`metrics.as.${as}`)}
            </button>
          ))}
        </div>
      </div>
      <Unread resource={metrics.past} />
      {metrics.past.failure === null && metrics.calls.failure !== null && <Unread resource={metrics.calls} />}
      {metrics.past.value && (
        <div className="metric-cards">
          {charts.map((chart) => (
            <Card key={chart.title} chart={chart} asTable={asTable} />
          ))}
          {!hasProcess(view) && <p className="t3 small">{t('metrics.none.remote')}</p>}
          {view.kind !== 'service' && metrics.calls.value?.length === 0 && <p className="t3 small">{t('metrics.no-calls')}</p>}
        </div>
      )}
    </>
  );
}

const hasProcess = ({ kind }: ServerView): boolean => kind !== 'http';

function useCharts(view: ServerView, range: Range, { frame, past, live, calls, events }: ServerMetrics): Chart[] {
  const { state, since } = view;
  const happened = useMemo(() => {
    const seen = past.value ? pointsOf(past.value, new Map(), frame, 'memory').map(({ t: at }) => at + frame.stepMs) : [];
    return pastOf(events.value ?? [], { state, since }, seen, frame);
  }, [events.value, past.value, frame, state, since]);
  const isOurs = hasProcess(view);
  return useMemo(
    () => chartsOf({ range, frame, past: isOurs ? past.value : null, live, calls: calls.value ?? [], happened }),
    [range, frame, isOurs, past.value, live, calls.value, happened],
  );
}

function Card({ chart, asTable }: { chart: Chart; asTable: boolean }) {
  const { title, what, lines } = chart;
  const isEmpty = lines.every(({ points }) => points.length === 0);
  return (
    <article className="card blk">
      <div className="bh">
        <h3>{title}</h3>
        <span className="t3 small">{what}</span>
        {!isEmpty && !asTable && <Legend lines={lines} />}
      </div>
      {isEmpty && (
        <div className="no-data">
          <b>{t('metrics.none')}</b>
          <span>{t('metrics.none.why')}</span>
        </div>
      )}
      {!isEmpty && (asTable ? <ChartTable {...chart} /> : <TimeChart {...chart} />)}
    </article>
  );
}

/** One line needs no explanation: its title says it. */
function Legend({ lines }: { lines: readonly Line[] }) {
  const entries = lines.flatMap(({ id, title, series, look, peaks }) => [
    { id, title, series, look },
    ...(peaks === null ? [] : [{ id: `${id} peaks`, title: peaks, series, look: 'peaks' }]),
  ]);
  if (entries.length < 2) return null;
  return (
    <span className="legend" aria-hidden="true">
      {entries.map(({ id, title, series, look }) => (
        <span key={id}>
          <i className={`${seriesClass(series)} ${look}`} />
          {title}
        </span>
      ))}
    </span>
  );
}
