// The lines of a log with what filters and follows them: of every server on the page of logs, of one on its own page.
import { ArrowDown } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { LogLevel } from '../../contract/server.ts';
import { clock } from '../../contract/words.ts';
import { type LogState, logStore } from '../store/log-feed.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { type LogFilter, longest, type NumberedLine } from '../view/log-lines.ts';
import { type Filtered, filtered, placeOf } from '../view/log-rows.ts';
import { type Follow, useFollow } from './follow-end.ts';
import { KeyHint } from './keys.tsx';
import { LogRow, rowHeight } from './log-row.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { padTop, useRowWindow } from './row-window.ts';
import { useKeys } from './use-keys.ts';

interface Props {
  filter: LogFilter;
  set(change: { levels?: string; q?: string }): void;
  series: ReadonlyMap<string, number>;
  /** above the toolbar */
  children?: ReactNode;
}

export function LogView({ filter, set, series, children }: Props) {
  const state = useStore(logStore, (value) => value);
  const view = useRef<HTMLDivElement>(null);
  const last = useRef<Filtered | null>(null);
  last.current = filtered(last.current, state.lines, filter);
  const { rows } = last.current;
  const { follow, resume, freeze, onScroll } = useFollow(rows, view, state.lines.at(-1)?.id ?? -1);
  const shown = follow.kind === 'frozen' ? rows.slice(0, placeOf(rows, follow.lastId + 1)) : rows;
  const { from, to, height, look } = useRowWindow(view, shown.length, rowHeight, follow.kind === 'following');
  const inSight = shown.slice(from, to);
  const moved = () => {
    look();
    onScroll();
  };
  useKeys({ follow: resume, freeze: () => (follow.kind === 'frozen' ? resume() : freeze()) });
  return (
    <section className={`lm${follow.kind === 'following' ? '' : ' paused'}`} aria-label={t('logs.region')}>
      {children}
      <LogToolbar
        text={filter.text}
        hits={rows.length}
        levels={filter.levels}
        following={follow.kind === 'following'}
        frozen={follow.kind === 'frozen'}
        search={(text) => set({ q: text })}
        show={(levels: LogLevel[]) => set({ levels: levels.join(',') || 'none' })}
        resume={resume}
        freeze={freeze}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div className="stream" ref={view} role="log" aria-live="off" aria-label={t('logs.region')} tabIndex={0} onScroll={moved}>
        <div className="rows" style={{ height }}>
          <div className="rows-in" style={{ transform: `translateY(${padTop + from * rowHeight}px)`, width: widthOf(inSight) }}>
            {inSight.map((line) => (
              <LogRow key={line.id} line={line} search={filter.text} series={series.get(line.server) ?? 8} />
            ))}
          </div>
        </div>
        {shown.length === 0 && <p className="quiet">{quietWords(state, filter)}</p>}
      </div>
      <NewLines follow={follow} rows={rows} resume={resume} />
      <footer className="lf">
        <span className="live">{liveWords(state, follow)}</span>
        <span>{t('logs.shown', { shown: shown.length, all: state.lines.length })}</span>
        {state.dropped > 0 && <span className="hide-n">{t('logs.dropped', { n: state.dropped })}</span>}
        {state.missed > 0 && <span className="t-warn">{t('logs.missed', { n: state.missed })}</span>}
      </footer>
    </section>
  );
}

/** before the text of a line, and after it */
const besides = 290;

/** Of the longest of these lines. */
function widthOf(lines: readonly NumberedLine[]): string {
  const letters = lines.reduce((most, { text }) => Math.max(most, Math.min(text.length, longest)), 0);
  return `calc(${besides}px + ${letters}ch)`;
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

function liveWords(state: LogState, follow: Follow): string {
  if (!state.live) return t('logs.disconnected');
  return follow.kind === 'following' ? t('logs.following') : t('logs.paused', { clock: clock(follow.since) });
}

function quietWords(state: LogState, filter: LogFilter): string {
  if (filter.names !== null && filter.names.size === 0) return t('logs.none.source');
  return t(state.lines.length === 0 ? 'logs.none' : 'logs.none.filter');
}
