// Calls as they end: followed like a log, filtered, and each opened to everything that is known of it.
import '../../styles/gateway-calls.css';
import { ArrowDown } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { GatewayView } from '../../../contract/routes/gateway.ts';
import { clock } from '../../../contract/words.ts';
import type { Route } from '../../route.ts';
import { type CallState, useCalls } from '../../store/call-feed.ts';
import { t } from '../../text.ts';
import { type CallFilter, type CallRow, outcomeOf, passesText } from '../../view/call-rows.ts';
import { evenPlaces } from '../../view/log-places.ts';
import { placeOf } from '../../view/log-rows.ts';
import { type Follow, useFollow } from '../follow-end.ts';
import { KeyHint } from '../keys.tsx';
import { padTop, useRowWindow } from '../row-window.ts';
import { useKeys } from '../use-keys.ts';
import { CallDetails } from './call-details.tsx';
import { CallLine, rowHeight, rowId } from './call-line.tsx';
import { CallToolbar } from './call-toolbar.tsx';
import { setQuery } from './query.ts';

export function CallsTab({ gateway, route }: { gateway: GatewayView; route: Route }) {
  const { query } = route;
  const filter: CallFilter = {
    client: query.get('client'),
    server: query.get('server'),
    outcome: outcomeOf(query.get('outcome')),
    text: query.get('q') ?? '',
  };
  const feed = useCalls({
    client: filter.client ?? undefined,
    server: filter.server ?? undefined,
    outcome: filter.outcome ?? undefined,
  });
  const view = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => feed.rows.filter((row) => passesText(row, filter.text)), [feed.rows, filter.text]);
  const places = useMemo(() => evenPlaces(rows.length, rowHeight), [rows.length]);
  const lastId = feed.rows.at(-1)?.id ?? -1;
  const { follow, resume, freeze, onScroll } = useFollow(view, { items: rows, places, lastId, chosen: null });
  const following = follow.kind === 'following';
  const shown = follow.kind === 'frozen' ? rows.slice(0, placeOf(rows, follow.lastId + 1)) : rows;
  const { from, to, height, look } = useRowWindow(view, shown.length, evenPlaces(shown.length, rowHeight), following);
  useKeys({ follow: resume, freeze: () => (follow.kind === 'frozen' ? resume() : freeze()) });
  const chosenId = Number(query.get('call') ?? -1);
  const chosen = feed.rows[placeOf(feed.rows, chosenId)];
  const choose = (row: CallRow | undefined) => {
    if (row?.kind === 'call') setQuery(route, { call: String(row.id) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = placeOf(shown, chosenId);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.key === 'Escape') setQuery(route, { call: null });
    if (to === undefined || !view.current) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(chosenId < 0 ? shown.length - 1 : to, shown.length - 1));
    choose(shown[next]);
    keepInSight(view.current, next);
  };
  return (
    <div className={`gc${chosenId < 0 ? '' : ' open'}`}>
      <section className={`gc-main${following && !feed.cut ? '' : ' paused'}`} aria-label={t('gateway.tab.calls')}>
        <CallToolbar
          route={route}
          filter={filter}
          gateway={gateway}
          rows={feed.rows}
          following={following}
          frozen={follow.kind === 'frozen'}
          resume={resume}
          freeze={freeze}
        />
        <div className="gc-head" aria-hidden="true">
          {(['time', 'outcome', 'client', 'tool', 'took', 'asked', 'answered'] as const).map((column) => (
            <span key={column} className={`gc-${column}`}>
              {t(`calls.${column}`)}
            </span>
          ))}
        </div>
        <div
          className="gc-list"
          ref={view}
          role="listbox"
          aria-label={t('calls.list')}
          aria-activedescendant={chosen?.id === chosenId ? rowId(chosenId) : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onScroll={() => {
            look();
            onScroll();
          }}
        >
          <div className="gc-rows" role="presentation" style={{ height }}>
            <div className="gc-in" role="presentation" style={{ transform: `translateY(${padTop + from * rowHeight}px)` }}>
              {shown.slice(from, to).map((row, index) => (
                <CallLine
                  key={row.id}
                  row={row}
                  at={from + index + 1}
                  of={shown.length}
                  chosen={row.id === chosenId}
                  choose={() => choose(row)}
                />
              ))}
            </div>
          </div>
        </div>
        {shown.length === 0 && feed.read && <p className="quiet gc-quiet">{t(quietOf(feed, filter))}</p>}
        {feed.failure !== null && (
          <p className="quiet gc-quiet" role="alert">
            {t('server.unread', { reason: feed.failure })}{' '}
            <button type="button" className="btn s" onClick={feed.again}>
              {t('server.again')}
            </button>
          </p>
        )}
        <NewCalls follow={follow} rows={rows} resume={resume} />
        <footer className="lf">
          <span className="live">{t(feed.cut ? 'calls.cut' : following ? 'calls.following' : 'calls.paused', sinceOf(follow))}</span>
          <span>{t('calls.shown', { n: shown.length, all: feed.rows.length })}</span>
          {feed.read && !feed.whole && <span className="hide-n trunc">{t('calls.older')}</span>}
          {gateway.callsNotKept > 0 && <span className="t-warn trunc">{t('calls.not-kept', { n: gateway.callsNotKept })}</span>}
        </footer>
      </section>
      {chosenId >= 0 && (
        <CallDetails
          call={chosen?.id === chosenId && chosen.kind === 'call' ? chosen.call : null}
          read={feed.read}
          close={() => setQuery(route, { call: null })}
        />
      )}
    </div>
  );
}

const sinceOf = (follow: Follow): { clock: string } => ({ clock: follow.kind === 'following' ? '' : clock(follow.since) });

function quietOf({ rows }: CallState, { client, server, outcome, text }: CallFilter) {
  return rows.length === 0 && client === null && server === null && outcome === null && text === '' ? 'calls.none' : 'calls.none.filter';
}

function keepInSight(view: HTMLElement, at: number): void {
  const top = padTop + at * rowHeight;
  if (top < view.scrollTop) view.scrollTop = top;
  else if (top + rowHeight > view.scrollTop + view.clientHeight) view.scrollTop = top + rowHeight - view.clientHeight;
}

function NewCalls({ follow, rows, resume }: { follow: Follow; rows: readonly CallRow[]; resume(): void }) {
  if (follow.kind === 'following') return null;
  const fresh = rows.length - placeOf(rows, follow.lastId + 1);
  if (fresh === 0) return null;
  return (
    <div className="pill">
      <span className="num">{t('calls.new', { n: fresh })}</span>
      <button type="button" className="btn s pri" onClick={resume}>
        <ArrowDown className="ic" size={13} aria-hidden="true" />
        {t('logs.resume')} <KeyHint action="follow" />
      </button>
    </div>
  );
}
