// Whether the app opens at login, as the system says it. Each system has its own way; what is shown is always read back.
import type { LoginItem } from '../../contract/desktop.ts';
import { say } from './words.ts';

export interface LoginItemAccess {
  read(): Promise<LoginItem>;
  /** the state that was read afterwards; what cannot be done at all is a Failure */
  set(on: boolean): Promise<LoginItem>;
  /** At each start: where the app has moved since it was switched on, the system learns its new place. Never fails. */
  mend(): Promise<void>;
  /** the page of the system's settings; false: there is none that can be opened */
  openSystemPage(): Promise<boolean>;
}

/** said to the app when the system starts it, where the system has no way of its own to say so */
export const hiddenArgument = '--hidden';

/** Started by the system at login, or asked to: the tray alone, no window. `wasOpenedAtLogin` is macOS's. */
export const launchedHidden = (argv: readonly string[], settings: { wasOpenedAtLogin?: boolean } | null): boolean =>
  argv.includes(hiddenArgument) || settings?.wasOpenedAtLogin === true;

export const off: LoginItem = { state: 'off', reason: null };
export const on: LoginItem = { state: 'on', reason: null };
export const unavailable = (reason: string): LoginItem => ({ state: 'unavailable', reason });

/** In development the program is Electron itself: at login it would open without the app. */
export const developmentLoginItem: LoginItemAccess = {
  read: async () => unavailable(say('login.development')),
  set: async () => unavailable(say('login.development')),
  mend: async () => {},
  openSystemPage: async () => false,
};
