import { type AlertKind, alertKinds } from '../../../contract/alerts.ts';
import { hrefOf } from '../../route.ts';
import { useMutes } from '../../store/alerts.ts';
import { usePreferences } from '../../store/desktop.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { Unread } from '../server/unread.tsx';
import { useWish, wasDone } from '../use-wish.ts';
import { useData } from './data.tsx';
import { Section, useIsShown } from './row.tsx';
import { AllClear, Denied, SystemBox, SystemNotifications } from './system-notifications.tsx';
import { moreOf, titleOf } from './words.ts';

/** Of which kinds of alerts somebody is told here. The history keeps them all the same. */
export function NotificationSettings() {
  const mutes = useMutes();
  const preferences = usePreferences();
  const single = mutes.value?.filter(({ server }) => server !== null).length ?? 0;
  return (
    <Section id="notifications">
      <Denied />
      <Unread resource={mutes} />
      {mutes.value && (
        <div className="card set-card">
          <table className="set-table">
            <thead>
              <tr>
                <th scope="col">{t('set.notify.when')}</th>
                {preferences && <th scope="col">{t('set.notify.system')}</th>}
                <th scope="col">{t('set.notify.app')}</th>
              </tr>
            </thead>
            <tbody>
              {alertKinds.map((kind) => (
                <Kind
                  key={kind}
                  kind={kind}
                  told={!mutes.value!.some((mute) => mute.kind === kind && mute.server === null)}
                  again={mutes.again}
                />
              ))}
              {preferences && <AllClear />}
            </tbody>
          </table>
        </div>
      )}
      {preferences && <SystemNotifications quiet={preferences.notifications.quiet} remind={preferences.notifications.remind} />}
      {single > 0 && (
        <p className="set-lead">
          {t('set.notify.single', { n: single })} <a href={hrefOf('alerts')}>{t('set.notify.single.where')}</a>
        </p>
      )}
    </Section>
  );
}

function Kind({ kind, told, again }: { kind: AlertKind; told: boolean; again(): void }) {
  const { blocked } = useData();
  const id = `notify.${kind}` as const;
  const what = titleOf(id);
  const tell = async (on: boolean) => {
    await (on ? client.unmuteAlerts({ kind, server: null }) : client.muteAlerts({ kind }));
    again();
  };
  const [isTold, wish] = useWish(told);
  const turn = (on: boolean): void => {
    const work = tell(on);
    wish(on, wasDone(work));
    work.then(
      () => toast(t(on ? 'set.notify.on' : 'set.notify.off', { what }), { undo: () => tell(!on) }),
      (error: unknown) => toast(t('set.not-changed', { what, reason: inWords(error) }), { tone: 'fail' }),
    );
  };
  if (!useIsShown(id)) return null;
  return (
    <tr className="set-is" id={`setting-${id}`}>
      <th scope="row">
        {what}
        <small>{moreOf(id)}</small>
      </th>
      <SystemBox which={kind === 'server.down' ? 'serverDown' : 'configUnreadable'} what={what} muted={!told} />
      <td>
        <input
          type="checkbox"
          className="check"
          aria-label={t('set.notify.name', { what })}
          checked={isTold}
          disabled={blocked !== null}
          title={blocked ?? undefined}
          onChange={(event) => turn(event.target.checked)}
        />
      </td>
    </tr>
  );
}
