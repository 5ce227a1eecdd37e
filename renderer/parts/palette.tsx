import '../styles/palette.css';
import { Search } from 'lucide-react';
import { Fragment, type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { logHref } from '../route.ts';
import { dialogCame } from '../store/dialogs.ts';
import { client, pageStore } from '../store/engine.ts';
import { useStore } from '../store/page-state.ts';
import { useResource } from '../store/resource.ts';
import { t } from '../text.ts';
import { ranked } from '../view/ranking.ts';
import type { Command, Pick } from './command.ts';
import { commandsOf, picksOf, runPick } from './commands.ts';
import { settingCommands, toolCommands } from './found-commands.ts';
import { commandKey, Keys } from './keys.tsx';
import { PaletteOption } from './palette-option.tsx';

/** A combo box over everything that can be done: the field keeps the focus, arrows move through the list. */
export function Palette({ closed }: { closed(): void }) {
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live');
  const [text, setText] = useState('');
  const [pick, setPick] = useState<Pick | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    setText(dialogCame());
  }, []);
  const found = ranked(useCommands(pick), text);
  // where Enter alone would stop something that is not named in full, nothing is chosen beforehand
  const head = found[0]?.item;
  const first = head?.destructive && head.label.toLowerCase() !== text.trim().toLowerCase() ? 1 : 0;
  const last = found.length - 1 + first;
  const current = Math.min(at, last) - first;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is chosen
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const close = () => dialog.current?.close();
  const step = (next: Pick | null) => {
    setPick(next);
    setPicked(new Set());
    setText('');
    setAt(0);
  };
  const mark = (name: string) =>
    setPicked((before) => new Set(before.has(name) ? [...before].filter((one) => one !== name) : [...before, name]));
  const runPicked = () => {
    if (!live || pick === null) return;
    close();
    runPick(pick, [...picked]);
  };
  const run = (command: Command | undefined) => {
    if (!command || (command.acts && !live)) return;
    if (command.pick !== null) return step(command.pick);
    close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = found[current]?.item;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0) setAt(at + move > last ? first : at + move < first ? last : at + move);
    else if (event.key === ' ' && pick !== null) {
      if (chosen?.server) mark(chosen.server);
    } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && chosen?.server) {
      close();
      location.hash = logHref(chosen.server);
    } else if (event.key === 'Enter') {
      if (picked.size > 0) runPicked();
      else run(chosen);
    } else if (event.key === 'Backspace' && text === '' && pick !== null) step(null);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className="cp"
      aria-label={t('palette.open')}
      onClose={closed}
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
          onKeyDown={onKeyDown}
        />
        <Keys keys="Esc" />
      </div>
      <div
        className="cp-l"
        id="palette-list"
        role="listbox"
        aria-label={t('palette.results')}
        aria-multiselectable={pick !== null}
        ref={list}
      >
        {found.map(({ item, marks }, index) => (
          <Fragment key={item.id}>
            {found[index - 1]?.item.group !== item.group && (
              <div className="cp-g" role="presentation">
                {t(`palette.${item.group}`)}
              </div>
            )}
            <PaletteOption
              id={`palette-${index}`}
              command={item}
              marks={marks}
              current={index === current}
              live={live}
              checked={pick === null || item.server === null ? null : picked.has(item.server)}
              run={() => (picked.size > 0 && item.server !== null ? mark(item.server) : run(item))}
              mark={() => item.server !== null && mark(item.server)}
            />
          </Fragment>
        ))}
      </div>
      {found.length === 0 && (
        <p className="cp-0" role="status">
          {t('palette.none', { text })}
        </p>
      )}
      <Footer picking={pick !== null}>
        {pick !== null && picked.size > 0 && (
          <button type="button" className="btn pri s" disabled={!live} onClick={runPicked}>
            {t(`palette.picked.${pick}`, { n: picked.size })}
          </button>
        )}
      </Footer>
    </dialog>
  );
}

/** All that can be found, or in the second step the servers. */
function useCommands(pick: Pick | null): Command[] {
  const snapshot = useStore(pageStore, (state) => state.snapshot);
  const tools = useResource(
    'palette tools',
    (signal) => client.gatewayTools({}, { signal }),
    ({ type }) => type === 'gateway.tools',
  ).value;
  // words with ages are made once: what is read must not change under the pointer
  const [openedAt] = useState(Date.now);
  const others = useMemo(() => [...toolCommands(tools ?? []), ...settingCommands()], [tools]);
  return useMemo(() => {
    if (snapshot === null) return others;
    return pick === null ? [...commandsOf(snapshot, openedAt), ...others] : picksOf(snapshot, pick, openedAt);
  }, [snapshot, others, pick, openedAt]);
}

function Footer({ picking, children }: { picking: boolean; children: ReactNode }) {
  const hint = (keys: string, words: string) => (
    <span className="cp-f" aria-hidden="true">
      <Keys keys={keys} /> {words}
    </span>
  );
  return (
    <footer>
      {hint('↑ ↓', t('palette.move'))}
      {picking && hint('␣', t('palette.mark'))}
      {hint('↵', t('palette.run'))}
      {hint(`${commandKey} ↵`, t('palette.log'))}
      <span className="grow" />
      {children}
      {!picking && hint('>', t('palette.commands'))}
      {!picking && hint('@', t('palette.servers'))}
      {!picking && hint(':', t('palette.of-tools'))}
    </footer>
  );
}
