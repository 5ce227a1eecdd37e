import { ChevronRight, Monitor, Moon, Sun } from 'lucide-react';
import { type ReactNode, Suspense, useEffect } from 'react';
import { needsAttention } from '../contract/words.ts';
import { contentId } from './content.ts';
import { type Page, pages } from './pages.tsx';
import { Announcer } from './parts/announcer.tsx';
import { CopyButton } from './parts/copy-button.tsx';
import { Dialogs, SearchButton } from './parts/dialogs.tsx';
import { Fault } from './parts/fault.tsx';
import { Mark } from './parts/mark.tsx';
import { Toasts } from './parts/toasts.tsx';
import { hrefOf, type PageId, pageIds, parseRoute, useHash } from './route.ts';
import { useAlerts } from './store/alerts.ts';
import { pageStore } from './store/engine.ts';
import { useStore } from './store/page-state.ts';
import { nextTheme, themeStore } from './store/theme.ts';
import { t } from './text.ts';

export function App() {
  const route = parseRoute(useHash());
  // a server's page is about the one that its address names; the parts of others are places in them
  const subject = route.page === 'server' ? route.parts[0] : undefined;
  const title = subject ?? t(`nav.${route.page}`);
  const { view: View, alone } = pages[route.page];
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
  const view = (
    <Fault key={`${route.page}/${subject ?? ''}`}>
      <Suspense fallback={<main className="page" id={contentId} aria-busy="true" />}>
        <View route={route} />
      </Suspense>
    </Fault>
  );
  const above = (
    <>
      <Dialogs />
      <Toasts />
      <Announcer />
    </>
  );
  if (alone) {
    return (
      <>
        {view}
        {above}
      </>
    );
  }
  return (
    <div className="app">
      <a
        className="skip"
        href={`#${contentId}`}
        onClick={(event) => {
          // the address names the page, not a place in it
          event.preventDefault();
          document.getElementById(contentId)?.focus();
        }}
      >
        {t('nav.skip')}
      </a>
      <Sidebar page={route.page} />
      <div className="main">
        <header className="top">
          {subject !== undefined && (
            <nav className="crumb" aria-label={t('nav.crumb')}>
              <a href={hrefOf('overview')}>{t('nav.overview')}</a>
              <ChevronRight className="ic" size={14} aria-hidden="true" />
            </nav>
          )}
          <h1 className="trunc">{title}</h1>
          <div className="top-r">
            <SearchButton />
            <ThemeButton />
          </div>
        </header>
        {view}
      </div>
      {above}
    </div>
  );
}

function Sidebar({ page }: { page: PageId }) {
  const attention = useStore(pageStore, ({ snapshot }) => snapshot?.servers.filter(needsAttention).length ?? 0);
  const version = useStore(pageStore, ({ snapshot }) => snapshot?.engine.version ?? null);
  const url = useStore(pageStore, ({ snapshot }) => snapshot?.engine.url ?? null);
  const alerts = useAlerts().value?.filter(({ closedAt, muted }) => closedAt === null && !muted).length ?? 0;
  const badges: Partial<Record<PageId, ReactNode>> = {
    overview: attention > 0 && (
      <span className="nav-n">
        <span aria-hidden="true">{attention}</span>
        <span className="sr">{t('nav.attention', { n: attention })}</span>
      </span>
    ),
    alerts: alerts > 0 && (
      <span className="nav-n">
        <span aria-hidden="true">{alerts}</span>
        <span className="sr">{t('nav.alerts.open', { n: alerts })}</span>
      </span>
    ),
  };
  const item = (to: PageId) => {
    const { icon: Icon } = pages[to];
    return (
      <a
        className="nav-i"
        href={hrefOf(to)}
        aria-current={to === page ? 'page' : to === 'overview' && page === 'server' ? 'true' : undefined}
        title={t(`nav.${to}`)}
      >
        <Icon className="ic" size={16} aria-hidden="true" />
        <span className="nav-t">{t(`nav.${to}`)}</span>
        {badges[to]}
      </a>
    );
  };
  const inGroup = (group: Page['group']) => pageIds.filter((id) => pages[id].group === group);
  return (
    <nav className="side" aria-label={t('nav.label')}>
      <div className="side-top">
        <a className="brand" href={hrefOf('overview')} aria-label={t('app.name')}>
          <Mark />
          <span>{t('app.name')}</span>
        </a>
      </div>
      <ul className="nav">
        {(['watch', 'route', 'maintain'] as const).map((group) =>
          inGroup(group).map((id, at) => (
            <li key={id} className={at === 0 && group !== 'watch' ? 'nav-gap' : undefined}>
              {item(id)}
            </li>
          )),
        )}
      </ul>
      {inGroup('foot').map((id) => (
        <div key={id} className="side-set">
          {item(id)}
        </div>
      ))}
      {url !== null && (
        <div className="side-foot" title={version === null ? undefined : t('side.engine', { version })}>
          {t('side.gateway')}
          <div className="side-addr">
            <code className="trunc">{url.replace(/^https?:\/\//, '')}/mcp</code>
            <CopyButton small text={`${url}/mcp`} name={t('copy.gateway')} />
          </div>
        </div>
      )}
    </nav>
  );
}

const themeIcons = { system: Monitor, light: Sun, dark: Moon };

function ThemeButton() {
  const theme = useStore(themeStore, (value) => value);
  const Icon = themeIcons[theme];
  return (
    <button type="button" className="ib" aria-label={t(`theme.${theme}`)} title={t(`theme.${theme}`)} onClick={nextTheme}>
      <Icon className="ic" size={16} aria-hidden="true" />
    </button>
  );
}
