import '../styles/settings.css';
import { Search } from 'lucide-react';
import { type ComponentType, useRef, useState } from 'react';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { AboutSettings } from '../parts/settings/about.tsx';
import { AccessSettings } from '../parts/settings/access.tsx';
import { ConfigFileSettings } from '../parts/settings/config-files.tsx';
import { SettingsData } from '../parts/settings/data.tsx';
import { GatewaySettings } from '../parts/settings/gateway.tsx';
import { GeneralSettings } from '../parts/settings/general.tsx';
import { KeyboardSettings } from '../parts/settings/keyboard.tsx';
import { NotificationSettings } from '../parts/settings/notifications.tsx';
import { RecordSettings } from '../parts/settings/records.tsx';
import { FoundSettings } from '../parts/settings/row.tsx';
import { SupervisionSettings } from '../parts/settings/supervision.tsx';
import { useSections } from '../parts/settings/use-sections.ts';
import { findSettings } from '../parts/settings/words.ts';
import { useKeys } from '../parts/use-keys.ts';
import { hrefOf, type Route } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { type SectionId, sectionIds, sectionOf, settingsOf } from '../view/settings-index.ts';

const views: Record<SectionId, ComponentType> = {
  general: GeneralSettings,
  notifications: NotificationSettings,
  supervision: SupervisionSettings,
  gateway: GatewaySettings,
  config: ConfigFileSettings,
  logs: RecordSettings,
  keyboard: KeyboardSettings,
  access: AccessSettings,
  about: AboutSettings,
};

/** Every setting that acts, under its section; what is the engine's is asked of the engine, what is only of this browser is kept there. */
export default function SettingsPage({ route }: { route: Route }) {
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live' || contact.kind === 'connecting');
  const [typed, type] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const { current, view, goTo, onScroll, letGo } = useSections(sectionOf(route.parts[0]), route.query.get('setting'));
  useKeys({ filter: () => input.current?.focus() });
  const found = typed.trim() === '' ? null : findSettings(typed);
  const has = (section: SectionId) => found === null || settingsOf[section].some((id) => found.has(id));
  return (
    <main className={`set${live ? '' : ' stale'}`} id={contentId} tabIndex={-1}>
      <nav className="set-nav" aria-label={t('settings.sections')}>
        <label className="field">
          <Search className="ic" size={14} aria-hidden="true" />
          <span className="sr">{t('settings.find.name')}</span>
          <input
            ref={input}
            placeholder={t('settings.find')}
            spellCheck={false}
            value={typed}
            onChange={(event) => type(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') type('');
            }}
          />
        </label>
        {sectionIds.filter(has).map((id) => (
          <a key={id} href={hrefOf('settings', {}, [id])} aria-current={id === current ? 'true' : undefined} onClick={() => goTo(id)}>
            {t(`settings.${id}`)}
          </a>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only learns that somebody scrolls by themselves */}
      <div className="set-view" ref={view} onScroll={onScroll} onWheel={letGo} onTouchMove={letGo} onPointerDown={letGo} onKeyDown={letGo}>
        <div className="set-in">
          <ContactBanner />
          <SettingsData>
            <FoundSettings value={found}>
              {sectionIds.filter(has).map((id) => {
                const View = views[id];
                return <View key={id} />;
              })}
            </FoundSettings>
          </SettingsData>
          {found?.size === 0 && (
            <div className="empty">
              <p role="status">{t('settings.none', { text: typed.trim() })}</p>
              <button type="button" className="btn" onClick={() => type('')}>
                {t('settings.clear')}
              </button>
            </div>
          )}
        </div>
      </div>
    </main>
  );
}
