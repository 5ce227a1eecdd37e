import '../styles/palette.css';
import { useEffect, useRef } from 'react';
import { hrefOf } from '../route.ts';
import { dialogCame } from '../store/dialogs.ts';
import { keyStore } from '../store/keys.ts';
import { useStore } from '../store/page-state.ts';
import { type TextId, t } from '../text.ts';
import { type KeyPlace, keyActions, keyCap, keyOf, keyTable } from '../view/keys.ts';
import { goKeys } from './global-keys.ts';
import { commandKey, Keys } from './keys.tsx';

/** what it does, and the keys with spaces between */
type Row = [string, string];

/** Every key that does something, and nothing that does not. */
export function ShortcutHelp({ closed }: { closed(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    dialogCame();
  }, []);
  const choices = useStore(keyStore, (value) => value);
  const single = (place: KeyPlace): Row[] =>
    keyActions.flatMap((action) => {
      const key = keyOf(action, choices);
      return key === null || action === 'go' || keyTable[action].place !== place ? [] : [[t(`keys.do.${action}`), keyCap(key)] as Row];
    });
  const go = keyOf('go', choices);
  const sections: [TextId, Row[]][] = [
    [
      'keys.anywhere',
      [
        [t('keys.palette'), `${commandKey} K`],
        ...single('anywhere'),
        [t('nav.settings'), `${commandKey} ,`],
        [t('keys.undo'), `${commandKey} Z`],
        [t('keys.close'), 'Esc'],
      ],
    ],
    ['keys.go.to', go === null ? [] : goKeys().map(([key, page]): Row => [t(`nav.${page}`), `${keyCap(go)} ${keyCap(key)}`])],
    ['keys.servers', [[t('keys.move'), '↑ ↓ ← →'], [t('keys.open'), '↵'], ...single('servers'), [t('keys.select-all'), `${commandKey} A`]]],
    ['keys.logs', single('logs')],
  ];
  return (
    <dialog
      ref={dialog}
      className="cp help"
      aria-label={t('keys.title')}
      onClose={closed}
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
        {sections
          .filter(([, rows]) => rows.length > 0)
          .map(([title, rows]) => (
            <section key={title}>
              <h3>{t(title)}</h3>
              <ul>
                {rows.map(([words, pressed]) => (
                  <li key={words}>
                    <span>{words}</span>
                    <Keys keys={pressed} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
      </div>
      <p className="small t3">
        {!choices.on && `${t('keys.off')} `}
        <a href={hrefOf('settings', {}, ['keyboard'])} onClick={() => dialog.current?.close()}>
          {t('keys.settings')}
        </a>
      </p>
    </dialog>
  );
}
