// What only the desktop app has: notifications of the system, when they come, and whether they arrive.
import { useState } from 'react';
import type { Preferences } from '../../../contract/desktop.ts';
import { changePreferences, preferencesNow, usePreferences } from '../../store/desktop.ts';
import { sendTestNotification, useReach } from '../../store/system-notifications.ts';
import { t } from '../../text.ts';
import { clockOf } from '../../view/clock-time.ts';
import { Glyph } from '../glyph.tsx';
import { Row, useIsShown } from './row.tsx';
import { Switch } from './switch.tsx';
import { moreOf, titleOf } from './words.ts';

type Told = Preferences['notifications'];

function change(part: Partial<Told>, what: string, value: string): void {
  const now = preferencesNow();
  if (now) void changePreferences({ notifications: { ...now.notifications, ...part } }, { what, value });
}

/** The column of the system in the table of what is told. */
export function SystemBox({
  which,
  what,
  muted = false,
}: {
  which: 'serverDown' | 'configUnreadable' | 'allClear';
  what: string;
  muted?: boolean;
}) {
  const told = usePreferences()?.notifications;
  if (!told) return null;
  const name = t('set.notify.system.name', { what });
  return (
    <td>
      <input
        type="checkbox"
        className="check"
        aria-label={name}
        checked={told[which]}
        disabled={muted}
        title={muted ? t('set.notify.system.muted') : undefined}
        onChange={({ target: { checked } }) => change({ [which]: checked }, name, t(checked ? 'set.on' : 'set.off'))}
      />
    </td>
  );
}

export function AllClear() {
  const what = titleOf('notify.clear');
  if (!useIsShown('notify.clear')) return null;
  return (
    <tr className="set-is" id="setting-notify.clear">
      <th scope="row">
        {what}
        <small>{moreOf('notify.clear')}</small>
      </th>
      <SystemBox which="allClear" what={what} />
      <td className="t3">–</td>
    </tr>
  );
}

/** Said only when the system says so: that nothing is known is no bad news. */
export function Denied() {
  const reach = useReach();
  if (reach?.state !== 'denied') return null;
  return (
    <p className="set-doubt" role="status">
      <Glyph name="degraded" tone="warn" size={14} />
      {reach.reason === null ? t('set.notify.denied.plain') : t('set.notify.denied', { reason: reach.reason })}
    </p>
  );
}

export function SystemNotifications({ quiet, remind }: Pick<Told, 'quiet' | 'remind'>) {
  return (
    <div className="card set-card">
      <Row id="notify.remind">
        <select
          className="select"
          aria-label={titleOf('notify.remind')}
          value={remind ? 'hour' : 'never'}
          onChange={({ target: { value } }) =>
            change(
              { remind: value === 'hour' },
              titleOf('notify.remind'),
              t(value === 'hour' ? 'set.notify.remind.hour' : 'set.notify.remind.never'),
            )
          }
        >
          <option value="never">{t('set.notify.remind.never')}</option>
          <option value="hour">{t('set.notify.remind.hour')}</option>
        </select>
      </Row>
      <Row id="notify.most">
        <span className="num set-fact">{t('set.notify.most.is')}</span>
      </Row>
      <QuietHours quiet={quiet} />
      <Row id="notify.test">
        <button type="button" className="btn s" onClick={() => void sendTestNotification()}>
          {t('set.notify.test.send')}
        </button>
      </Row>
    </div>
  );
}

const usualNight = { from: '22:00', until: '08:00' };

function QuietHours({ quiet }: Pick<Told, 'quiet'>) {
  const what = titleOf('notify.quiet');
  // switched off and on again, they are what they were
  const [last, remember] = useState(quiet ?? usualNight);
  const [wrong, setWrong] = useState<string | null>(null);
  const hours = quiet ?? last;
  const set = (next: Told['quiet']) => {
    remember(next ?? hours);
    change({ quiet: next }, what, next === null ? t('set.off') : t('set.notify.quiet.is', { ...next }));
  };
  const time = (end: 'from' | 'until') => (
    <Time
      name={t(`set.notify.quiet.${end}`)}
      value={hours[end]}
      set={(typed) => {
        const value = clockOf(typed);
        setWrong(value === null ? t('set.notify.quiet.wrong', { typed }) : null);
        if (value !== null && value !== hours[end]) set({ ...hours, [end]: value });
      }}
    />
  );
  return (
    <Row id="notify.quiet" wrong={wrong}>
      {quiet !== null && (
        <>
          {time('from')}
          <span className="t3">{t('set.notify.quiet.to')}</span>
          {time('until')}
        </>
      )}
      <Switch name={what} on={quiet !== null} turn={(on) => set(on ? hours : null)} />
    </Row>
  );
}

/** The browser's own field for times has room for "PM", and all other times here are those of a whole day. */
function Time({ name, value, set }: { name: string; value: string; set(typed: string): void }) {
  const [typed, type] = useState<string | null>(null);
  const done = () => {
    if (typed !== null) set(typed.trim());
    type(null);
  };
  return (
    <label className="field set-time">
      <input
        className="num"
        aria-label={name}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        value={typed ?? value}
        onChange={(event) => type(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done();
          if (event.key === 'Escape') type(null);
        }}
      />
    </label>
  );
}
