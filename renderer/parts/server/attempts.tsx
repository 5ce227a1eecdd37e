import { clock, shortAge } from '../../../contract/words.ts';
import { t } from '../../text.ts';
import { attemptsOf, type Attempts as Drawn, type PlacedRun, type StateChange } from '../../view/attempts.ts';
import { Glyph } from '../glyph.tsx';

interface Props {
  history: readonly StateChange[];
  now: number;
}

/** What was tried and how long it held: restarts and exits over time. */
export function Attempts({ history, now }: Props) {
  const drawn = attemptsOf(history, now);
  if (!drawn) return null;
  return (
    <>
      <div className="att-h">
        <h3>{t('server.attempts')}</h3>
        <span className="t3 small">{t(drawn.cut ? 'server.attempts.cut' : 'server.attempts.scale')}</span>
      </div>
      <Strip drawn={drawn} now={now} />
    </>
  );
}

function Strip({ drawn, now }: { drawn: Drawn; now: number }) {
  const { runs, waits, gaveUpAt } = drawn;
  const parts = runs.map((run) => runWords(run, now));
  if (gaveUpAt !== null) parts.push(t('server.attempts.gave-up', { clock: clock(gaveUpAt) }));
  const label = t('server.attempts.label', { runs: t('server.attempts.runs', { n: runs.length }), parts: parts.join(', ') });
  const first = runs[0]!;
  return (
    <div className="strip" role="img" aria-label={label}>
      <span className="ax" />
      {runs.map((run) => (
        <span
          key={run.from}
          className={`run ${run.end}`}
          style={{ left: `${run.left}%`, width: `${run.width}%` }}
          title={[runWords(run, now), run.reason].filter(Boolean).join(': ')}
        />
      ))}
      {runs
        .filter((run) => run.end === 'failed')
        .map((run) => (
          <span key={run.from} className="x" style={{ left: `${Math.min(99, run.left + run.width)}%` }}>
            <Glyph name="crashed" tone="fail" />
          </span>
        ))}
      {waits.map((wait) => (
        <span key={wait.at} className="lb up" style={{ left: `${wait.at}%` }}>
          {shortAge(wait.ms)}
        </span>
      ))}
      <span className="lb first">{t('server.attempts.up', { age: shortAge((first.to ?? now) - first.from) })}</span>
      {gaveUpAt !== null && <span className="lb last">{t('server.attempts.gave-up', { clock: clock(gaveUpAt) })}</span>}
    </div>
  );
}

function runWords(run: PlacedRun, now: number): string {
  const age = shortAge((run.to ?? now) - run.from);
  if (run.end === 'alive') return t('server.attempts.up', { age });
  return t(run.end === 'failed' ? 'server.attempts.failed' : 'server.attempts.ended', { age });
}
