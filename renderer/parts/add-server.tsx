import { Plus } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import '../styles/add-server.css';
import { client, pageStore } from '../store/engine.ts';
import { inWords } from '../store/failure.ts';
import { useStore } from '../store/page-state.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { isAddress, launchOf, nameFor, pairsOf } from '../view/command-line.ts';

/** The button, and the dialog behind it; `plain` where something else comes first. */
export function AddServer({ plain = false }: { plain?: boolean }) {
  const blocked = useStore(pageStore, ({ contact }) => (contact.kind === 'live' ? null : t('act.no-contact')));
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={plain ? 'btn' : 'btn pri'}
        disabled={blocked !== null}
        title={blocked ?? undefined}
        onClick={() => setOpen(true)}
      >
        <Plus className="ic" size={14} aria-hidden="true" />
        {t('add.open')}
      </button>
      {/* what styles the bar around the button is not meant for the dialog */}
      {open && createPortal(<AddDialog onClose={() => setOpen(false)} />, document.body)}
    </>
  );
}

type Place = 'line' | 'name' | 'pairs';

function AddDialog({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [line, setLine] = useState('');
  const [typedName, setName] = useState<string | null>(null);
  const [pairs, setPairs] = useState('');
  const [wrong, setWrong] = useState<{ at: Place | null; words: string } | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const taken = new Set(pageStore.get().snapshot?.servers.map((server) => server.name));
  const remote = isAddress(line);
  const name = typedName ?? nameFor(line, taken);

  const refuse = (at: Place | null, words: string) => {
    setWrong({ at, words });
    if (at) dialog.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const launch = remote ? null : launchOf(line);
    if (launch && 'wrong' in launch) return refuse('line', launch.wrong);
    const extra = pairsOf(pairs, remote ? ':' : '=');
    if ('wrong' in extra) return refuse('pairs', extra.wrong);
    if (name === '') return refuse('name', t('add.no-name'));
    if (taken.has(name)) return refuse('name', t('add.taken'));
    setBusy(true);
    try {
      await client.addServer(
        launch ? { name, ...launch.ok, env: { ...launch.ok.env, ...extra.ok } } : { name, url: line.trim(), headers: extra.ok },
      );
      toast(t('add.done', { name }), { tone: 'ok', undo: async () => void (await client.removeServer({ name })) });
      dialog.current?.close();
    } catch (error) {
      refuse(null, inWords(error));
      setBusy(false);
    }
  };
  const said = (at: Place) => (wrong?.at === at ? wrong.words : null);
  const edit =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setWrong(null);
      set(value);
    };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={`${id}t`} aria-describedby={`${id}m`} onClose={onClose}>
      <form className="add" onSubmit={submit} noValidate>
        <h2 id={`${id}t`}>{t('add.title')}</h2>
        <p id={`${id}m`} className="t2">
          {t('add.more')}
        </p>
        <Field id={`${id}l`} title={t('add.line')} hint={t('add.line.hint')} wrong={said('line')}>
          {(common) => (
            <span className="field">
              <input
                {...common}
                data-at="line"
                autoFocus
                autoComplete="off"
                spellCheck={false}
                value={line}
                onChange={(event) => edit(setLine)(event.target.value)}
              />
            </span>
          )}
        </Field>
        <Field id={`${id}n`} title={t('add.name')} hint={null} wrong={said('name')}>
          {(common) => (
            <span className="field">
              <input
                {...common}
                data-at="name"
                autoComplete="off"
                spellCheck={false}
                value={name}
                onChange={(event) => edit(setName)(event.target.value.trim())}
              />
            </span>
          )}
        </Field>
        <Field
          id={`${id}e`}
          title={t(remote ? 'add.headers' : 'add.env')}
          hint={t(remote ? 'add.headers.hint' : 'add.env.hint')}
          wrong={said('pairs')}
        >
          {(common) => (
            <textarea
              {...common}
              data-at="pairs"
              rows={3}
              spellCheck={false}
              value={pairs}
              onChange={(event) => edit(setPairs)(event.target.value)}
            />
          )}
        </Field>
        {wrong !== null && wrong.at === null && (
          <p className="add-wrong" role="alert">
            {wrong.words}
          </p>
        )}
        <div className="add-acts">
          <button type="button" className="btn" onClick={() => dialog.current?.close()}>
            {t('confirm.cancel')}
          </button>
          <button type="submit" className="btn pri" disabled={busy || line.trim() === ''}>
            {t('add.do')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface FieldProps {
  id: string;
  title: string;
  hint: string | null;
  wrong: string | null;
  children(common: { id: string; 'aria-invalid': true | undefined; 'aria-describedby': string | undefined }): ReactNode;
}

function Field({ id, title, hint, wrong, children }: FieldProps) {
  const described = [hint === null ? null : `${id}h`, wrong === null ? null : `${id}w`].filter(Boolean).join(' ');
  return (
    <div className="add-f">
      <label htmlFor={id}>{title}</label>
      {children({ id, 'aria-invalid': wrong === null ? undefined : true, 'aria-describedby': described || undefined })}
      {hint !== null && (
        <p id={`${id}h`} className="t3 small">
          {hint}
        </p>
      )}
      {wrong !== null && (
        <p id={`${id}w`} className="add-wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
