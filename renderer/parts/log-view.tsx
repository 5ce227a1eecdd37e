// The lines of a log with what filters, searches and follows them: of every server on the page of logs, of one on its own page.
// As long as it is because following, searching, opening and copying share one place in one list.
import { ArrowDown } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { clock } from '../../contract/words.ts';
import { isThere, pageStore } from '../store/engine.ts';
import { type LogState, logStore } from '../store/log-feed.ts';
import { useStore } from '../store/page-state.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { textOfLines } from '../view/log-copy.ts';
import { type LogChoice, type LogQuery, withoutSearch } from '../view/log-filter.ts';
import { type Item, type Items, itemsOf, itemWith, placeOfNumber } from '../view/log-items.ts';
import { longest, type NumberedLine, plain } from '../view/log-lines.ts';
import { placesOf } from '../view/log-places.ts';
import { type Filtered, filtered, placeOf } from '../view/log-rows.ts';
import { type Follow, useFollow } from './follow-end.ts';
import { KeyHint } from './keys.tsx';
import { LogDetail } from './log-detail.tsx';
import { FoldRow, LogRow } from './log-row.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { LogVolume } from './log-volume.tsx';
import { useRowKeys } from './row-keys.ts';
import { padTop, useRowWindow } from './row-window.ts';
import { useColumns } from './use-columns.ts';
import { useKeys } from './use-keys.ts';

interface Props {
  choice: LogChoice;
  query: LogQuery;
  set(change: Partial<LogQuery>): void;
  series: ReadonlyMap<string, number>;
  /** above the toolbar */
  children?: ReactNode;
}

const noneOpen: ReadonlySet<number> = new Set();

export function LogView({ choice, query, set, series, children }: Props) {
  const [slow, setSlow] = useState<LogChoice | null>(null);
  const { filter, search } = useMemo(() => (slow === choice ? withoutSearch(choice) : choice), [slow, choice]);
  // a pattern may turn out to be slow wherever it is used: here, in the rows, with lines that came just now
  useLayoutEffect(() => {
    if (choice.search.find !== null && choice.search.fault !== null) setSlow(choice);
  });
  const state = useStore(logStore, (value) => value);
  const live = useStore(pageStore, isThere) && state.live;
  const view = useRef<HTMLDivElement>(null);
  const [unfolded, setUnfolded] = useState(noneOpen);
  /** the line that a search, a key or a click has come to, and the one that is open */
  const [chosen, choose] = useState<number | null>(null);
  const [open, setOpen] = useState<{ id: number; height: number } | null>(null);
  const last = useRef<{ rows: Filtered | null; items: Items | null }>({ rows: null, items: null });
  last.current.rows = filtered(last.current.rows, state.lines, filter);
  const { rows } = last.current.rows;
  last.current.items = itemsOf(last.current.items, rows, { filter, find: search.find, open: unfolded });
  const { items, hits } = last.current.items;
  const columns = useColumns(view, query.wrap !== null);
  const opened = open === null ? -1 : itemWith(items, open.id);
  const openHeight = open?.height ?? 0;
  const allPlaces = useMemo(
    () => placesOf(items, columns, opened < 0 ? null : { index: opened, height: openHeight }),
    [items, columns, opened, openHeight],
  );
  const lastId = state.lines.at(-1)?.id ?? -1;
  const { follow, resume, freeze, show, reveal, onScroll } = useFollow(view, { items, places: allPlaces, lastId, chosen });
  const count = follow.kind === 'frozen' ? placeOf(items, follow.lastId + 1) : items.length;
  const shown = count === items.length ? items : items.slice(0, count);
  const places = useMemo(
    () => (shown === items ? allPlaces : placesOf(shown, columns, opened < 0 ? null : { index: opened, height: openHeight })),
    [shown, items, allPlaces, columns, opened, openHeight],
  );
  const { from, to, height, look } = useRowWindow(view, count, places, follow.kind === 'following');

  // biome-ignore lint/correctness/useExhaustiveDependencies: when it is opened, and when it is known how high it is
  useLayoutEffect(() => {
    if (open !== null && open.height > 0) reveal(open.id, open.height);
  }, [open]);
  const inSight = shown.slice(from, to);
  const keys = useRowKeys(inSight.map(rowIdOf));

  const goTo = (id: number | undefined) => {
    if (id === undefined) return;
    const item = items[itemWith(items, id)];
    // what is folded away cannot be looked at
    if (item?.kind === 'fold' && !item.open) setUnfolded((before) => new Set(before).add(item.id));
    choose(id);
    show(id);
  };
  const firstSeen = () => items[places.at(Math.max(0, (view.current?.scrollTop ?? 0) - padTop))]?.id ?? 0;
  /** the next after what was chosen, or after what is seen; around the end to the beginning */
  const step = (ids: readonly number[], by: 1 | -1) => {
    const base = chosen ?? (by > 0 && follow.kind !== 'following' ? firstSeen() - 1 : lastId + 1);
    const at = by > 0 ? placeOfNumber(ids, base + 1) : placeOfNumber(ids, base) - 1;
    goTo(ids[(at + ids.length) % ids.length]);
  };
  const nextError = () => {
    const errors = rows.filter((line) => line.level === 'error').map((line) => line.id);
    if (errors.length > 0) step(errors, 1);
    else toast(t('logs.no-errors'));
  };
  const toggle = useCallback((id: number) => {
    choose(id);
    setOpen((before) => (before?.id === id ? null : { id, height: 0 }));
  }, []);
  useKeys({
    follow: resume,
    freeze: () => (follow.kind === 'frozen' ? resume() : freeze()),
    'next-error': nextError,
    wrap: () => set({ wrap: query.wrap === null ? '1' : null }),
  });
  useLanding(query.at === state.at ? query.at : null, rows, (id) => {
    goTo(id);
    toggle(id);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== view.current) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    // without a line there is none to open
    if (rows.length === 0) return;
    if (event.key === 'Enter') toggle(chosen ?? firstSeen());
    else if (event.key === 'Escape') {
      choose(null);
      setOpen(null);
    } else if (by !== 0 && chosen !== null) goTo(rows[placeOf(rows, chosen) + by]?.id);
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.ll[data-id]');
    // whoever selects text does not want to open the line
    if (row && (getSelection()?.isCollapsed ?? true)) toggle(Number(row.dataset.id));
  };
  const openLine = opened < 0 || open === null ? null : (rows[placeOf(rows, open.id)] ?? null);
  const measured = useCallback(
    (px: number) => setOpen((before) => (before && before.height !== px ? { ...before, height: px } : before)),
    [],
  );
  const chosenLine = chosen === null ? null : (rows[placeOf(rows, chosen)] ?? null);
  const place = chosen === null ? -1 : placeOfNumber(hits, chosen);
  return (
    <section className={`lm${follow.kind === 'following' ? '' : ' paused'}`} aria-label={t('logs.region')}>
      {children}
      <LogToolbar
        query={query}
        fault={search.fault}
        hits={{ at: place >= 0 && hits[place] === chosen ? place + 1 : null, all: hits.length, step: (by) => step(hits, by) }}
        levels={filter.levels}
        follow={follow}
        set={set}
        resume={resume}
        freeze={freeze}
        save={() => save(textOfLines(rows.slice(0, follow.kind === 'frozen' ? placeOf(rows, follow.lastId + 1) : undefined)))}
      />
      <LogVolume rows={rows} seen={{ from: shown[from]?.id ?? -1, to: shown[to - 1]?.id ?? -1 }} goTo={goTo} />
      <div
        className={`stream${query.wrap === null ? '' : ' wrap'}`}
        ref={view}
        role="log"
        aria-live="off"
        aria-label={t('logs.region')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        onScroll={() => {
          // at the end the rows are the last ones, wherever the view stands: looking would draw each batch twice
          if (!onScroll()) look();
        }}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onCopy={(event) => {
          const text = selectedText(event.currentTarget, rows);
          if (text === null) return;
          event.clipboardData.setData('text/plain', text);
          event.preventDefault();
        }}
      >
        <div className="rows" style={{ height }}>
          <div
            className="rows-in"
            style={{ transform: `translateY(${padTop + places.top(from)}px)`, width: columns === null ? widthOf(inSight) : '100%' }}
          >
            {inSight.map((item, index) =>
              item.kind === 'fold' ? (
                <FoldRow key={keys[index]} fold={item} toggle={() => setUnfolded((before) => toggled(before, item.id))} />
              ) : (
                <Line key={keys[index]} open={from + index === opened && openLine !== null}>
                  <LogRow
                    line={item.line}
                    find={search.find}
                    series={series.get(item.line.server) ?? 8}
                    chosen={item.id === chosen}
                    open={from + index === opened}
                    height={columns === null ? null : allPlaces.height(from + index) - (from + index === opened ? openHeight : 0)}
                  />
                  {from + index === opened && openLine !== null && <LogDetail line={openLine} measured={measured} />}
                </Line>
              ),
            )}
          </div>
        </div>
        {shown.length === 0 && <p className="quiet">{quietWords(state, filter.names)}</p>}
      </div>
      <p className="sr" role="status">
        {chosenLine !== null &&
          t('logs.chosen', { level: t(`level.${chosenLine.level}`), name: chosenLine.server, text: plain(chosenLine.text).slice(0, 300) })}
      </p>
      <NewLines follow={follow} rows={rows} resume={resume} />
      <footer className="lf">
        <span className="live">{liveWords(live, follow)}</span>
        <span>{t('logs.shown', { shown: rows.length, all: state.lines.length })}</span>
        {state.dropped > 0 && <span className="hide-n">{t('logs.dropped', { n: state.dropped })}</span>}
        {state.missed > 0 && <span className="t-warn">{t('logs.missed', { n: state.missed })}</span>}
      </footer>
    </section>
  );
}

/** an open fold has the id of the first of its lines, which stands below it */
const rowIdOf = (item: Item): number => (item.kind === 'fold' ? -1 - item.id : item.id);

/** before the text of a line, and after it */
const besides = 290;

/** Of the longest of these lines. */
function widthOf(items: readonly Item[]): string {
  const letters = items.reduce((most, item) => Math.max(most, item.kind === 'fold' ? 0 : Math.min(item.line.text.length, longest)), 0);
  return `calc(${besides}px + ${letters}ch)`;
}

/** A line and what is open below it are one row of the window. */
function Line({ open, children }: { open: boolean; children: ReactNode }) {
  return open ? <div className="l-pair">{children}</div> : children;
}

/** A link leads to a moment: the first line then or later is opened, once it is there. */
function useLanding(at: string | null, rows: readonly NumberedLine[], land: (id: number) => void): void {
  const landed = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when lines have come, and once for each moment
  useEffect(() => {
    if (at === null || landed.current === at || rows.length === 0) return;
    const wanted = new Date(at).toISOString();
    const line = rows.find((each) => each.t >= wanted);
    if (!line) return;
    landed.current = at;
    land(line.id);
  }, [at, rows]);
}

const toggled = (set: ReadonlySet<number>, id: number): ReadonlySet<number> => {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
};

/** A selection over more than one line, as lines with their time and source; null: the browser's own way is right. */
function selectedText(stream: HTMLElement, rows: readonly NumberedLine[]): string | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return null;
  const ids = [...stream.querySelectorAll<HTMLElement>('[data-id]')]
    .filter((row) => selection.containsNode(row, true))
    .map((row) => Number(row.dataset.id));
  const chosen = new Set(ids);
  return ids.length < 2 ? null : textOfLines(rows.filter((line) => chosen.has(line.id)));
}

function save(text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = `roundhouse-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.log`;
  link.click();
  // the browser has begun to read it by then
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What came while the reader looked elsewhere, and the way back to it. */
function NewLines({ follow, rows, resume }: { follow: Follow; rows: readonly NumberedLine[]; resume(): void }) {
  if (follow.kind === 'following') return null;
  const fresh = rows.slice(placeOf(rows, follow.lastId + 1));
  if (fresh.length === 0) return null;
  const errors = fresh.filter((line) => line.level === 'error').length;
  const lines = t('logs.new', { n: fresh.length });
  return (
    <div className="pill">
      <span className="num">{errors > 0 ? t('logs.new.errors', { lines, errors: t('logs.errors', { n: errors }) }) : lines}</span>
      <button type="button" className="btn s pri" onClick={resume}>
        <ArrowDown className="ic" size={13} aria-hidden="true" />
        {t('logs.resume')} <KeyHint action="follow" />
      </button>
    </div>
  );
}

function liveWords(live: boolean, follow: Follow): string {
  if (!live) return t('logs.disconnected');
  return follow.kind === 'following' ? t('logs.following') : t('logs.paused', { clock: clock(follow.since) });
}

function quietWords(state: LogState, names: ReadonlySet<string> | null): string {
  if (names !== null && names.size === 0) return t('logs.none.source');
  return t(state.lines.length === 0 ? 'logs.none' : 'logs.none.filter');
}
