import '../../styles/metrics.css';
import { useMemo } from 'react';
import type { ServerView } from '../../../contract/server.ts';
import { hrefOf, replaceQuery } from '../../route.ts';
import { hasProcess, useCallPoints, useUsage } from '../../store/server-metrics.ts';
import { t } from '../../text.ts';
import type { Line } from '../../view/chart-rows.ts';
import { rangeOf } from '../../view/metric-points.ts';
import { type Chart, chartsOf } from '../../view/server-charts.ts';
import { ChartTable } from '../metrics/chart-table.tsx';
import { RangeChoice } from '../metrics/range-choice.tsx';
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
  const { frame, past, live, happened } = useUsage(view, range);
  const calls = useCallPoints(view.name, range, frame);
  const isOurs = hasProcess(view);
  const charts = useMemo(
    () => chartsOf({ range, frame, past: isOurs ? past.value : null, live, calls: calls.value ?? [], happened }),
    [range, frame, isOurs, past.value, live, calls.value, happened],
  );
  const go = (change: Record<string, string | null>) => {
    const wanted = { ...Object.fromEntries(query), ...change };
    chosen.set(view.name, wanted);
    replaceQuery('server', wanted, [view.name, 'metrics']);
  };
  return (
    <>
      <div className="metric-bar">
        <RangeChoice range={range} choose={(wanted) => go({ range: wanted })} />
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
      <Unread resource={past} />
      {past.failure === null && calls.failure !== null && <Unread resource={calls} />}
      {past.value && (
        <div className="metric-cards">
          {charts.map((chart) => (
            <Card key={chart.title} chart={chart} asTable={asTable} />
          ))}
          {!isOurs && <p className="t3 small">{t('metrics.none.remote')}</p>}
          {view.instanceOf !== undefined && <p className="t3 small">{t('metrics.calls.of-copy', { name: view.instanceOf })}</p>}
          {view.instanceOf === undefined && view.kind !== 'service' && calls.value?.length === 0 && (
            <p className="t3 small">{t('metrics.no-calls')}</p>
          )}
        </div>
      )}
    </>
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
