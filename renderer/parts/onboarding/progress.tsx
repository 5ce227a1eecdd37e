import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react';
import type { ClientView } from '../../../contract/routes/clients.ts';
import type { ServerView } from '../../../contract/server.ts';
import { compareServers, describe, isUp } from '../../../contract/words.ts';
import { hrefOf, serverHref } from '../../route.ts';
import { desktop } from '../../store/desktop.ts';
import { pageStore } from '../../store/engine.ts';
import { useNow } from '../../store/now.ts';
import type { Doing } from '../../store/onboarding.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { shortPath } from '../../view/groups.ts';
import { Glyph } from '../glyph.tsx';
import { Prose } from '../prose.tsx';
import { taskWords } from './task-words.ts';
import { Title } from './title.tsx';
import type { Machine } from './use-machine.ts';

const icons = { waiting: CircleDashed, doing: LoaderCircle, done: CircleCheck, failed: CircleAlert };
const tones = { waiting: 'mute', doing: 'busy', done: 'ok', failed: 'fail' };

/** What has been done of it, how the servers come up, and what the person does next. */
export function Progress({ doing, machine }: { doing: readonly Doing[]; machine: Machine }) {
  const url = useStore(pageStore, ({ snapshot }) => snapshot?.engine.url ?? null);
  const all = useStore(pageStore, ({ snapshot }) => meant(snapshot?.servers ?? []).length);
  const up = useStore(pageStore, ({ snapshot }) => meant(snapshot?.servers ?? []).filter(isUp).length);
  const failed = doing.filter(({ state }) => state === 'failed').length;
  const over = doing.every(({ state }) => state === 'done' || state === 'failed');
  const notes = doing.flatMap((each) => each.notes);
  return (
    <div className="ob-narrow">
      <Title>{t(over && up === all && all > 0 ? 'onboarding.running' : 'onboarding.begun')}</Title>
      <p className="ob-lead" role="status">
        {over && failed > 0 ? t('onboarding.failed', { n: failed }) : t('onboarding.coming', { up, all })}
      </p>
      {doing.length > 0 && (
        <ol className="card ob-tasks">
          {doing.map(({ task, state, reason }) => {
            const Icon = icons[state];
            const view = 'client' in task ? machine.clients.find(({ client }) => client === task.client) : undefined;
            return (
              <li key={JSON.stringify(task)} data-state={state}>
                <Icon className={`ic t-${tones[state]}`} size={16} aria-hidden="true" />
                <span>
                  {taskWords(task, machine.config.path, machine.home)}
                  <small>{t(`onboarding.doing.${state}`, { reason: reason ?? '' })}</small>
                  {state === 'done' && task.kind === 'link' && <Backup view={view} home={machine.home} />}
                </span>
              </li>
            );
          })}
        </ol>
      )}
      {over && (
        <section aria-labelledby="ob-next">
          <h2 id="ob-next">{t('onboarding.next')}</h2>
          <ul className="ob-notes">
            {[...new Set(notes)].map((note) => (
              <li key={note}>
                <Prose text={note} />
              </li>
            ))}
            {doing.some(({ task }) => task.kind === 'config' && task.edits.some(({ path }) => path[1] === 'projects')) && (
              <li>
                {t('onboarding.next.approve')} <a href={hrefOf('onboarding')}>{t('onboarding.next.look')}</a>
              </li>
            )}
            {notes.length > 0 && (
              <li>
                {t('onboarding.next.gateway')} <a href={hrefOf('gateway')}>{t('nav.gateway')}</a>
              </li>
            )}
            <li>{desktop === null ? t('onboarding.next.open', { url: url ?? '' }) : t('onboarding.next.open.desktop')}</li>
          </ul>
        </section>
      )}
      <Servers />
    </div>
  );
}

function Backup({ view, home }: { view: ClientView | undefined; home: string | null }) {
  return view?.backup ? <small>{t('onboarding.backup', { file: shortPath(view.backup, home) })}</small> : null;
}

const isMeant = ({ instanceOf, state }: ServerView) => instanceOf === undefined && state !== 'stopped' && state !== 'disabled';
const meant = (views: readonly ServerView[]) => views.filter(isMeant);

function Servers() {
  const now = useNow();
  const servers = useStore(pageStore, ({ snapshot }) => snapshot?.servers);
  return (
    <ul className="card ob-coming">
      {meant(servers ?? [])
        .sort(compareServers)
        .map((view) => {
          const { glyph, tone, sentence } = describe(view, now);
          return (
            <li key={view.name}>
              <Glyph name={glyph} tone={tone} />
              <a href={serverHref(view.name)}>{view.name}</a>
              <span className="t2">{sentence}</span>
            </li>
          );
        })}
    </ul>
  );
}
