import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Failure } from '../../contract/errors.ts';
import type { Snapshot } from '../../contract/events.ts';
import { client } from '../store/engine.ts';
import { t } from '../text.ts';

const spans = ['15m', '1h', 'open'] as const;

/** Suspends checks and restarts of all servers; says what is true now, and why it could not be changed. */
export function PauseSupervision({ paused, blocked }: { paused: Snapshot['engine']['paused']; blocked: string | null }) {
  const [open, setOpen] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('.menu button')?.focus();
    const onDown = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', onDown);
    return () => removeEventListener('pointerdown', onDown);
  }, [open]);
  const ask = async (wish: () => Promise<{ ok: boolean; reason?: string | undefined }[]>) => {
    setOpen(false);
    setFailure(null);
    button.current?.focus();
    try {
      const failed = (await wish()).find(({ ok }) => !ok);
      if (failed) setFailure(failed.reason ?? t('act.no-answer'));
    } catch (error) {
      setFailure(error instanceof Failure ? error.message : t('act.no-answer'));
    }
  };
  const Icon = paused ? Play : Pause;
  const words = t(paused ? 'pause.resume' : 'pause.all');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes the choice from wherever the focus is inside
    <div
      className="pause"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        className="btn"
        aria-label={blocked === null ? words : `${words}. ${blocked}`}
        aria-expanded={paused ? undefined : open}
        aria-disabled={blocked === null ? undefined : true}
        title={blocked ?? t(paused ? 'pause.resume.tip' : 'pause.tip')}
        onClick={() => {
          if (blocked !== null) return;
          if (paused) void ask(() => client.resumeServers({}));
          else setOpen(!open);
        }}
      >
        <Icon className="ic" size={14} aria-hidden="true" />
        <span className="lbl">{words}</span>
      </button>
      {open && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box
        <div className="menu" role="group" aria-label={t('pause.for')}>
          {spans.map((span) => (
            <button key={span} type="button" onClick={() => void ask(() => client.pauseServers(span === 'open' ? {} : { for: span }))}>
              {t(`pause.${span}`)}
            </button>
          ))}
        </div>
      )}
      {failure !== null && (
        <span role="alert" className="small t-fail">
          {failure}
        </span>
      )}
    </div>
  );
}
