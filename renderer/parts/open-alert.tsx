import { BellOff, ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Alert } from '../../contract/alerts.ts';
import type { ServerView } from '../../contract/server.ts';
import { sentenceCase, shortClock, when } from '../../contract/words.ts';
import { pageStore } from '../store/engine.ts';
import { mute } from '../store/mute.ts';
import { lostSinceOf, useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { ActionButton } from './action-button.tsx';
import { Glyph } from './glyph.tsx';
import { NextStep } from './next-step.tsx';
import { ActionFailure, AttentionActions, openLog } from './server-actions.tsx';
import { useServerWords } from './server-words.ts';
import { useWish, wasDone } from './use-wish.ts';

interface Props {
  alert: Alert;
  subject: string;
  now: number;
  blocked: string | null;
  ask(work: Promise<unknown>): void;
}

/** What goes wrong, or went wrong a moment ago: it stays open until it was well for a while. */
export function OpenAlert(props: Props) {
  const { server, kind, reason, next } = props.alert;
  const view = useStore(pageStore, ({ snapshot }) => snapshot?.servers.find(({ name }) => name === server));
  if (view) return <OfServer view={view} {...props} />;
  const isDown = kind === 'server.down';
  return (
    <Card
      {...props}
      glyph={<Glyph name={isDown ? 'crashed' : 'degraded'} tone={isDown ? 'fail' : 'warn'} size={14} />}
      acts={server !== null && <OpenLog name={server} />}
    >
      <p className="why" title={reason}>
        {sentenceCase(reason)}
      </p>
      <NextStep next={next} logOf={server} />
    </Card>
  );
}

/** How it is now goes before what was told of it. */
function OfServer({ view, ...props }: Props & { view: ServerView }) {
  const { reason, next } = props.alert;
  const { name, state } = view;
  const acting = useStore(pageStore, (page) => page.acting.get(name));
  const lostSince = useStore(pageStore, ({ contact }) => lostSinceOf(contact));
  const words = useServerWords(view, lostSince, acting);
  const isWell = state === 'running' || state === 'idle';
  const since = { label: words.label, clock: shortClock(Date.parse(view.since)) };
  const how = state === 'crashed' ? null : isWell && lostSince === null ? t('alerts.well', since) : words.sentence;
  return (
    <Card
      {...props}
      glyph={<Glyph name={words.glyph} tone={words.tone} size={14} />}
      acts={isWell ? <OpenLog name={name} /> : <AttentionActions view={view} acting={acting} blocked={props.blocked} tabIndex={0} />}
      failure={<ActionFailure name={name} acting={acting} tabIndex={0} />}
    >
      {how !== null && <p className="why">{how}</p>}
      <p className={how === null ? 'why' : 't3 small trunc'} title={reason}>
        {sentenceCase(reason)}
      </p>
      {how === null && <NextStep next={next} logOf={name} />}
    </Card>
  );
}

const OpenLog = ({ name }: { name: string }) => (
  <ActionButton icon={ScrollText} name={t('act.of.open-log', { name })} act={() => openLog(name)}>
    {t('act.open-log')}
  </ActionButton>
);

interface Parts {
  glyph: ReactNode;
  acts: ReactNode;
  failure?: ReactNode;
  children: ReactNode;
}

function Card({ alert, subject, now, blocked, ask, glyph, acts, failure, children }: Props & Parts) {
  const { server, kind, openedAt, count } = alert;
  const [muted, wish] = useWish(alert.muted);
  const which = server === null ? { kind } : { server };
  const silence = (forAnHour: boolean): void => {
    const work = mute(which, subject, forAnHour);
    wish(true, wasDone(work));
    ask(work);
  };
  const button = (forAnHour: boolean, label: string, name: string) => (
    <ActionButton icon={BellOff} name={name} blocked={blocked} act={() => silence(forAnHour)}>
      {label}
    </ActionButton>
  );
  return (
    <article className="card acard" aria-label={t('alerts.of', { subject })}>
      <div className="hd">
        {glyph}
        <h3 className="trunc">{subject}</h3>
        {muted && <span className="tag">{t('alerts.muted')}</span>}
        <span className="t3 small trunc">
          {t(count > 1 ? 'alerts.since.count' : 'alerts.since', { when: when(Date.parse(openedAt), now), n: count })}
        </span>
      </div>
      {children}
      <div className="acts">
        {acts}
        {!muted && button(true, t('alerts.mute.hour'), t('alerts.mute.hour.of', { subject }))}
        {!muted && button(false, t('alerts.mute'), t('alerts.mute.of', { subject }))}
      </div>
      {failure}
    </article>
  );
}
