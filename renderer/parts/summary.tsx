import type { ServerView } from '../../contract/server.ts';
import { bytes, clock, count, headline, headlineParts, latency, percent, say, summary } from '../../contract/words.ts';
import { pageStore } from '../store/engine.ts';
import { sum } from '../store/history.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { Glyph } from './glyph.tsx';
import { Ring } from './ring.tsx';
import { Sparkline } from './sparkline.tsx';

/** Ring, headline, one sentence, and what all servers use together. */
export function Summary({ servers, lostSince }: { servers: readonly ServerView[]; lostSince: number | null }) {
  const total = useStore(pageStore, (state) => state.history.total);
  const calls = useStore(pageStore, (state) => state.snapshot?.calls?.all);
  return (
    <section className="sum" aria-label={t('overview.summary')}>
      <Ring servers={servers} unknown={lostSince !== null} />
      <div>
        {lostSince === null ? (
          <>
            <h2>
              {headlineParts(servers).map((part) => (
                <span key={part.text}>
                  {part.glyph && <Glyph name={part.glyph} tone={part.tone} size={15} />}
                  {part.text}
                </span>
              ))}
            </h2>
            <p className="t2">{servers.length > 0 ? summary(servers) : t('empty.gateway')}</p>
          </>
        ) : (
          <>
            <h2>
              <span>
                <Glyph name="unknown" tone="mute" size={15} />
                {say('headline.unknown')}
              </span>
            </h2>
            <p className="t2">
              {t('contact.headline-was', { clock: clock(lostSince), headline: headline(servers), summary: summary(servers) })}
            </p>
          </>
        )}
      </div>
      {servers.length > 0 && (
        <dl className="mets">
          <Metric name={t('metric.cpu')} value={percent(sum(servers, 'cpu'))} track={total.cpu} series={1} floor={10} />
          <Metric
            name={t('metric.memory')}
            value={bytes(sum(servers, 'memory'))}
            track={total.memory}
            series={3}
            floor={64 * 1024 * 1024}
          />
          {calls && (
            <>
              <Metric
                name={t('metric.calls')}
                value={t('metric.calls.value', { n: count(calls.perMinute) })}
                track={total.calls}
                series={6}
                floor={5}
              />
              <Metric
                name={t('metric.p95')}
                value={latency(calls.p95Ms)}
                track={total.p95}
                series={2}
                floor={50}
                tip={t('metric.p95.tip')}
              />
            </>
          )}
        </dl>
      )}
    </section>
  );
}

interface MetricProps {
  name: string;
  value: string;
  track: readonly (number | null)[];
  series: number;
  floor: number;
  tip?: string;
}

function Metric({ name, value, track, series, floor, tip }: MetricProps) {
  const [amount, ...unit] = value.split(' ');
  return (
    <div className="met" title={tip}>
      <dt>{name}</dt>
      <dd>
        <span className="v">
          {amount}
          {unit.length > 0 && <small> {unit.join(' ')}</small>}
        </span>
        <Sparkline values={track} series={series} floor={floor} width={84} height={18} />
      </dd>
    </div>
  );
}
