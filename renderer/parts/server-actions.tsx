import { LogIn, Play, RotateCw, ScrollText, Square, X } from 'lucide-react';
import type { ServerView } from '../../contract/server.ts';
import { thresholds } from '../../contract/words.ts';
import { logHref } from '../route.ts';
import { isBusy } from '../store/acting.ts';
import { act, dismiss, signIn } from '../store/actions.ts';
import type { Acting, Verb } from '../store/page-state.ts';
import { t } from '../text.ts';
import { isDown } from '../view/acts.ts';
import { ActionButton } from './action-button.tsx';
import { SlowActions } from './slow-actions.tsx';

interface Props {
  view: ServerView;
  acting: Acting | undefined;
  blocked: string | null;
  tabIndex: number;
}

export function openLog(name: string): void {
  location.hash = logHref(name);
}

const asksForSignIn = ({ auth }: ServerView): boolean => auth !== null && auth.state !== 'signed-in';

/** The small buttons at the foot of a card. */
export function CardActions({ view, acting, blocked, tabIndex }: Props) {
  const { name } = view;
  const button = (verb: 'start' | 'stop' | 'restart', icon: typeof Play) => (
    <ActionButton
      icon={icon}
      name={t('act.of', { act: t(`act.${verb}`), name })}
      tip={t(`act.${verb}`)}
      blocked={blocked ?? busyReason(acting, verb)}
      tabIndex={tabIndex}
      kind={verb}
      act={() => act(verb, name)}
    />
  );
  return (
    <>
      {asksForSignIn(view) && (
        <ActionButton
          icon={LogIn}
          name={t('act.of.sign-in', { name })}
          tip={t('act.sign-in')}
          blocked={blocked ?? busyReason(acting, 'sign-in')}
          tabIndex={tabIndex}
          act={() => signIn(name)}
        />
      )}
      <ActionButton
        icon={ScrollText}
        name={t('act.of', { act: t('act.logs'), name })}
        tip={t('act.logs')}
        tabIndex={tabIndex}
        kind="log"
        act={() => openLog(name)}
      />
      <SlowActions view={view} acting={acting} blocked={blocked} tabIndex={tabIndex} />
      {isDown(view) ? (
        <>
          {button('start', Play)}
          {view.state === 'idle' && button('stop', Square)}
        </>
      ) : (
        <>
          {button('restart', RotateCw)}
          {button('stop', Square)}
        </>
      )}
    </>
  );
}

/** The next steps on a card that needs attention. */
export function AttentionActions({ view, acting, blocked, tabIndex }: Props) {
  const { name } = view;
  const down = isDown(view);
  const again = down ? 'start' : 'restart';
  return (
    <div className="acts">
      {asksForSignIn(view) && (
        <ActionButton
          icon={LogIn}
          name={t('act.of.sign-in', { name })}
          blocked={blocked ?? busyReason(acting, 'sign-in')}
          tabIndex={tabIndex}
          act={() => signIn(name)}
        >
          {t(acting?.verb === 'sign-in' && acting.failure === null ? 'acting.sign-in' : 'act.sign-in')}
        </ActionButton>
      )}
      <ActionButton
        icon={down ? Play : RotateCw}
        name={down ? t('act.of.start-again', { name }) : t('act.of', { act: t('act.restart'), name })}
        blocked={blocked ?? busyReason(acting, again)}
        tabIndex={tabIndex}
        kind={again}
        act={() => act(again, name)}
      >
        {isBusy(acting, again) && acting.verb !== 'sign-in' ? t(`acting.${acting.verb}`) : t(down ? 'act.start.again' : 'act.restart')}
      </ActionButton>
      <ActionButton icon={ScrollText} name={t('act.of.open-log', { name })} tabIndex={tabIndex} kind="log" act={() => openLog(name)}>
        {t('act.open-log')}
      </ActionButton>
      <SlowActions view={view} acting={acting} blocked={blocked} tabIndex={tabIndex} />
      {!down && (
        <ActionButton
          icon={Square}
          name={t('act.of', { act: t('act.stop'), name })}
          blocked={blocked ?? busyReason(acting, 'stop')}
          tabIndex={tabIndex}
          kind="stop"
          act={() => act('stop', name)}
        >
          {t('act.stop')}
        </ActionButton>
      )}
    </div>
  );
}

/** Why this cannot be asked now. */
export const busyReason = (acting: Acting | undefined, verb: Verb): string | null =>
  isBusy(acting, verb) ? t(`acting.${acting.verb}`) : null;

/** What the card says while an action is under way: at once, before the server has changed. */
export function actingWords(acting: Acting | undefined, now: number, view?: ServerView): string | null {
  // what it waits for says more
  if (!acting || acting.failure !== null || view?.draining) return null;
  const words = t(`acting.${acting.verb}`);
  return now - acting.since > thresholds.actionSlowMs ? `${words} ${t('acting.slow')}` : words;
}

/** An action that failed says so where it was asked for. */
export function ActionFailure({ name, acting, tabIndex }: { name: string; acting: Acting | undefined; tabIndex: number }) {
  if (!acting || acting.failure === null) return null;
  return (
    <div className="failed" role="alert">
      <span>{failureWords(name, acting.verb, acting.failure)}</span>
      <ActionButton icon={X} name={t('act.dismiss')} tip={t('act.dismiss')} tabIndex={tabIndex} act={() => dismiss(name)} />
    </div>
  );
}

function failureWords(name: string, verb: Acting['verb'], reason: string): string {
  if (verb === 'sign-in') return t('act.failed.sign-in', { name, reason });
  return t('act.failed', { act: t(`act.${verb}`).toLowerCase(), name, reason });
}
