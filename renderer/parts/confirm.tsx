import { type ReactNode, useEffect, useId, useRef } from 'react';
import { t } from '../text.ts';

interface Props {
  title: string;
  body: ReactNode;
  /** says again what is done, with the number affected: "Stop 9 servers" */
  verb: string;
  onConfirm(): void;
  onClose(): void;
}

/** Only before what cannot be undone. The focus starts on the safe choice, and Esc is that choice. */
export function Confirm({ title, body, verb, onConfirm, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" role="alertdialog" aria-labelledby={`${id}t`} aria-describedby={`${id}b`} onClose={onClose}>
      <h2 id={`${id}t`}>{title}</h2>
      <div id={`${id}b`}>{body}</div>
      <footer>
        {/* biome-ignore lint/a11y/noAutofocus: a modal dialog has to put the focus somewhere, and this is where it does no harm */}
        <button type="button" className="btn" autoFocus onClick={() => dialog.current?.close()}>
          {t('confirm.cancel')}
        </button>
        <button
          type="button"
          className="btn pri"
          onClick={() => {
            dialog.current?.close();
            onConfirm();
          }}
        >
          {verb}
        </button>
      </footer>
    </dialog>
  );
}
