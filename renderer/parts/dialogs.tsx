import { Search, X } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { dialogStore, notice, noticeStore, openDialog } from '../store/dialogs.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { ActionButton } from './action-button.tsx';
import { useGlobalKeys } from './global-keys.ts';
import { commandKey, Keys } from './keys.tsx';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help.tsx')).ShortcutHelp }));

/** The palette, the help with all keys, and what a command could not do. */
export function Dialogs() {
  useGlobalKeys();
  useEffect(() => {
    // after the first page, and before somebody types into it: letters must not get lost while it comes
    const timer = setTimeout(() => void loadPalette(), 300);
    return () => clearTimeout(timer);
  }, []);
  const open = useStore(dialogStore, (value) => value);
  const text = useStore(noticeStore, (value) => value);
  return (
    <>
      <Suspense>
        {open === 'palette' && <Palette />}
        {open === 'help' && <ShortcutHelp />}
      </Suspense>
      {text !== null && (
        <div className="notice" role="alert">
          <span className="grow">{text}</span>
          <ActionButton icon={X} name={t('act.dismiss')} tip={t('act.dismiss')} act={() => notice(null)} />
        </div>
      )}
    </>
  );
}

export function SearchButton() {
  return (
    <button type="button" className="top-s" aria-haspopup="dialog" onClick={() => openDialog('palette')}>
      <Search className="ic" size={15} aria-hidden="true" />
      <span className="grow trunc">{t('palette.open')}</span>
      <span aria-hidden="true">
        <Keys keys={`${commandKey} K`} />
      </span>
    </button>
  );
}
