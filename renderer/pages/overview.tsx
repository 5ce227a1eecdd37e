import { TriangleAlert } from 'lucide-react';
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { compareServers, needsAttention } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { AttentionCard } from '../parts/attention-card.tsx';
import { useCardGrid } from '../parts/card-grid.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { type CardProps, ServerCard } from '../parts/server-card.tsx';
import { ServerFilters } from '../parts/server-filters.tsx';
import { ServerTable } from '../parts/server-table.tsx';
import { Summary } from '../parts/summary.tsx';
import { replaceQuery } from '../route.ts';
import { callsOrder } from '../store/calls-order.ts';
import { pageStore } from '../store/engine.ts';
import { lostSinceOf, useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { compareByCalls } from '../view/calls-order.ts';
import { filters, groupsOf, homeOf, matches, passes, shortPath } from '../view/groups.ts';
import { nextSort, sorted, sortOf, sortText } from '../view/table-order.ts';

export function OverviewPage({ query }: { query: URLSearchParams }) {
  const snapshot = useStore(pageStore, (state) => state.snapshot);
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
  const filter = filters.find((each) => each === query.get('show')) ?? 'all';
  const text = query.get('q') ?? '';
  const shown = (view: ServerView) => passes(view, filter) && matches(view, text);
  // without contact nothing is known to need attention: all cards go back to their groups
  const inAttention = (view: ServerView) => lostSince === null && needsAttention(view);
  const table = query.get('view') === 'table';
  const sort = sortOf(query.get('sort'));
  const compare = compareByCalls(callsOrder(snapshot));
  const rows = table ? sorted(servers.filter(shown), sort, { calls: snapshot.calls, compare }) : [];
  const attention = servers.filter((view) => inAttention(view) && shown(view)).sort(compareServers);
  const groups = groupsOf(servers, (view) => !inAttention(view) && shown(view), compare);
  const names = (table ? rows : [...attention, ...groups.flatMap((group) => group.servers)]).map((view) => view.name);
  const grid = useCardGrid(names);
  const contact = useStore(pageStore, (state) => state.contact.kind);
  const blocked = contact === 'live' ? null : t('act.no-contact');
  const card = useCardProps(lostSince, grid.current, blocked);
  return (
    <>
      <Summary servers={servers} lostSince={lostSince} />
      <Problems snapshot={snapshot} />
      {servers.length === 0 ? (
        <Empty />
      ) : (
        <ServerFilters
          servers={servers}
          filter={filter}
          text={text}
          query={query}
          table={table}
          blocked={blocked}
          paused={snapshot.engine.paused}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the cards inside are what is focused; keys bubble up from them */}
      <div onFocus={grid.onFocus} onKeyDown={grid.onKeyDown}>
        {table && rows.length > 0 && (
          <ServerTable
            servers={rows}
            sort={sort}
            sortBy={(column) => replaceQuery('overview', { ...Object.fromEntries(query), sort: sortText(nextSort(sort, column)) })}
            card={card}
          />
        )}
        {!table && attention.length > 0 && (
          <section aria-label={t('overview.attention')}>
            <div className="gh">
              <h2>{t('overview.attention')}</h2>
              <span className="count">{attention.length}</span>
            </div>
            <div className="att">
              {attention.map((view) => (
                <AttentionCard key={view.name} {...card(view)} />
              ))}
            </div>
          </section>
        )}
        {(table ? [] : groups).map((group) => (
          <section key={group.id} aria-label={group.title}>
            <div className="gh">
              <h2>{group.title}</h2>
              {group.file !== null && <code className="trunc">{group.file}</code>}
              {lostSince === null && <span className="count nowrap">{t('group.up', { up: group.up, all: group.all })}</span>}
            </div>
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
          <button type="button" className="btn" onClick={() => replaceQuery('overview', { view: query.get('view') })}>
            {t('overview.clear')}
          </button>
        </div>
      )}
    </>
  );
}

function useCardProps(lostSince: number | null, current: string | null, blocked: string | null): (view: ServerView) => CardProps {
  const acting = useStore(pageStore, (state) => state.acting);
  return (view) => ({
    view,
    lostSince,
    acting: acting.get(view.name),
    blocked,
    current: view.name === current,
  });
}

/** Config files that could not be used: where, and what is wrong. */
function Problems({ snapshot }: { snapshot: Snapshot }) {
  const home = homeOf(snapshot.servers);
  return snapshot.problems.map((problem) => (
    <div className="banner warn" key={`${problem.file}:${problem.line}:${problem.message}`}>
      <TriangleAlert className="ic" size={16} aria-hidden="true" />
      <span className="grow">
        <b className="med">
          {problem.line === null
            ? shortPath(problem.file, home)
            : t('problem.where', { file: shortPath(problem.file, home), line: String(problem.line) })}
        </b>{' '}
        {problem.message}
      </span>
    </div>
  ));
}

function Empty() {
  return (
    <div className="empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.where')}</p>
      <p className="small t3">
        {t('empty.how')} <code>{t('empty.command')}</code>
      </p>
    </div>
  );
}
