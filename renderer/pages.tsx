// The pages, in the order of the navigation. The first ones come with the window, the others when they are first opened.
import {
  Activity,
  Bell,
  LayoutGrid,
  type LucideIcon,
  Network,
  Route as RouteIcon,
  ScrollText,
  Server,
  Settings,
  Sparkles,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { LogsPage } from './pages/logs.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { lazy } from './parts/lazy.tsx';
import type { PageId, Route } from './route.ts';

const AlertsPage = lazy(async () => ({ default: (await import('./pages/alerts.tsx')).AlertsPage }));
const DependenciesPage = lazy(async () => ({ default: (await import('./pages/dependencies.tsx')).DependenciesPage }));
const EventsPage = lazy(async () => ({ default: (await import('./pages/events.tsx')).EventsPage }));

export interface Page {
  icon: LucideIcon;
  /** where it stands in the navigation: groups are set apart; null: it is reached from elsewhere */
  group: 'watch' | 'route' | 'maintain' | 'foot' | null;
  /** it fills the window, without the navigation */
  alone?: true;
  view: ComponentType<{ route: Route }>;
}

/** in the order in which they are shown */
export const pages: Record<PageId, Page> = {
  overview: { icon: LayoutGrid, group: 'watch', view: ({ route }) => <OverviewPage query={route.query} /> },
  logs: { icon: ScrollText, group: 'watch', view: ({ route }) => <LogsPage query={route.query} /> },
  events: { icon: Activity, group: 'watch', view: ({ route }) => <EventsPage query={route.query} /> },
  alerts: { icon: Bell, group: 'watch', view: () => <AlertsPage /> },
  gateway: { icon: RouteIcon, group: 'route', view: lazy(() => import('./pages/gateway.tsx')) },
  dependencies: { icon: Network, group: 'route', view: () => <DependenciesPage /> },
  server: { icon: Server, group: null, view: lazy(() => import('./pages/server.tsx')) },
  settings: { icon: Settings, group: 'foot', view: lazy(() => import('./pages/settings.tsx')) },
  onboarding: { icon: Sparkles, group: null, alone: true, view: lazy(() => import('./pages/onboarding.tsx')) },
};
