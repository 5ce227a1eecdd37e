import { X } from 'lucide-react';
import { useState } from 'react';
import type { Alert, Mute } from '../../contract/alerts.ts';
import { Failure } from '../../contract/errors.ts';
import { duration, sentenceCase, shortClock, when } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { OpenAlert } from '../parts/open-alert.tsx';
import { useAlerts, useMutes } from '../store/alerts.ts';
import { pageStore } from '../store/engine.ts';
import { unmute } from '../store/mute.ts';
import { useNow } from '../store/now.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { homeOf, shortPath } from '../view/groups.ts';
import '../styles/alerts.css';

/** What somebody should have been told: what is wrong now, what was, and what nobody wants to be told of. */
export function AlertsPage() {
  const alerts = useAlerts();
  const mutes = useMutes();
  const live = useStore(pageStore, (state) => state.contact.kind === 'live');
  const home = useStore(pageStore, (state) => homeOf(state.snapshot?.servers ?? []));
  const now = useNow();
  const [failed, setFailed] = useState<string | null>(null);
  const blocked = live ? null : t('act.no-contact');
  const ask = (work: Promise<unknown>) => {
    setFailed(null);
    work.catch((error: unknown) => setFailed(error instanceof Failure ? error.message : t('act.no-answer')));
  };
  const all = alerts.value ?? [];
  const open = all.filter(({ closedAt }) => closedAt === null);
  const over = all.filter(({ closedAt }) => closedAt !== null);
  const props = { now, blocked, ask, home };
  return (
    <main
      className={`page${live ? '' : ' stale'}`}
      id={contentId}
      tabIndex={-1}
      aria-busy={alerts.value === null && alerts.failure === null}
    >
      <ContactBanner />
      {(failed ?? alerts.failure ?? mutes.failure) !== null && (
        <p className="failed" role="alert">
          {failed ?? alerts.failure ?? mutes.failure}
        </p>
      )}
      {alerts.value !== null && open.length === 0 && (
        <div className="empty">
          <h2>{t('alerts.calm')}</h2>
          <p>{t('alerts.calm.more')}</p>
        </div>
      )}
      {open.length > 0 && (
        <section aria-label={t('alerts.open')}>
          <div className="gh">
            <h2>{t('alerts.open')}</h2>
            <span className="count">{open.length}</span>
          </div>
          <div className="att alerts-open">
            {open.map((alert) => (
              <OpenAlert key={alert.id} alert={alert} subject={subjectOf(alert, home)} now={now} blocked={blocked} ask={ask} />
            ))}
          </div>
        </section>
      )}
      <Mutes mutes={mutes.value ?? []} {...props} />
      {over.length > 0 && (
        <section aria-label={t('alerts.over')}>
          <div className="gh">
            <h2>{t('alerts.over')}</h2>
            <span className="count">{over.length}</span>
          </div>
          <ul className="card alerts-over">
            {over.map((alert) => (
              <PastAlert key={alert.id} alert={alert} {...props} />
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

interface Props {
  now: number;
  blocked: string | null;
  home: string | null;
  ask(work: Promise<unknown>): void;
}

const subjectOf = ({ server, file }: Alert, home: string | null) => server ?? shortPath(file ?? '', home);

function Mutes({ mutes, blocked, ask }: Props & { mutes: Mute[] }) {
  if (mutes.length === 0) return null;
  const wordsOf = ({ server, kind }: Mute) => server ?? t(kind === 'config.unreadable' ? 'alerts.kind.config' : 'alerts.kind.server');
  return (
    <section aria-label={t('alerts.mutes')}>
      <div className="gh">
        <h2>{t('alerts.mutes')}</h2>
      </div>
      <ul className="alerts-mutes">
        {mutes.map((each) => (
          <li key={`${each.kind} ${each.server}`} className="tag">
            {wordsOf(each)}
            <span className="t3">
              {each.until === null ? t('alerts.mute.always') : t('alerts.mute.until', { clock: shortClock(Date.parse(each.until)) })}
            </span>
            <ActionButton
              icon={X}
              name={t('alerts.unmute.of', { subject: wordsOf(each) })}
              tip={t('alerts.unmute')}
              blocked={blocked}
              act={() => ask(unmute(each, wordsOf(each)))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PastAlert({ alert, now, home }: Props & { alert: Alert }) {
  const { reason, openedAt, closedAt, count } = alert;
  const lasted = duration(Date.parse(closedAt!) - Date.parse(openedAt));
  return (
    <li>
      <time className="t3 num nowrap" dateTime={openedAt} title={new Date(openedAt).toLocaleString()}>
        {when(Date.parse(openedAt), now)}
      </time>
      <b className="med trunc">{subjectOf(alert, home)}</b>
      <span className="t2 trunc" title={reason}>
        {sentenceCase(reason)}
      </span>
      <span className="t3 small nowrap">{t(count > 1 ? 'alerts.lasted.count' : 'alerts.lasted', { lasted, n: count })}</span>
    </li>
  );
}
