import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { dialogClosed, dialogStore, openDialog } from '../store/dialogs.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { useGlobalKeys } from './global-keys.ts';
import { commandKey, Keys } from './keys.tsx';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help.tsx')).ShortcutHelp }));

/** The palette, and the help with all keys. */
export function Dialogs() {
  useGlobalKeys();
  useEffect(() => {
    // after the first page, and before somebody types into it: letters must not get lost while it comes
    const timer = setTimeout(() => void loadPalette(), 300);
    return () => clearTimeout(timer);
  }, []);
  const open = useStore(dialogStore, (value) => value);
  return (
    <Suspense>
      {open?.dialog === 'palette' && <Palette key={open.nr} closed={() => dialogClosed(open.nr)} />}
      {open?.dialog === 'help' && <ShortcutHelp key={open.nr} closed={() => dialogClosed(open.nr)} />}
    </Suspense>
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
