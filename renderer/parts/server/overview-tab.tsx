import type { ServerView } from '../../../contract/server.ts';
import { sentenceCase } from '../../../contract/words.ts';
import { serverHref } from '../../route.ts';
import { client } from '../../store/engine.ts';
import { useNow } from '../../store/now.ts';
import { useResource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import { calmHead, calmWords } from '../../view/calm-words.ts';
import { homeOf } from '../../view/groups.ts';
import { guessLevel, plain, timeOf } from '../../view/log-lines.ts';
import { useCause } from '../cause-line.tsx';
import { NextStep } from '../next-step.tsx';
import { Attempts } from './attempts.tsx';
import { CauseOf } from './cause.tsx';
import { exitWords } from './exit-words.ts';
import { Facts } from './facts.tsx';
import { Unread } from './unread.tsx';
import { UsageCard } from './usage-card.tsx';

interface Props {
  view: ServerView;
  servers: readonly ServerView[];
  query: URLSearchParams;
  /** why nothing can be done now */
  blocked: string | null;
}

export function OverviewTab({ view, servers, query, blocked }: Props) {
  const { name } = view;
  const now = useNow();
  const known = useResource(
    `inspect ${name}`,
    (signal) => client.inspectServer({ name }, { signal }),
    (event) => event.server === name || event.type.startsWith('config.'),
  );
  const cause = useCause(name);
  return (
    <div className="two">
      <div className="stack">
        <article className="card blk what">
          <What view={view} />
          {known.value && <Attempts history={known.value.history} now={now} />}
          {cause && !isWell(view) && <CauseOf name={name} cause={cause} home={homeOf(servers)} blocked={blocked} />}
        </article>
        <UsageCard view={view} query={query} />
        {view.warnings.length > 0 && (
          <section className="card blk" aria-labelledby="server-notes">
            <h3 id="server-notes">{t('server.warnings')}</h3>
            <ul className="notes">
              {view.warnings.map((warning) => (
                <li key={warning}>{sentenceCase(warning)}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <aside className="stack side-c" aria-label={t('server.process')}>
        <Unread resource={known} />
        {known.value && <Facts view={view} known={known.value} servers={servers} now={now} />}
      </aside>
    </div>
  );
}

const isWell = ({ state, restarts }: ServerView): boolean => state === 'running' && restarts === 0;

/** What is wrong, the lines that prove it, and the next step; in one calm sentence when nothing is. */
function What({ view }: { view: ServerView }) {
  const { reason, next, lastExit } = view;
  const calm = reason === null && view.state !== 'crashed' && view.state !== 'degraded';
  const healthWords = view.health.ok === false ? view.health.reason : null;
  return (
    <>
      <h3>{reason === null ? (healthWords === null ? t(calmHead(view)) : sentenceCase(healthWords)) : sentenceCase(reason)}</h3>
      {calm && healthWords === null && <p>{t(calmWords(view))}</p>}
      {/* the log is a link below and a tab above */}
      <NextStep next={next} logOf={view.name} />
      {lastExit !== null && view.state !== 'running' && (
        <>
          <div className="bh">
            <h3 className="small">{t('server.what.lines')}</h3>
            <a href={serverHref(view.name, 'logs')}>{t('server.what.log')}</a>
          </div>
          {lastExit.stderr.length === 0 ? (
            <p className="t3 small">{t('server.what.no-lines')}</p>
          ) : (
            <ul className="logbox" aria-label={t('server.what.lines')}>
              {lastExit.stderr.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one exit never change
                <li key={index} className={guessLevel(line)}>
                  {plain(line)}
                </li>
              ))}
              <li className="exit">
                <span>{timeOf(lastExit.at)[0]}</span> {exitWords(lastExit)}
              </li>
            </ul>
          )}
        </>
      )}
    </>
  );
}
