// System notifications of the app, on Electron's.
import { electronNotifications } from './system.ts';
import { type Notifications, type TellParts, tellPeople } from './tell.ts';

export type { Notifications } from './tell.ts';

export interface NotificationParts extends Omit<TellParts, 'system'> {
  platform: NodeJS.Platform;
  /** for Linux: a PNG */
  icon?: string;
  /** what could not be shown, for the app's log */
  log(line: string): void;
}

export function createNotifications({ platform, icon, log, ...parts }: NotificationParts): Notifications {
  return tellPeople({ ...parts, system: electronNotifications({ platform, icon, log }) });
}
