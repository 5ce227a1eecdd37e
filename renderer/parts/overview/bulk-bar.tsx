import { Pause, Play, RotateCw, Square, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ServerView } from '../../../contract/server.ts';
import { actOn, pauseChecks } from '../../store/actions.ts';
import { clearSelection, selectionStore } from '../../store/selection.ts';
import { t } from '../../text.ts';
import { namesThatMay, type ServerVerb } from '../../view/acts.ts';
import { ActionButton } from '../action-button.tsx';
import { isDialogOpen, isTyped } from '../use-keys.ts';

type BulkVerb = ServerVerb | 'pause' | 'resume';

interface Failure {
  verb: BulkVerb;
  of: number;
  failed: { name: string; reason: string }[];
}

const icons = { restart: RotateCw, stop: Square, start: Play, pause: Pause, resume: Play } as const;
const wordsOf = (verb: BulkVerb): string =>
  t(verb === 'pause' ? 'act.pause-checks' : verb === 'resume' ? 'act.resume-checks' : `act.${verb}`);

const ask = (verb: BulkVerb, names: string[]) =>
  verb === 'pause' || verb === 'resume' ? pauseChecks(names, verb === 'pause') : actOn(verb, names);

/** Acts on everything that is chosen; each verb on those to which it can be done. What failed is listed, and may be tried again. */
export function BulkBar({ views, blocked, children }: { views: readonly ServerView[]; blocked: string | null; children?: ReactNode }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    document.documentElement.dataset.bulk = '';
    return () => {
      delete document.documentElement.dataset.bulk;
    };
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isTyped(event.target) || isDialogOpen()) return;
      if (!document.querySelector(':popover-open')) leave();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const run = async (verb: BulkVerb, names: string[]) => {
    setFailure(null);
    const failed = await ask(verb, names);
    if (failed.length > 0) setFailure({ verb, of: names.length, failed });
  };
  const unpaused = views.filter(({ paused }) => paused === null);
  const offers: [BulkVerb, string[]][] = [
    ['restart', namesThatMay('restart', views)],
    ['stop', namesThatMay('stop', views)],
    ['start', namesThatMay('start', views)],
    unpaused.length > 0 ? ['pause', unpaused.map(({ name }) => name)] : ['resume', views.map(({ name }) => name)],
  ];
  return (
    <div className="bulk">
      {failure && (
        <div className="bulk-failed" role="alert">
          <div>
            <b className="med">{t(`bulk.failed.${failure.verb}`, { n: failure.failed.length, all: failure.of })}</b>
            <ul>
              {failure.failed.map(({ name, reason }) => (
                <li key={name}>{t('bulk.why', { name, reason })}</li>
              ))}
            </ul>
          </div>
          <button
            type="button"
            className="btn s"
            onClick={() =>
              void run(
                failure.verb,
                failure.failed.map(({ name }) => name),
              )
            }
          >
            {t('bulk.retry')}
          </button>
          <ActionButton icon={X} name={t('act.dismiss')} tip={t('act.dismiss')} act={() => setFailure(null)} />
        </div>
      )}
      <div className="bulk-bar" role="toolbar" aria-label={t('bulk.label')}>
        <span className="med" role="status">
          {t('bulk.count', { n: views.length })}
        </span>
        <span className="bulk-sep" />
        {offers
          .filter(([, names]) => names.length > 0)
          .map(([verb, names]) => (
            <ActionButton
              key={verb}
              icon={icons[verb]}
              name={t('act.of', { act: wordsOf(verb), name: t('bulk.servers', { n: names.length }) })}
              blocked={blocked}
              act={() => void run(verb, names)}
            >
              {wordsOf(verb)}
            </ActionButton>
          ))}
        {children}
        <span className="bulk-sep" />
        <button type="button" className="btn s" onClick={leave}>
          {t('bulk.clear')}
          <span className="kbd" aria-hidden="true">
            Esc
          </span>
        </button>
      </div>
    </div>
  );
}

/** The focus must not go with the bar: back to where the choosing was. */
function leave(): void {
  const { anchor } = selectionStore.get();
  const inBar = document.activeElement?.closest('.bulk') !== null;
  clearSelection();
  if (inBar && anchor !== null) document.querySelector<HTMLElement>(`[data-card="${CSS.escape(anchor)}"]`)?.focus();
}
