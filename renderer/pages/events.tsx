import '../styles/events.css';
import { ArrowUp } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { clock } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { EventFilters } from '../parts/event-filters.tsx';
import { EventSign } from '../parts/event-sign.tsx';
import { replaceQuery, serverHref } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { useEvents } from '../store/event-feed.ts';
import { useTimed } from '../store/now.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { type EventFilter, type EventRow, eventKinds, passesEvent, rowAt, rowsOf, saidOf } from '../view/event-rows.ts';

/** rows drawn beyond what is seen, and how near the end older ones are asked for */
const margin = 12;

export function EventsPage({ query }: { query: URLSearchParams }) {
  const [kind, server, text] = [eventKinds.find((each) => each === query.get('kind')) ?? 'all', query.get('server'), query.get('q') ?? ''];
  const feed = useEvents(server);
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live');
  const day = useTimed((now) => new Date(now).toDateString());
  const filter = useMemo((): EventFilter => ({ kind, server, text }), [kind, server, text]);
  const shown = useMemo(() => feed.events.filter((event) => passesEvent(event, filter)), [feed.events, filter]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the titles of the days change with the day
  const rows = useMemo(() => rowsOf(shown, feed.gaps, Date.now()), [shown, feed.gaps, day]);
  const view = useRef<HTMLDivElement>(null);
  const { first, last, onScroll, toNewest, fresh } = useWindow(rows, view);
  const nearEnd = last >= rows.length;
  const { older } = feed;
  // also while a filter leaves less than a screen: what it wants may be further back
  useEffect(() => {
    if (nearEnd && feed.more && feed.read && !feed.reading && feed.failure === null && live) older();
  }, [nearEnd, feed.more, feed.read, feed.reading, feed.failure, live, older]);
  const filtered = kind !== 'all' || server !== null || text !== '';
  return (
    <main className={`ev${live ? '' : ' paused'}`} id={contentId} tabIndex={-1}>
      <ContactBanner />
      <EventFilters filter={filter} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className="ev-list" ref={view} aria-label={t('events.list')} tabIndex={0} onScroll={onScroll}>
        <ul className="ev-rows" style={{ height: heightOf(rows) }}>
          {rows.slice(first, last).map((row, at) => (
            <li
              key={row.key}
              aria-posinset={first + at + 1}
              aria-setsize={feed.more ? -1 : rows.length}
              className={`ev-${row.kind}`}
              style={{ top: row.top, height: row.height }}
            >
              <RowContent row={row} />
            </li>
          ))}
        </ul>
        {feed.failure !== null ? (
          <p className="quiet" role="alert">
            {t('events.failed', { reason: feed.failure })}{' '}
            <button type="button" className="btn s" onClick={feed.older}>
              {t('fault.again')}
            </button>
          </p>
        ) : (
          <End feed={feed} empty={shown.length === 0} filtered={filtered} />
        )}
      </section>
      {fresh > 0 && (
        <div className="pill">
          <span className="num">{t('events.fresh', { n: fresh })}</span>
          <button type="button" className="btn s pri" onClick={toNewest}>
            <ArrowUp className="ic" size={13} aria-hidden="true" />
            {t('events.newest')}
          </button>
        </div>
      )}
      <footer className="lf">
        <span className="live">{t(live ? 'events.live' : 'events.lost')}</span>
        <span>{t('events.shown', { n: shown.length })}</span>
      </footer>
    </main>
  );
}

const heightOf = (rows: readonly EventRow[]): number => {
  const end = rows.at(-1);
  return end ? end.top + end.height : 0;
};

/** Which rows are seen. New ones at the top never push away what is read: the place stays, and they are counted. */
function useWindow(rows: readonly EventRow[], view: RefObject<HTMLDivElement | null>) {
  const [at, setAt] = useState({ top: 0, height: 800 });
  const anchor = useRef<{ key: string; into: number } | null>(null);
  const [seen, setSeen] = useState<number | null>(null);
  const look = () => {
    const element = view.current;
    if (!element) return;
    setAt({ top: element.scrollTop, height: element.clientHeight });
    const row = element.scrollTop < 8 ? undefined : rows[rowAt(rows, element.scrollTop)];
    anchor.current = row ? { key: row.key, into: element.scrollTop - row.top } : null;
    setSeen((before) => (row ? (before ?? newestOf(rows)) : null));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the rows change, and only then
  useLayoutEffect(() => {
    const kept = anchor.current && rows.find((row) => row.key === anchor.current?.key);
    if (kept && view.current && anchor.current) view.current.scrollTop = kept.top + anchor.current.into;
    look();
  }, [rows]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one observer for the life of the page
  useEffect(() => {
    const observer = new ResizeObserver(() => setAt((before) => ({ ...before, height: view.current?.clientHeight ?? before.height })));
    if (view.current) observer.observe(view.current);
    return () => observer.disconnect();
  }, []);
  return {
    first: Math.max(0, rowAt(rows, at.top) - margin),
    last: Math.min(rows.length, rowAt(rows, at.top + at.height) + margin),
    onScroll: look,
    fresh: seen === null ? 0 : rows.filter((row) => row.kind === 'event' && row.event.seq > seen).length,
    toNewest: () => {
      if (view.current) view.current.scrollTop = 0;
      view.current?.focus();
    },
  };
}

function newestOf(rows: readonly EventRow[]): number {
  const row = rows.find((each) => each.kind === 'event');
  return row?.kind === 'event' ? row.event.seq : 0;
}

function RowContent({ row }: { row: EventRow }) {
  if (row.kind === 'day') return <h2>{row.title}</h2>;
  if (row.kind === 'gap') return <span>{t('events.gap', { from: clock(row.gap.from), to: clock(row.gap.to) })}</span>;
  const { event, look } = row;
  const at = Date.parse(event.at);
  return (
    <>
      <time dateTime={event.at} title={new Date(at).toLocaleString('en')}>
        {clock(at)}
      </time>
      <EventSign type={event.type} />
      <span className={`ev-what trunc t-${look.tone}`}>{look.label}</span>
      <span className="ev-who trunc">{event.server !== undefined && <a href={serverHref(event.server)}>{event.server}</a>}</span>
      <span className="ev-said trunc" title={event.message}>
        {saidOf(event)}
      </span>
      <span className="ev-seq num">{event.seq}</span>
    </>
  );
}

/** What stands below the last event. */
function End({ feed, empty, filtered }: { feed: ReturnType<typeof useEvents>; empty: boolean; filtered: boolean }) {
  if (!feed.read) return <p className="quiet ev-late">{t('events.loading.first')}</p>;
  if (feed.more) return <p className="quiet">{t('events.loading')}</p>;
  if (!empty) return <p className="quiet">{t('events.begin')}</p>;
  if (!filtered) return <p className="quiet">{t('events.none')}</p>;
  return (
    <p className="quiet">
      {t('events.none.filter')}{' '}
      <button type="button" className="btn s" onClick={() => replaceQuery('events', {})}>
        {t('events.clear')}
      </button>
    </p>
  );
}
