// The one map of what the page may ask the desktop app: both ends are typed from it, and the names stand nowhere else.
import type { Bridge } from '../../contract/desktop.ts';

/** what is asked and answered; the rest of the bridge is known without asking */
type Asked = Omit<Bridge, 'platform' | 'version' | 'onNews'>;
export type Question = keyof Asked;
export type Arguments<Q extends Question> = Parameters<Asked[Q]>;
export type Answer<Q extends Question> = Awaited<ReturnType<Asked[Q]>>;

/** An Error loses its kind on the way and gains words that are for nobody: a sentence crosses instead. */
export type Reply<T> = { ok: true; value: T } | { ok: false; sentence: string };

export const channels = {
  pickFile: 'roundhouse:pick-file',
  showInFolder: 'roundhouse:show-in-folder',
  loginItem: 'roundhouse:login-item',
  setLoginItem: 'roundhouse:set-login-item',
  openLoginItems: 'roundhouse:open-login-items',
  preferences: 'roundhouse:preferences',
  setPreferences: 'roundhouse:set-preferences',
  notifications: 'roundhouse:notifications',
  testNotification: 'roundhouse:test-notification',
  updates: 'roundhouse:updates',
  checkForUpdates: 'roundhouse:check-for-updates',
  installUpdate: 'roundhouse:install-update',
} as const satisfies Record<Question, string>;

/** the other way round: what changed without the page */
export const newsChannel = 'roundhouse:news';
