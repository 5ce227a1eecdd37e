import { useEffect, useState } from 'react';
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { compareServers, needsAttention } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { useCardGrid } from '../parts/card-grid.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { filledAtOnce } from '../parts/in-sight.ts';
import { OnboardingOffer } from '../parts/onboarding-offer.tsx';
import { Attention } from '../parts/overview/attention.tsx';
import { BulkBar } from '../parts/overview/bulk-bar.tsx';
import { Empty } from '../parts/overview/empty.tsx';
import { GroupHead } from '../parts/overview/group-head.tsx';
import { MoveToGroup } from '../parts/overview/move-to-group.tsx';
import { Problems } from '../parts/overview/problems.tsx';
import { useHeld } from '../parts/overview/use-held.ts';
import { useResolving } from '../parts/overview/use-resolving.ts';
import { type CardProps, ServerCard } from '../parts/server-card.tsx';
import { ServerFilters } from '../parts/server-filters.tsx';
import { ServerTable } from '../parts/server-table.tsx';
import { Summary } from '../parts/summary.tsx';
import { replaceQuery } from '../route.ts';
import { callsOrder } from '../store/calls-order.ts';
import { pageStore } from '../store/engine.ts';
import { lostSinceOf, useStore } from '../store/page-state.ts';
import { clearSelection, selectAlong, selectionStore } from '../store/selection.ts';
import { withoutChecks } from '../store/without-checks.ts';
import '../styles/choosing.css';
import { t } from '../text.ts';
import { type Arrangement, inPlace, namesOf } from '../view/arrangement.ts';
import { compareByCalls } from '../view/calls-order.ts';
import { filters, groupingOf, groupNames, groupsOf, matches, passes } from '../view/groups.ts';
import { nextSort, sorted, sortOf, sortText } from '../view/table-order.ts';

export function OverviewPage({ query }: { query: URLSearchParams }) {
  const [shown] = useState(withoutChecks);
  const snapshot = useStore(pageStore, (state) => shown(state.snapshot));
  const contact = useStore(pageStore, (state) => state.contact);
  const lostSince = lostSinceOf(contact);
  return (
    <main className={`page${lostSince === null ? '' : ' stale'}`} id={contentId} tabIndex={-1}>
      <ContactBanner />
      {snapshot && <Overview snapshot={snapshot} lostSince={lostSince} query={query} />}
      {!snapshot && contact.kind === 'connecting' && <p className="sr">{t('contact.first')}</p>}
    </main>
  );
}

interface Props {
  snapshot: Snapshot;
  lostSince: number | null;
  query: URLSearchParams;
}

function Overview({ snapshot, lostSince, query }: Props) {
  const { servers } = snapshot;
  const table = query.get('view') === 'table';
  const sort = sortOf(query.get('sort'));
  const fresh = useArrangement(snapshot, lostSince, query);
  const { shown, ...pointer } = useHeld<Arrangement>(query.toString(), fresh, (before, after) => inPlace(before, after, servers));
  const names = namesOf(shown);
  const grid = useCardGrid(names);
  const contact = useStore(pageStore, (state) => state.contact.kind);
  const blocked = contact === 'live' ? null : t('act.no-contact');
  const card = useCardProps(lostSince, grid.current, blocked, names);
  const chosen = useChosen(servers, names);
  return (
    <>
      <Summary servers={servers} lostSince={lostSince} />
      <OnboardingOffer snapshot={snapshot} blocked={blocked} />
      <Problems snapshot={snapshot} />
      {servers.length === 0 ? (
        <Empty />
      ) : (
        <ServerFilters servers={servers} query={query} table={table} blocked={blocked} paused={snapshot.engine.paused} />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the cards inside are what is focused; keys bubble up from them */}
      <div
        className={chosen.length > 0 ? 'selecting' : undefined}
        ref={grid.root}
        onFocus={grid.onFocus}
        onBlur={grid.onBlur}
        onKeyDown={grid.onKeyDown}
        {...pointer}
      >
        {table && names.length > 0 && (
          <ServerTable
            servers={shown.rows}
            sort={sort}
            sortBy={(column) => replaceQuery('overview', { ...Object.fromEntries(query), sort: sortText(nextSort(sort, column)) })}
            card={card}
          />
        )}
        {shown.attention.length > 0 && <Attention views={shown.attention} card={card} />}
        {shown.groups.map((group) => (
          <section key={group.id} aria-label={group.title}>
            <GroupHead group={group} known={lostSince === null} blocked={blocked} />
            <div className="grid">
              {group.servers.map((view) => (
                <ServerCard key={view.name} {...card(view)} />
              ))}
            </div>
          </section>
        ))}
      </div>
      {servers.length > 0 && names.length === 0 && (
        <div className="empty">
          <h2>{t('overview.nothing')}</h2>
          <button type="button" className="btn" onClick={() => replaceQuery('overview', { view: query.get('view'), by: query.get('by') })}>
            {t('overview.clear')}
          </button>
        </div>
      )}
      {chosen.length > 0 && (
        <BulkBar views={chosen} blocked={blocked}>
          <MoveToGroup views={chosen} groups={groupNames(servers)} blocked={blocked} />
        </BulkBar>
      )}
    </>
  );
}

/** What the address asks for, in its order. */
function useArrangement(snapshot: Snapshot, lostSince: number | null, query: URLSearchParams): Arrangement {
  const { servers } = snapshot;
  const isResolving = useResolving(servers);
  const filter = filters.find((each) => each === query.get('show')) ?? 'all';
  const text = query.get('q') ?? '';
  const shown = (view: ServerView) => (passes(view, filter) || (filter === 'attention' && isResolving(view))) && matches(view, text);
  const compare = compareByCalls(callsOrder(snapshot));
  if (query.get('view') === 'table') {
    const rows = sorted(servers.filter(shown), sortOf(query.get('sort')), { calls: snapshot.calls, compare });
    return { rows, attention: [], groups: [] };
  }
  // without contact nothing is known to need attention: all cards go back to their groups
  const inAttention = (view: ServerView) => lostSince === null && (needsAttention(view) || isResolving(view));
  return {
    rows: [],
    attention: servers.filter((view) => inAttention(view) && shown(view)).sort(compareServers),
    groups: groupsOf(servers, (view) => !inAttention(view) && shown(view), compare, groupingOf(query.get('by'), servers)),
  };
}

/** Those that are chosen and can be seen: nothing is done to what nobody sees. */
function useChosen(servers: readonly ServerView[], names: readonly string[]): ServerView[] {
  const chosen = useStore(selectionStore, (selection) => selection.chosen);
  useEffect(() => clearSelection, []);
  useEffect(() => selectAlong(names));
  if (chosen.size === 0) return [];
  const views = new Map(servers.map((view) => [view.name, view]));
  return names.flatMap((name) => (chosen.has(name) ? (views.get(name) ?? []) : []));
}

function useCardProps(
  lostSince: number | null,
  current: string | null,
  blocked: string | null,
  names: readonly string[],
): (view: ServerView) => CardProps {
  const first = new Set(names.slice(0, filledAtOnce));
  const acting = useStore(pageStore, (state) => state.acting);
  return (view) => ({
    view,
    lostSince,
    acting: acting.get(view.name),
    blocked,
    current: view.name === current,
    late: !first.has(view.name),
  });
}
