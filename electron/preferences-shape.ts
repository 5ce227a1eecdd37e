// What may stand in the file of preferences, and what the page may ask to change in it.
import { z } from 'zod';
import { type Preferences, usualPreferences } from '../contract/desktop.ts';

/** local time, as it is read: `HH:MM` */
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

const notifications = z.strictObject({
  serverDown: z.boolean(),
  configUnreadable: z.boolean(),
  allClear: z.boolean(),
  remind: z.boolean(),
  quiet: z.strictObject({ from: clock, until: clock }).nullable(),
});

export const preferencesShape = z.strictObject({
  onClose: z.enum(['keep-running', 'quit']).nullable(),
  closeTold: z.boolean(),
  askedWithoutTray: z.boolean(),
  trayIcon: z.enum(['white', 'black', 'automatic']),
  notifications,
  showOnTrouble: z.boolean(),
}) satisfies z.ZodType<Preferences>;

export const preferencesChange = preferencesShape.partial();

/** What can be used of what was kept, each key by itself; `wrong` names the others, where what is usual holds. */
export function readPreferences(kept: Record<string, unknown>): { preferences: Preferences; wrong: string[] } {
  const wrong: string[] = [];
  const one = <K extends keyof Preferences>(key: K): Preferences[K] => {
    if (kept[key] === undefined) return usualPreferences[key];
    const read = preferencesShape.shape[key].safeParse(kept[key]);
    if (read.success) return read.data as Preferences[K];
    wrong.push(key);
    return usualPreferences[key];
  };
  const notifications = readNotifications(kept.notifications, wrong);
  return {
    preferences: {
      onClose: one('onClose'),
      closeTold: one('closeTold'),
      askedWithoutTray: one('askedWithoutTray'),
      trayIcon: one('trayIcon'),
      notifications,
      showOnTrouble: one('showOnTrouble'),
    },
    wrong,
  };
}

function readNotifications(kept: unknown, wrong: string[]): Preferences['notifications'] {
  const usual = usualPreferences.notifications;
  if (kept === undefined) return usual;
  // one that came with a later version, or is not there yet, takes none of the others along
  const whole = z.record(z.string(), z.unknown()).safeParse(kept);
  if (!whole.success) {
    wrong.push('notifications');
    return usual;
  }
  const one = <K extends keyof Preferences['notifications']>(key: K): Preferences['notifications'][K] => {
    if (whole.data[key] === undefined) return usual[key];
    const read = notifications.shape[key].safeParse(whole.data[key]);
    if (read.success) return read.data as Preferences['notifications'][K];
    wrong.push(`notifications.${key}`);
    return usual[key];
  };
  return {
    serverDown: one('serverDown'),
    configUnreadable: one('configUnreadable'),
    allClear: one('allClear'),
    remind: one('remind'),
    quiet: one('quiet'),
  };
}
