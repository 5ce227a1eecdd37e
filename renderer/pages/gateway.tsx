// The gateway: who connects, which tools they are shown, what they call, and the profiles that decide it.
import '../styles/gateway.css';
import '../styles/gateway-clients.css';
import { Plug } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import type { GatewayView } from '../../contract/routes/gateway.ts';
import { bytes } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { CallsTab } from '../parts/gateway/calls-tab.tsx';
import { ClientsTab } from '../parts/gateway/clients-tab.tsx';
import { ProfilesTab } from '../parts/gateway/profiles-tab.tsx';
import { anyClient, setQuery } from '../parts/gateway/query.ts';
import { ToolsTab } from '../parts/gateway/tools-tab.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { Unread } from '../parts/server/unread.tsx';
import { type Tab, Tabs } from '../parts/tabs.tsx';
import { hrefOf, type Route } from '../route.ts';
import { client, pageStore } from '../store/engine.ts';
import { useStore } from '../store/page-state.ts';
import { useResource } from '../store/resource.ts';
import { t } from '../text.ts';
import { callerRows } from '../view/caller-rows.ts';
import { savingsOf } from '../view/savings.ts';

const ConnectDialog = lazy(async () => ({ default: (await import('../parts/gateway/connect-dialog.tsx')).ConnectDialog }));

const tabIds = ['clients', 'tools', 'calls', 'profiles'] as const;
type TabId = (typeof tabIds)[number];

export default function GatewayPage({ route }: { route: Route }) {
  const tab = tabIds.find((id) => id === route.parts[0]) ?? 'clients';
  const blocked = useStore(pageStore, ({ contact }) => (contact.kind === 'live' ? null : t('act.no-contact')));
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live' || contact.kind === 'connecting');
  const gateway = useResource(
    'gateway',
    (signal) => client.gateway({}, { signal }),
    ({ type }) => type.startsWith('gateway.') || type.startsWith('config.'),
  );
  const findings = useResource(
    'findings',
    (signal) => client.changedTools({}, { signal }),
    ({ type }) => type.startsWith('tools.') || type === 'gateway.tools' || type.startsWith('config.'),
  );
  usePlaceOf(tab);
  const look = findings.value?.length ?? 0;
  const { value } = gateway;
  const counts: Partial<Record<TabId, number>> = value
    ? {
        clients: callerRows(value).filter(({ connected }) => connected).length,
        profiles: value.profiles.length,
        tools: value.profiles.find(({ name }) => name === 'default')?.tools.full,
      }
    : {};
  return (
    <main className={`page gw at-${tab}${live ? '' : ' stale'}`} id={contentId} tabIndex={-1} aria-busy={value === null}>
      <ContactBanner />
      <Head gateway={value} route={route} live={live} />
      <Tabs
        label={t('nav.gateway')}
        tabs={tabIds.map(
          (id): Tab<TabId> => ({
            id,
            title: t(`gateway.tab.${id}`),
            mark: (
              <>
                {counts[id] !== undefined && <span className="count">{counts[id]}</span>}
                {id === 'tools' && look > 0 && <span className="tag bad">{t('gateway.look', { n: look })}</span>}
              </>
            ),
          }),
        )}
        chosen={tab}
        choose={(id) => {
          location.hash = hrefOf('gateway', {}, id === 'clients' ? [] : [id]);
        }}
      />
      <div className="gw-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={tab === 'calls' ? undefined : 0}>
        {live && <Unread resource={gateway} />}
        {value && tab === 'clients' && <ClientsTab gateway={value} route={route} blocked={blocked} />}
        {value && tab === 'calls' && <CallsTab gateway={value} route={route} />}
        {value && tab === 'profiles' && <ProfilesTab gateway={value} blocked={blocked} />}
        {tab === 'tools' && <ToolsTab route={route} findings={findings} blocked={blocked} />}
      </div>
      {value && route.query.has('connect') && (
        <Suspense>
          <ConnectDialog gateway={value} route={route} blocked={blocked} />
        </Suspense>
      )}
    </main>
  );
}

function Head({ gateway, route, live }: { gateway: GatewayView | null; route: Route; live: boolean }) {
  const servers = useStore(pageStore, ({ snapshot }) => snapshot?.servers);
  if (gateway === null) return <div className="gw-head" />;
  const here = callerRows(gateway).filter(({ connected }) => connected).length;
  const n = (servers ?? []).filter(({ kind, instanceOf }) => kind !== 'service' && instanceOf === undefined).length;
  const saved = savingsOf(gateway, servers ?? []);
  const what = { servers: t('gateway.servers', { n }) };
  return (
    <div className="gw-head">
      <div>
        <h2>{here === 0 ? t('gateway.headline.none', what) : t('gateway.headline', { n: here, ...what })}</h2>
        {saved && (
          <p className="t2">
            {t('gateway.saved', { n: saved.copies })} {saved.memory > 0 && t('gateway.saved.memory', { memory: bytes(saved.memory) })}
          </p>
        )}
      </div>
      <div className="gw-acts">
        {gateway.url !== null && (
          <span className="gw-addr">
            <Glyph name={live ? 'healthy' : 'unknown'} tone={live ? 'ok' : 'mute'} />
            <code className="trunc">{gateway.url}</code>
            <CopyButton text={gateway.url} name={t('copy.gateway')} />
          </span>
        )}
        <button type="button" className="btn" aria-haspopup="dialog" onClick={() => setQuery(route, { connect: anyClient })}>
          <Plug className="ic" size={14} aria-hidden="true" />
          {t('connect.open')}
        </button>
      </div>
    </div>
  );
}

/** Each tab keeps the place to which it was scrolled, while the window lives. */
const places = new Map<string, number>();

function usePlaceOf(tab: string): void {
  useEffect(() => {
    const element = document.getElementById('tab-panel');
    if (!element) return;
    element.scrollTop = places.get(tab) ?? 0;
    const onScroll = () => places.set(tab, element.scrollTop);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [tab]);
}
