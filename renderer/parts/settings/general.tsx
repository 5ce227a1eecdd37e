import { Monitor, Moon, Sun } from 'lucide-react';
import { hrefOf } from '../../route.ts';
import { client, pageStore } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useStore } from '../../store/page-state.ts';
import { themeStore, themes } from '../../store/theme.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { useWish, wasDone } from '../use-wish.ts';
import { onOff } from './config-row.tsx';
import { useData } from './data.tsx';
import { ClosingTheWindow, OpenAtLogin, ShowAtLogin, TrayIconColour } from './desktop-rows.tsx';
import { Row, Section } from './row.tsx';
import { Seg } from './seg.tsx';
import { Switch } from './switch.tsx';
import { titleOf } from './words.ts';

const icons = { system: Monitor, light: Sun, dark: Moon };

/** What the desktop app adds (opening at login, the tray, its window) has no meaning in a browser, and is not there. */
export function GeneralSettings() {
  const theme = useStore(themeStore, (value) => value);
  return (
    <Section id="general">
      <div className="card set-card">
        <OpenAtLogin />
        <ShowAtLogin />
        <ClosingTheWindow />
        <Row id="theme">
          <Seg
            label={titleOf('theme')}
            options={themes.map((value) => ({ value, text: t(`set.theme.is.${value}`), icon: icons[value] }))}
            value={theme}
            choose={themeStore.keep}
          />
        </Row>
        <TrayIconColour />
        <WatchOnly />
        <Row id="setup">
          <a className="btn s" href={hrefOf('onboarding')}>
            {t('set.setup.open')}
          </a>
        </Row>
      </div>
    </Section>
  );
}

/** The engine keeps this for itself: it is of this machine, and no line of a config that may be shared. */
function WatchOnly() {
  const { blocked } = useData();
  const [on, wish] = useWish(useStore(pageStore, ({ snapshot }) => snapshot?.engine.watchOnly ?? false));
  const what = titleOf('watch-only');
  const set = async (watchOnly: boolean) => void (await client.finishOnboarding({ watchOnly }));
  const turn = (wanted: boolean): void => {
    const work = set(wanted);
    wish(wanted, wasDone(work));
    work.then(
      () => toast(t('set.changed', { what, value: onOff(wanted) }), { undo: () => set(!wanted) }),
      (error: unknown) => toast(t('set.not-changed', { what, reason: inWords(error) }), { tone: 'fail' }),
    );
  };
  return (
    <Row id="watch-only">
      <Switch name={what} on={on} blocked={blocked} turn={turn} />
    </Row>
  );
}
