// One server: what it is at, what was tried, what it runs with, what it said, and what happened to it.
import { useEffect } from 'react';
import '../styles/server.css';
import '../styles/server-overview.css';
import '../styles/server-tools.css';
import type { ServerView } from '../../contract/server.ts';
import { describe, describeUnknown } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { ConfigTab } from '../parts/server/config-tab.tsx';
import { EventsTab } from '../parts/server/events-tab.tsx';
import { ServerHead } from '../parts/server/head.tsx';
import { LogsTab } from '../parts/server/logs-tab.tsx';
import { MetricsTab, metricsHref } from '../parts/server/metrics-tab.tsx';
import { OverviewTab } from '../parts/server/overview-tab.tsx';
import { ToolsTab } from '../parts/server/tools-tab.tsx';
import { type Tab, Tabs } from '../parts/tabs.tsx';
import { hrefOf, type Route, serverHref } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { useNow } from '../store/now.ts';
import { lostSinceOf, useStore } from '../store/page-state.ts';
import { t } from '../text.ts';

const tabIds = ['overview', 'logs', 'tools', 'metrics', 'config', 'events'] as const;
type TabId = (typeof tabIds)[number];

export default function ServerPage({ route }: { route: Route }) {
  const [name = '', asked] = route.parts;
  const snapshot = useStore(pageStore, (state) => state.snapshot);
  const contact = useStore(pageStore, (state) => state.contact);
  const lostSince = lostSinceOf(contact);
  const view = snapshot?.servers.find((server) => server.name === name);
  // a service speaks no protocol: it has no tools
  const shown = tabIds.filter((id) => id !== 'tools' || view?.kind !== 'service');
  const tab = shown.find((id) => id === asked) ?? 'overview';
  const place = useScrollOf(`${name} ${tab}`);
  return (
    <main className={`page server at-${tab}${lostSince === null ? '' : ' stale'}`} id={contentId} tabIndex={-1}>
      <ContactBanner />
      {!snapshot && contact.kind === 'connecting' && <p className="sr">{t('contact.first')}</p>}
      {snapshot && !view && <Gone name={name} />}
      {snapshot && view && (
        <>
          <Head view={view} lostSince={lostSince} />
          <Tabs
            label={t('server.tabs')}
            tabs={shown.map(
              (id): Tab<TabId> => ({
                id,
                title: t(`server.tab.${id}`),
                mark: id === 'tools' && view.tools !== null && <span className="count">{view.tools}</span>,
              }),
            )}
            chosen={tab}
            choose={(id) => {
              location.hash = id === 'metrics' ? metricsHref(name) : serverHref(name, id === 'overview' ? undefined : id);
            }}
          />
          <div
            key={`${name} ${tab}`}
            className="panel"
            role="tabpanel"
            id="tab-panel"
            aria-labelledby={`tab-${tab}`}
            tabIndex={tab === 'logs' ? undefined : 0}
            ref={place}
          >
            {tab === 'overview' && (
              <OverviewTab
                view={view}
                servers={snapshot.servers}
                query={route.query}
                blocked={contact.kind === 'live' ? null : t('act.no-contact')}
              />
            )}
            {tab === 'logs' && <LogsTab name={name} query={route.query} />}
            {tab === 'tools' && <ToolsTab view={view} query={route.query} blocked={contact.kind === 'live' ? null : t('act.no-contact')} />}
            {tab === 'metrics' && <MetricsTab view={view} query={route.query} />}
            {tab === 'config' && (
              <ConfigTab view={view} servers={snapshot.servers} blocked={contact.kind === 'live' ? null : t('act.no-contact')} />
            )}
            {tab === 'events' && <EventsTab name={name} />}
          </div>
        </>
      )}
    </main>
  );
}

function Head({ view, lostSince }: { view: ServerView; lostSince: number | null }) {
  const now = useNow();
  const acting = useStore(pageStore, (state) => state.acting.get(view.name));
  const live = useStore(pageStore, (state) => state.contact.kind === 'live');
  return (
    <ServerHead
      view={view}
      words={lostSince === null ? describe(view, now) : describeUnknown(view, lostSince)}
      acting={acting}
      blocked={live ? null : t('act.no-contact')}
      now={now}
    />
  );
}

function Gone({ name }: { name: string }) {
  return (
    <div className="empty">
      <h2>{t('server.gone', { name })}</h2>
      <p>{t('server.gone.why')}</p>
      <a className="btn" href={hrefOf('overview')}>
        {t('server.gone.back')}
      </a>
    </div>
  );
}

/** Each tab keeps the place to which it was scrolled, while the window lives. */
const places = new Map<string, number>();

function useScrollOf(key: string): (element: HTMLElement | null) => void {
  useEffect(() => {
    const element = document.getElementById('tab-panel');
    if (element) element.scrollTop = places.get(key) ?? 0;
  }, [key]);
  return (element) => {
    if (!element) return;
    element.onscroll = () => places.set(key, element.scrollTop);
  };
}
