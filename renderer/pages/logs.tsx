import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { type LogLevel, logLevels } from '../../contract/server.ts';
import { clock, compareServers } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { type Follow, placeOf, useFollow } from '../parts/follow-end.ts';
import { LogRow, rowHeight } from '../parts/log-row.tsx';
import { LogSources } from '../parts/log-sources.tsx';
import { LogToolbar } from '../parts/log-toolbar.tsx';
import { joinNames, replaceQuery, splitNames } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { type LogState, logStore, openLogs } from '../store/log-feed.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { countSources, type LogFilter, type NumberedLine, passesFilter, seriesOf } from '../view/log-lines.ts';

const usualLevels: readonly LogLevel[] = ['info', 'warn', 'error'];

/** What the address says is shown. */
function useLogFilter(query: URLSearchParams) {
  const [servers, levels, text] = [query.get('servers'), query.get('levels'), query.get('q') ?? ''];
  const filter: LogFilter = useMemo(
    () => ({
      names: servers === null ? null : new Set(splitNames(servers)),
      levels: new Set(levels === null ? usualLevels : logLevels.filter((level) => levels.split(',').includes(level))),
      text,
    }),
    [servers, levels, text],
  );
  const set = (change: { servers?: string | null; levels?: string; q?: string }) => {
    const next = { servers, levels, q: text, ...change };
    replaceQuery('logs', { ...next, levels: next.levels === usualLevels.join(',') ? null : next.levels });
  };
  return { filter, set };
}

export function LogsPage({ query }: { query: URLSearchParams }) {
  useEffect(openLogs, []);
  const state = useStore(logStore, (value) => value);
  const servers = useStore(pageStore, ({ snapshot }) => snapshot?.servers);
  const { filter, set } = useLogFilter(query);
  const view = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => state.lines.filter((line) => passesFilter(line, filter)), [state.lines, filter]);
  const counts = useMemo(() => countSources(state.lines), [state.lines]);
  const lastId = state.lines.at(-1)?.id ?? -1;
  const { follow, resume, freeze, onScroll } = useFollow(rows, view, lastId);
  const shown = follow.kind === 'frozen' ? rows.slice(0, placeOf(rows, follow.lastId + 1)) : rows;
  const names = [...(servers ?? [])].sort(compareServers).map((each) => each.name);
  const gone = [...counts.keys()].filter((name) => name !== '' && !names.includes(name));
  const all = [...names, ...gone];
  const key = all.toSorted().join('\n');
  const series = useMemo(() => seriesOf(key.split('\n')), [key]);
  return (
    <main
      className={`lg${follow.kind === 'following' ? '' : ' paused'}`}
      id={contentId}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'f') resume();
        if (event.key === 'p') follow.kind === 'frozen' ? resume() : freeze();
      }}
    >
      <LogSources
        names={all}
        counts={counts}
        series={series}
        on={filter.names}
        choose={(chosen) => set({ servers: chosen === null ? null : joinNames(chosen) || ',' })}
      />
      <section className="lm" aria-label={t('logs.region')}>
        <ContactBanner />
        <LogToolbar
          text={filter.text}
          hits={rows.length}
          levels={filter.levels}
          following={follow.kind === 'following'}
          frozen={follow.kind === 'frozen'}
          search={(text) => set({ q: text })}
          show={(levels) => set({ levels: levels.join(',') || 'none' })}
          resume={resume}
          freeze={freeze}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <div className="stream" ref={view} role="log" aria-live="off" aria-label={t('logs.region')} tabIndex={0} onScroll={onScroll}>
          <Rows rows={shown} view={view} search={filter.text} series={series} />
          {shown.length === 0 && <p className="quiet">{quietWords(state, filter)}</p>}
        </div>
        <NewLines follow={follow} rows={rows} resume={resume} />
        <footer className="lf">
          <span className="live">{liveWords(state, follow)}</span>
          <span>{t('logs.shown', { shown: shown.length, all: state.lines.length })}</span>
          {state.dropped > 0 && <span className="hide-n">{t('logs.dropped', { n: state.dropped })}</span>}
        </footer>
      </section>
    </main>
  );
}

interface RowsProps {
  rows: readonly NumberedLine[];
  view: RefObject<HTMLDivElement | null>;
  search: string;
  series: ReadonlyMap<string, number>;
}

function Rows({ rows, view, search, series }: RowsProps) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => view.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]!.id,
    overscan: 12,
    paddingStart: 6,
    paddingEnd: 10,
  });
  return (
    <div className="rows" style={{ height: rows.length === 0 ? 0 : virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const line = rows[item.index];
        return line && <LogRow key={item.key} line={line} search={search} series={series.get(line.server) ?? 8} top={item.start} />;
      })}
    </div>
  );
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
        {t('logs.resume')}{' '}
        <span className="kbd" aria-hidden="true">
          F
        </span>
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
