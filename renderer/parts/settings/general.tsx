import { Monitor, Moon, Sun } from 'lucide-react';
import { useStore } from '../../store/page-state.ts';
import { themeStore, themes } from '../../store/theme.ts';
import { t } from '../../text.ts';
import { Row, Section } from './row.tsx';
import { Seg } from './seg.tsx';
import { titleOf } from './words.ts';

const icons = { system: Monitor, light: Sun, dark: Moon };

/** What an app of its own would add (opening at login, the tray, its window) has no meaning in a browser. */
export function GeneralSettings() {
  const theme = useStore(themeStore, (value) => value);
  return (
    <Section id="general">
      <div className="card set-card">
        <Row id="theme">
          <Seg
            label={titleOf('theme')}
            options={themes.map((value) => ({ value, text: t(`set.theme.is.${value}`), icon: icons[value] }))}
            value={theme}
            choose={themeStore.keep}
          />
        </Row>
      </div>
    </Section>
  );
}
