import '../../styles/metrics.css';
import type { ServerView } from '../../../contract/server.ts';
import { bytes, percent, shortClock } from '../../../contract/words.ts';
import { replaceQuery } from '../../route.ts';
import { hasProcess, useUsage } from '../../store/server-metrics.ts';
import { t } from '../../text.ts';
import { rangeOf } from '../../view/metric-points.ts';
import { type Chart, chartsOf } from '../../view/server-charts.ts';
import { RangeChoice } from '../metrics/range-choice.tsx';
import { TimeChart } from '../metrics/time-chart.tsx';

const height = 104;

/** What it uses, small, beside what is said of it; without a past there is no card. */
export function UsageCard({ view, query }: { view: ServerView; query: URLSearchParams }) {
  const range = rangeOf(query.get('range'));
  const { frame, past, live, happened } = useUsage(view, range);
  if (!hasProcess(view) || past.value === null) return null;
  const [cpu, memory] = chartsOf({ range, frame, past: past.value, live, calls: [], happened });
  const isEmpty = cpu!.lines[0]!.points.length === 0 && memory!.lines[0]!.points.length === 0;
  // a range that holds nothing is no reason to hide the choice of another one
  if (isEmpty && range === '1h') return null;
  return (
    <article className="card blk usage" aria-label={t('metrics.usage')}>
      <div className="bh">
        <h3>{t('metrics.usage')}</h3>
        {view.state === 'crashed' && <span className="t3 small">{t('metrics.until', { clock: shortClock(Date.parse(view.since)) })}</span>}
        <RangeChoice range={range} choose={(wanted) => replaceQuery('server', { range: wanted }, [view.name])} />
      </div>
      <div className="usage-duo">
        <Half chart={cpu!} now={percent(view.cpu)} />
        <Half chart={memory!} now={bytes(view.memory)} />
      </div>
    </article>
  );
}

function Half({ chart, now }: { chart: Chart; now: string }) {
  return (
    <div>
      <div className="usage-now">
        <span>{chart.title}</span>
        <b className="num">{now}</b>
      </div>
      {chart.lines[0]!.points.length > 0 ? <TimeChart {...chart} height={height} /> : <p className="t3 small">{t('metrics.none')}</p>}
    </div>
  );
}
