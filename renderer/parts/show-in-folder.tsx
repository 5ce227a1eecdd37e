import { FolderOpen } from 'lucide-react';
import { desktop, showInFolder } from '../store/desktop.ts';
import { t } from '../text.ts';

/** Where a path is said: the system's file manager, with it selected. `name` is what it is called here. A browser has no such thing. */
export function ShowInFolder({ path, name }: { path: string; name: string }) {
  if (desktop === null) return null;
  const act = t(`desktop.show.${desktop.platform}`);
  return (
    <button
      type="button"
      className="ib s beside"
      aria-label={t('desktop.show.of', { act, name })}
      title={act}
      onClick={() => void showInFolder(path, name)}
    >
      <FolderOpen className="ic" size={13} aria-hidden="true" />
    </button>
  );
}
