import { Bell, BellOff, Copy, Ellipsis, Pause, Play, Server } from 'lucide-react';
import type { Mute } from '../../../contract/alerts.ts';
import type { ServerView } from '../../../contract/server.ts';
import { serverHref } from '../../route.ts';
import { orThrow, pauseChecks } from '../../store/actions.ts';
import { inWords } from '../../store/failure.ts';
import { mute, unmute } from '../../store/mute.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { plain } from '../../view/log-lines.ts';
import { MenuButton, type MenuItem } from '../menu-button.tsx';

interface Props {
  view: ServerView;
  muted: Mute | undefined;
  /** why actions do nothing now */
  blocked: string | null;
  tabIndex: number;
}

/** What else can be done about a server that needs attention. */
export function AttentionMenu({ view, muted, blocked, tabIndex }: Props) {
  const { name, paused } = view;
  const doing = (work: Promise<void>) => void work.catch((error: unknown) => toast(inWords(error), { tone: 'fail' }));
  const about: MenuItem[] = muted
    ? [{ label: t('alerts.unmute'), icon: Bell, blocked, act: () => doing(unmute(muted, name)) }]
    : [
        { label: t('alerts.mute.hour'), icon: BellOff, blocked, act: () => doing(mute({ server: name }, name, true)) },
        { label: t('alerts.mute'), icon: BellOff, blocked, act: () => doing(mute({ server: name }, name, false)) },
      ];
  const pause = paused === null;
  return (
    <MenuButton
      className="ib s"
      name={t('attention.more', { name })}
      tip={t('attention.more', { name })}
      tabIndex={tabIndex}
      items={[
        ...about,
        {
          label: t(pause ? 'act.pause-checks' : 'act.resume-checks'),
          icon: pause ? Pause : Play,
          blocked,
          act: () => doing(orThrow(pauseChecks([name], pause))),
        },
        { label: t('attention.copy'), icon: Copy, act: () => copyError(view) },
        {
          label: t('attention.open'),
          icon: Server,
          act() {
            location.hash = serverHref(name);
          },
        },
      ]}
    >
      <Ellipsis className="ic" size={15} aria-hidden="true" />
    </MenuButton>
  );
}

/** As somebody would send it to another: who, why, and the lines that prove it. */
export function errorText({ name, reason, lastExit }: ServerView): string {
  return [`${name}: ${reason ?? ''}`, ...(lastExit?.stderr ?? []).map(plain)].join('\n');
}

function copyError(view: ServerView): void {
  navigator.clipboard.writeText(errorText(view)).then(
    () => toast(t('attention.copied', { name: view.name }), { tone: 'ok' }),
    () => toast(t('attention.not-copied'), { tone: 'fail' }),
  );
}
