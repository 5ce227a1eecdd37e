import type { Preferences } from '../../../contract/desktop.ts';
import { changeLoginItem, changePreferences, desktop, openLoginItems, useLoginItem, usePreferences } from '../../store/desktop.ts';
import { t } from '../../text.ts';
import { Glyph } from '../glyph.tsx';
import { Row } from './row.tsx';
import { Seg } from './seg.tsx';
import { Switch } from './switch.tsx';
import { titleOf } from './words.ts';

/** As the system says it: also that it waits for the person, that it has it switched off, or that it cannot be. */
export function OpenAtLogin() {
  const item = useLoginItem();
  if (desktop === null || item === null) return null;
  const what = titleOf('login.open');
  const waits = item.state === 'requires-approval';
  const page = desktop.platform === 'linux' || !(waits || item.reason !== null) ? null : t(`set.login.page.${desktop.platform}`);
  return (
    <Row
      id="login.open"
      more={waits || item.reason !== null ? null : undefined}
      note={
        (waits || item.reason !== null) && (
          <p className={item.state === 'unavailable' ? 'set-says' : 'set-says set-doubt'}>
            {item.state !== 'unavailable' && <Glyph name="degraded" tone="warn" size={12} />}
            <span>{waits ? t('set.login.approve') : item.reason}</span>
            {page !== null && (
              <button type="button" className="set-link" onClick={() => void openLoginItems()}>
                {page}
              </button>
            )}
          </p>
        )
      }
    >
      <Switch
        name={what}
        on={item.state === 'on' || waits}
        blocked={item.state === 'unavailable' ? (item.reason ?? '') : null}
        turn={(on) => void changeLoginItem(on, what)}
      />
    </Row>
  );
}

export function ShowAtLogin() {
  const preferences = usePreferences();
  if (preferences === null) return null;
  const what = titleOf('login.show');
  const words = (onTrouble: boolean) => t(`set.login.show.is.${onTrouble ? 'attention' : 'never'}`);
  return (
    <Row id="login.show">
      <select
        className="select"
        aria-label={what}
        value={String(preferences.showOnTrouble)}
        onChange={(event) => {
          const showOnTrouble = event.target.value === 'true';
          void changePreferences({ showOnTrouble }, { what, value: words(showOnTrouble) });
        }}
      >
        {[false, true].map((value) => (
          <option key={String(value)} value={String(value)}>
            {words(value)}
          </option>
        ))}
      </select>
    </Row>
  );
}

export function ClosingTheWindow() {
  const preferences = usePreferences();
  if (preferences === null) return null;
  return (
    <OneOf
      id="window.close"
      options={['keep-running', 'quit'] as const}
      value={preferences.onClose}
      more={preferences.onClose === null ? t('set.window.close.more.ask') : undefined}
      change={(onClose) => ({ onClose })}
    />
  );
}

/** Elsewhere the system colours it. */
export function TrayIconColour() {
  const preferences = usePreferences();
  if (preferences === null || desktop?.platform !== 'linux') return null;
  return (
    <OneOf
      id="tray.icon"
      options={['automatic', 'white', 'black'] as const}
      value={preferences.trayIcon}
      change={(trayIcon) => ({ trayIcon })}
    />
  );
}

interface OneOfProps<Id, Value> {
  id: Id;
  options: readonly Value[];
  /** null: none of them is chosen */
  value: Value | null;
  more?: string;
  change(value: Value): Partial<Preferences>;
}

type Choices = { 'window.close': NonNullable<Preferences['onClose']>; 'tray.icon': Preferences['trayIcon'] };

function OneOf<Id extends keyof Choices>({ id, options, value, more, change }: OneOfProps<Id, Choices[Id]>) {
  const what = titleOf(id);
  const words = (one: Choices[Id]) => t(`set.${id}.is.${one}` as 'set.window.close.is.quit' | 'set.tray.icon.is.white');
  return (
    <Row id={id} more={more}>
      <Seg
        label={what}
        options={options.map((one) => ({ value: one, text: words(one) }))}
        value={value}
        choose={(one) => void changePreferences(change(one), { what, value: words(one) })}
      />
    </Row>
  );
}
