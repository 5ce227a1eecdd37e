import { Search } from 'lucide-react';
import { useEffect } from 'react';
import { dialogClosed, dialogStore, openDialog } from '../store/dialogs.ts';
import { useStore } from '../store/page-state.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { useGlobalKeys } from './global-keys.ts';
import { commandKey, Keys } from './keys.tsx';
import { lazy, type Unloaded, unloadedWords } from './lazy.tsx';

const loadPalette = () => import('./palette.tsx');
/** A dialog that cannot be had says so, and is closed again. */
const failed = (why: Unloaded, { closed }: { closed(): void }): void => {
  toast(t('fault.unloaded.part', { why: unloadedWords(why) }), { tone: 'fail' });
  closed();
};
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }), failed);
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help.tsx')).ShortcutHelp }), failed);

/** The palette, and the help with all keys. */
export function Dialogs() {
  useGlobalKeys();
  useEffect(() => {
    // after the first page, and before somebody types into it: letters must not get lost while it comes
    const timer = setTimeout(() => loadPalette().catch(() => undefined), 300); // said when it is asked for
    return () => clearTimeout(timer);
  }, []);
  const open = useStore(dialogStore, (value) => value);
  return (
    <>
      {open?.dialog === 'palette' && <Palette key={open.nr} closed={() => dialogClosed(open.nr)} />}
      {open?.dialog === 'help' && <ShortcutHelp key={open.nr} closed={() => dialogClosed(open.nr)} />}
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
