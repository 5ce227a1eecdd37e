import '../styles/palette.css';
import { Search } from 'lucide-react';
import { Fragment, useEffect, useRef, useState } from 'react';
import { logHref } from '../route.ts';
import { dialogClosed } from '../store/dialogs.ts';
import { pageStore } from '../store/engine.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { ranked } from '../view/ranking.ts';
import { type Command, commandsOf, type Pick, picksOf } from './commands.ts';
import { Glyph } from './glyph.tsx';
import { commandKey, Keys } from './keys.tsx';

/** A combo box over everything that can be done: the field keeps the focus, arrows move through the list. */
export function Palette() {
  const snapshot = useStore(pageStore, (state) => state.snapshot);
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live');
  const [text, setText] = useState('');
  const [pick, setPick] = useState<Pick | null>(null);
  const [at, setAt] = useState(0);
  // words with ages are made once: what is read must not change under the pointer
  const [openedAt] = useState(Date.now);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const all = snapshot === null ? [] : pick === null ? commandsOf(snapshot, openedAt) : picksOf(snapshot, pick, openedAt);
  const found = ranked(all, text);
  // where Enter alone would stop something that is not named in full, nothing is chosen beforehand
  const guarded = found[0]?.destructive === true && found[0].label.toLowerCase() !== text.trim().toLowerCase();
  const first = guarded ? 1 : 0;
  const last = found.length - 1 + first;
  const current = Math.min(at, last) - first;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is chosen
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const close = () => dialog.current?.close();
  const run = (command: Command | undefined) => {
    if (!command || (command.acts && !live)) return;
    if (command.pick !== null) {
      setPick(command.pick);
      setText('');
      setAt(0);
      return;
    }
    close();
    command.run();
  };
  return (
    <dialog
      ref={dialog}
      className="cp"
      aria-label={t('palette.open')}
      onClose={() => dialogClosed('palette')}
      onPointerDown={(event) => {
        if (event.target === dialog.current) close(); // beside it
      }}
    >
      <div className="cp-in">
        <Search className="ic" size={17} aria-hidden="true" />
        {pick !== null && <span className="tag">{t(`palette.pick.${pick}`)}</span>}
        <input
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls="palette-list"
          aria-activedescendant={found[current] ? `palette-${current}` : undefined}
          aria-label={t('palette.search')}
          placeholder={t('palette.search')}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step !== 0) {
              event.preventDefault();
              setAt(at + step > last ? first : at + step < first ? last : at + step);
            } else if (event.key === 'Enter') {
              event.preventDefault();
              const server = found[current]?.server;
              if ((event.metaKey || event.ctrlKey) && server) {
                close();
                location.hash = logHref(server);
              } else run(found[current]);
            } else if (event.key === 'Backspace' && text === '' && pick !== null) {
              setPick(null);
              setAt(0);
            }
          }}
        />
        <Keys keys="Esc" />
      </div>
      <div className="cp-l" id="palette-list" role="listbox" aria-label={t('palette.results')} ref={list}>
        {found.map((command, index) => (
          <Fragment key={command.id}>
            {found[index - 1]?.group !== command.group && (
              <div className="cp-g" role="presentation">
                {t(`palette.${command.group}`)}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does it */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus */}
            <div
              id={`palette-${index}`}
              role="option"
              className="cp-o"
              aria-selected={index === current}
              aria-disabled={command.acts && !live ? true : undefined}
              onClick={() => run(command)}
            >
              <Sign sign={command.sign} />
              <span className="cp-n">
                <span className={command.destructive ? 't-fail' : undefined}>{command.label}</span>
                <small>{command.acts && !live ? t('act.no-contact') : command.detail}</small>
              </span>
              {index === current && <Keys keys="↵" />}
            </div>
          </Fragment>
        ))}
      </div>
      {found.length === 0 && (
        <p className="cp-0" role="status">
          {t('palette.none', { text })}
        </p>
      )}
      <footer aria-hidden="true">
        <Keys keys="↑ ↓" /> {t('palette.move')} <Keys keys="↵" /> {t('palette.run')} <Keys keys={`${commandKey} ↵`} /> {t('palette.log')}
        <span className="grow" />
        <Keys keys=">" /> {t('palette.commands')} <Keys keys="@" /> {t('palette.servers')}
      </footer>
    </dialog>
  );
}

function Sign({ sign }: { sign: Command['sign'] }) {
  if ('glyph' in sign) return <Glyph name={sign.glyph} tone={sign.tone} size={13} />;
  const Icon = sign;
  return <Icon className="ic" size={16} aria-hidden="true" />;
}
