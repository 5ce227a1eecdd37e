import { OctagonX, Zap } from 'lucide-react';
import { useState } from 'react';
import type { ServerView } from '../../contract/server.ts';
import { thresholds } from '../../contract/words.ts';
import { act } from '../store/actions.ts';
import { useNow } from '../store/now.ts';
import type { Acting } from '../store/page-state.ts';
import { t } from '../text.ts';
import { ActionButton } from './action-button.tsx';
import { Confirm } from './confirm.tsx';

interface Props {
  view: ServerView;
  acting: Acting | undefined;
  /** no contact: nothing can be asked */
  blocked: string | null;
  tabIndex?: number;
}

/** The way on from what takes long: without waiting for calls, or without the time that a server has to end. */
export function SlowActions({ view, acting, blocked, tabIndex }: Props) {
  const { name } = view;
  if (view.draining) {
    return (
      <ActionButton
        icon={Zap}
        name={t('act.of.now', { name })}
        tip={t('act.of.now', { name })}
        blocked={blocked}
        tabIndex={tabIndex}
        kind="slow"
        act={() => void act('restart', name, { now: true })}
      >
        {t('act.now')}
      </ActionButton>
    );
  }
  const since = stoppingSince(view, acting);
  return since === null ? null : <ForceStop view={view} since={since} blocked={blocked} tabIndex={tabIndex} />;
}

/** Also of a stop that somebody else asked for. */
function stoppingSince(view: ServerView, acting: Acting | undefined): number | null {
  if (acting?.verb === 'stop' && acting.failure === null) return acting.since;
  return view.state === 'stopping' ? Date.parse(view.since) : null;
}

function ForceStop({ view, since, blocked, tabIndex }: Omit<Props, 'acting'> & { since: number }) {
  const now = useNow();
  const [asking, ask] = useState(false);
  const { name } = view;
  const calls = view.inFlight ?? 0;
  const force = () => void act('stop', name, { force: true });
  return (
    <>
      {now - since > thresholds.actionSlowMs && (
        <ActionButton
          icon={OctagonX}
          name={t('act.of.force', { name })}
          blocked={blocked}
          tabIndex={tabIndex}
          kind="slow"
          act={() => (calls > 0 ? ask(true) : force())}
        >
          {t('act.force')}
        </ActionButton>
      )}
      {asking && (
        <Confirm
          title={t('force.title', { name })}
          body={t('force.calls', { n: calls })}
          verb={t('force.verb', { n: calls })}
          onConfirm={force}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}
