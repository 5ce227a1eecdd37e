import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from '../store/page-state.ts';
import { dismissToast, type Toast, toastStore, undo } from '../store/toasts.ts';
import { t } from '../text.ts';
import { ActionButton } from './action-button.tsx';

const staysMs = 6000;

/** One region that is always there: readers hear what is added to it. */
export function Toasts() {
  const shown = useStore(toastStore, (state) => state.shown);
  return (
    <section className="toasts" aria-label={t('toast.region')} aria-live="polite" aria-relevant="additions">
      {shown.map((each) => (
        <ToastBox key={each.id} toast={each} />
      ))}
    </section>
  );
}

/** Goes by itself, but never while it is being read or is about to be pressed; what failed stays until it was seen. */
function ToastBox({ toast }: { toast: Toast }) {
  const [held, hold] = useState(false);
  const stays = held || toast.tone === 'fail';
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismissToast(toast.id), staysMs);
    return () => clearTimeout(timer);
  }, [stays, toast.id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only waits while somebody is at it; its buttons act
    <div
      className={`toast ${toast.tone}`}
      role={toast.tone === 'fail' ? 'alert' : undefined}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <span className="grow">{toast.text}</span>
      {toast.link && (
        <a className="btn s" href={toast.link.href} onClick={() => dismissToast(toast.id)}>
          {toast.link.text}
        </a>
      )}
      {toast.undo && (
        <button type="button" className="btn s" onClick={() => void undo(toast)}>
          {t('toast.undo')}
        </button>
      )}
      <ActionButton icon={X} name={t('act.dismiss')} tip={t('act.dismiss')} act={() => dismissToast(toast.id)} />
    </div>
  );
}
