import { createContext, type ReactNode, useContext } from 'react';
import { type ConfigView, type SettingsInForce, useConfig, useSettings } from '../../store/config.ts';
import { pageStore } from '../../store/engine.ts';
import { useStore } from '../../store/page-state.ts';
import type { Resource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import { homeOf, shortPath } from '../../view/groups.ts';

interface Data {
  config: Resource<ConfigView>;
  settings: Resource<SettingsInForce>;
  /** why nothing of the engine's can be changed now */
  blocked: string | null;
  /** a path as it is shown */
  short(file: string): string;
}

const Context = createContext<Data | null>(null);

/** Read once for all sections. */
export function SettingsData({ children }: { children: ReactNode }) {
  const config = useConfig();
  const settings = useSettings();
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live');
  const home = useStore(pageStore, ({ snapshot }) => homeOf(snapshot?.servers ?? []));
  const blocked = live ? null : t('act.no-contact');
  return <Context value={{ config, settings, blocked, short: (file) => shortPath(file, home) }}>{children}</Context>;
}

export function useData(): Data {
  const data = useContext(Context);
  if (data === null) throw new Error('a setting stands outside of the Settings page');
  return data;
}
