import { LayoutGrid, Monitor, Moon, ScrollText, Sun } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { needsAttention } from '../contract/words.ts';
import { contentId } from './content.ts';
import { LogsPage } from './pages/logs.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { Announcer } from './parts/announcer.tsx';
import { Fault } from './parts/fault.tsx';
import { Mark } from './parts/mark.tsx';
import { hrefOf, parseRoute, type Route, useHash } from './route.ts';
import { pageStore } from './store/engine.ts';
import { useStore } from './store/page-state.ts';
import { nextTheme, themeStore } from './store/theme.ts';
import { t } from './text.ts';

export function App() {
  const route = parseRoute(useHash());
  const title = t(`nav.${route.page}`);
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
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
          <h1>{title}</h1>
          <div className="top-r">
            <ThemeButton />
          </div>
        </header>
        <Fault key={route.page}>{route.page === 'logs' ? <LogsPage query={route.query} /> : <OverviewPage query={route.query} />}</Fault>
      </div>
      <Announcer />
    </div>
  );
}

function Sidebar({ page }: { page: Route['page'] }) {
  const attention = useStore(pageStore, ({ snapshot }) => snapshot?.servers.filter(needsAttention).length ?? 0);
  const version = useStore(pageStore, ({ snapshot }) => snapshot?.engine.version ?? null);
  const url = useStore(pageStore, ({ snapshot }) => snapshot?.engine.url ?? null);
  const item = (to: Route['page'], icon: ReactNode, badge?: ReactNode) => (
    <li>
      <a className="nav-i" href={hrefOf(to)} aria-current={to === page ? 'page' : undefined} title={t(`nav.${to}`)}>
        {icon}
        <span className="nav-t">{t(`nav.${to}`)}</span>
        {badge}
      </a>
    </li>
  );
  return (
    <nav className="side" aria-label={t('nav.label')}>
      <div className="side-top">
        <a className="brand" href={hrefOf('overview')} aria-label={t('app.name')}>
          <Mark />
          <span>{t('app.name')}</span>
        </a>
      </div>
      <ul className="nav">
        {item(
          'overview',
          <LayoutGrid className="ic" size={16} aria-hidden="true" />,
          attention > 0 && (
            <span className="nav-n">
              <span aria-hidden="true">{attention}</span>
              <span className="sr">{t('nav.attention', { n: attention })}</span>
            </span>
          ),
        )}
        {item('logs', <ScrollText className="ic" size={16} aria-hidden="true" />)}
      </ul>
      {version !== null && (
        <div className="side-foot">
          {t('side.engine', { version })}
          {url !== null && <code>{url.replace(/^https?:\/\//, '')}</code>}
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
