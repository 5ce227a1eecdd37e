// Alerts that nobody wants to be told of: each change with the way back.
import type { Mute } from '../../contract/alerts.ts';
import { t } from '../text.ts';
import { restOf } from '../view/mutes.ts';
import { client } from './engine.ts';
import { toast } from './toasts.ts';

type Which = Partial<Pick<Mute, 'server' | 'kind'>>;

/** `subject`: in words, for what is said of it */
export async function mute(which: Which, subject: string, hour: boolean): Promise<void> {
  await client.muteAlerts({ ...which, ...(hour ? { for: '1h' } : {}) });
  toast(t(hour ? 'mute.done.hour' : 'mute.done', { name: subject }), { undo: async () => void (await client.unmuteAlerts(which)) });
}

export async function unmute(taken: Mute, subject: string): Promise<void> {
  const { server, kind } = taken;
  await client.unmuteAlerts({ server, kind });
  toast(t('mute.undone', { name: subject }), {
    undo: async () => void (await client.muteAlerts({ server, kind, ...restOf(taken, Date.now()) })),
  });
}
