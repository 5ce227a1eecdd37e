import '../styles/palette.css';
import { useEffect, useRef } from 'react';
import { dialogClosed } from '../store/dialogs.ts';
import { t } from '../text.ts';
import { keys } from '../view/keys.ts';
import { goKeys } from './global-keys.ts';
import { commandKey, Keys } from './keys.tsx';

/** Every key that does something, and nothing that does not. */
export function ShortcutHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const sections = [
    [
      'keys.anywhere',
      [
        [t('keys.palette'), `${commandKey} K`],
        [t('keys.help'), keys.help],
        [t('keys.filter'), keys.filter],
        [t('keys.undo'), `${commandKey} Z`],
        [t('keys.close'), 'Esc'],
      ],
    ],
    ['keys.go', goKeys().map(([key, page]) => [t(`nav.${page}`), `${keys.go.toUpperCase()} ${key.toUpperCase()}`])],
    [
      'keys.servers',
      [
        [t('keys.move'), '↑ ↓ ← →'],
        [t('keys.open'), '↵'],
        [t('keys.restart'), 'R'],
        [t('keys.start-stop'), 'S'],
        [t('keys.log'), 'L'],
        [t('keys.attention'), keys.attention],
        [t('keys.view'), keys.view.toUpperCase()],
      ],
    ],
    [
      'keys.logs',
      [
        [t('keys.follow'), keys.follow.toUpperCase()],
        [t('keys.pause'), keys.freeze.toUpperCase()],
      ],
    ],
  ] as const;
  return (
    <dialog
      ref={dialog}
      className="cp help"
      aria-label={t('keys.title')}
      onClose={() => dialogClosed('help')}
      onPointerDown={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <header>
        <h2>{t('keys.title')}</h2>
        <button type="button" className="btn s" onClick={() => dialog.current?.close()}>
          Esc
        </button>
      </header>
      <div className="cols">
        {sections.map(([title, rows]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <ul>
              {rows.map(([words, pressed]) => (
                <li key={words}>
                  <span>{words}</span>
                  <Keys keys={pressed ?? ''} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </dialog>
  );
}
