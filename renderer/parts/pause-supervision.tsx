import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import type { Snapshot } from '../../contract/events.ts';
import { client } from '../store/engine.ts';
import { inWords } from '../store/failure.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { MenuButton } from './menu-button.tsx';

const spans = ['15m', '1h', 'open'] as const;

/** Suspends checks and restarts of all servers; says what is true now, and why it could not be changed. */
export function PauseSupervision({ paused, blocked }: { paused: Snapshot['engine']['paused']; blocked: string | null }) {
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
    const paused = await ask(() => client.pauseServers(span === 'open' ? {} : { for: span }));
    if (paused) toast(t('pause.done'), { undo: async () => void (await client.resumeServers({})) });
  };
  const words = t(paused ? 'pause.resume' : 'pause.all');
  return (
    <div className="pause">
      {paused ? (
        <button
          type="button"
          className="btn"
          title={blocked ?? t('pause.resume.tip')}
          aria-label={blocked === null ? words : `${words}. ${blocked}`}
          aria-disabled={blocked === null ? undefined : true}
          onClick={() => blocked === null && void ask(() => client.resumeServers({}))}
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
