import { FolderSearch, X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { desktop, pickFolder } from '../../store/desktop.ts';
import { choicesStore, choose } from '../../store/onboarding.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { shortPath } from '../../view/groups.ts';
import { ActionButton } from '../action-button.tsx';

/** Folders of projects that no client led to. A page cannot look into them: the engine does, once the last step has told it to. */
export function LookInFolder({ home }: { home: string | null }) {
  const folders = useStore(choicesStore, (choices) => choices.folders);
  const [open, setOpen] = useState(false);
  const [typed, type] = useState('');
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const add = (event: FormEvent) => {
    event.preventDefault();
    const folder = typed.trim().replace(/(?<=.)[\\/]+$/, '');
    if (!/^(~|[\\/]|[A-Za-z]:[\\/])/.test(folder)) return setWrong(true);
    choose({ folders: [...new Set([...folders, folder])] });
    type('');
    setWrong(false);
    setOpen(false);
  };
  return (
    <>
      {folders.map((folder) => (
        <p className="ob-folder" key={folder}>
          <code className="grow trunc" title={folder}>
            {shortPath(folder, home)}
          </code>
          <small>{t('onboarding.folder.later')}</small>
          <ActionButton
            icon={X}
            name={t('onboarding.folder.remove', { folder })}
            tip={t('onboarding.folder.remove', { folder })}
            act={() => choose({ folders: folders.filter((each) => each !== folder) })}
          />
        </p>
      ))}
      {open ? (
        <form className="ob-folder" onSubmit={add}>
          <label className="field grow">
            <span className="sr">{t('onboarding.folder')}</span>
            <input
              // biome-ignore lint/a11y/noAutofocus: somebody has just asked for this field
              autoFocus
              placeholder="~/code/shop"
              spellCheck={false}
              aria-invalid={wrong}
              aria-describedby={wrong ? id : undefined}
              value={typed}
              onChange={(event) => type(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setOpen(false);
              }}
            />
          </label>
          {desktop !== null && (
            <button
              type="button"
              className="btn"
              onClick={() => void pickFolder(t('onboarding.folder')).then((folder) => folder && type(folder))}
            >
              {t('desktop.pick')}
            </button>
          )}
          <button type="submit" className="btn">
            {t('onboarding.folder.add')}
          </button>
        </form>
      ) : (
        <button type="button" className="btn s ob-look" onClick={() => setOpen(true)}>
          <FolderSearch className="ic" size={13} aria-hidden="true" />
          {t('onboarding.folder.look')}
        </button>
      )}
      {open && wrong && (
        <p className="ob-wrong" id={id} role="alert">
          {t('onboarding.folder.wrong')}
        </p>
      )}
    </>
  );
}
