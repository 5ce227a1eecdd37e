import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import type { Snapshot } from '../../contract/events.ts';
import { client } from '../store/engine.ts';
import { inWords } from '../store/failure.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { MenuButton } from './menu-button.tsx';
import { useWish } from './use-wish.ts';

const spans = ['15m', '1h', 'open'] as const;

/** Suspends checks and restarts of all servers; shown as wanted at once, and says why it could not be changed. */
export function PauseSupervision({ paused, blocked }: { paused: Snapshot['engine']['paused']; blocked: string | null }) {
  const [isPaused, want] = useWish(paused !== null);
  const [failure, setFailure] = useState<string | null>(null);
  const ask = async (wish: () => Promise<{ ok: boolean; reason?: string | undefined }[]>) => {
    setFailure(null);
    try {
      const failed = (await wish()).find(({ ok }) => !ok);
      if (failed) setFailure(failed.reason ?? t('act.no-answer'));
      return !failed;
    } catch (error) {
      setFailure(inWords(error));
      return false;
    }
  };
  const pause = async (span: (typeof spans)[number]) => {
    const work = ask(() => client.pauseServers(span === 'open' ? {} : { for: span }));
    want(true, work);
    if (await work) toast(t('pause.done'), { undo: async () => void (await client.resumeServers({})) });
  };
  const resume = () =>
    want(
      false,
      ask(() => client.resumeServers({})),
    );
  const words = t(isPaused ? 'pause.resume' : 'pause.all');
  return (
    <div className="pause">
      {isPaused ? (
        <button
          type="button"
          className="btn"
          title={blocked ?? t('pause.resume.tip')}
          aria-label={blocked === null ? words : `${words}. ${blocked}`}
          aria-disabled={blocked === null ? undefined : true}
          onClick={() => blocked === null && resume()}
        >
          <Play className="ic" size={14} aria-hidden="true" />
          <span className="lbl">{words}</span>
        </button>
      ) : (
        <MenuButton
          name={words}
          tip={t('pause.tip')}
          blocked={blocked}
          items={spans.map((span) => ({
            label: t(`pause.${span}`),
            act: () => void pause(span),
          }))}
        >
          <Pause className="ic" size={14} aria-hidden="true" />
          <span className="lbl">{words}</span>
        </MenuButton>
      )}
      {failure !== null && (
        <span role="alert" className="small t-fail">
          {failure}
        </span>
      )}
    </div>
  );
}
