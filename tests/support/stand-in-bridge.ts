// Stands in for the desktop app towards the page: `window.roundhouse` with preferences that are kept for as long as the page is open.
// What was asked of it is counted in `window.asked`.
import type { Page } from 'playwright-core';
import { type Bridge, type Preferences, usualPreferences } from '../../contract/desktop.ts';

export interface StandInDesktop {
  preferences?: Partial<Preferences>;
  notifications?: Awaited<ReturnType<Bridge['notifications']>>;
  /** the sentence with which changes are refused */
  refuses?: string;
}

declare global {
  interface Window {
    asked: string[];
    /** what the system says of notifications from now on */
    reach: Awaited<ReturnType<Bridge['notifications']>>;
  }
}

/** before the page is opened */
export async function standInDesktop(page: Page, { preferences = {}, notifications, refuses }: StandInDesktop = {}): Promise<void> {
  const start = { ...usualPreferences, ...preferences };
  const reach = notifications ?? { state: 'unknown' as const, reason: null };
  await page.addInitScript(
    ({ start, reach, refuses }) => {
      let now = start;
      window.asked = [];
      window.reach = reach;
      const asked = <T>(what: string, answer: T): Promise<T> => {
        window.asked.push(what);
        return refuses !== undefined && /^set/.test(what) ? Promise.reject(new Error(refuses)) : Promise.resolve(answer);
      };
      const loginItem = { state: 'off' as const, reason: null };
      const updates = { kind: 'off' as const, reason: 'a stand-in has none' };
      const bridge: Bridge = {
        platform: 'linux',
        version: '0.1.0',
        pickFile: () => asked('pickFile', null),
        showInFolder: () => asked('showInFolder', false),
        loginItem: () => asked('loginItem', loginItem),
        setLoginItem: () => asked('setLoginItem', loginItem),
        openLoginItems: () => asked('openLoginItems', false),
        preferences: () => asked('preferences', now),
        setPreferences: async (change) => {
          await asked('setPreferences', null);
          now = { ...now, ...change };
          return now;
        },
        notifications: () => asked('notifications', window.reach),
        testNotification: () => asked('testNotification', undefined),
        updates: () => asked('updates', updates),
        checkForUpdates: () => asked('checkForUpdates', updates),
        installUpdate: () => asked('installUpdate', undefined),
        onNews: () => () => {},
      };
      Object.defineProperty(window, 'roundhouse', { value: bridge });
    },
    { start, reach, refuses },
  );
}
