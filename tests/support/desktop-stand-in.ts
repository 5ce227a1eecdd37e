// Stand-in for the desktop app behind the page: `window.roundhouse` in an ordinary browser, with answers that a test sets and sees.
import type { Page } from 'playwright-core';
import {
  type Bridge,
  type DesktopNews,
  type LoginItem,
  type Preferences,
  type UpdateState,
  usualPreferences,
} from '../../contract/desktop.ts';

export interface StandIn {
  platform: Bridge['platform'];
  preferences: Preferences;
  loginItem: LoginItem;
  /** what the system makes of a wish; left out: what was wished */
  afterLogin: LoginItem | null;
  updates: UpdateState;
  /** what the system says of notifications */
  reach: Awaited<ReturnType<Bridge['notifications']>>;
  /** a sentence: changes are refused with it */
  refuses: string | null;
  /** what the person chooses in a dialog; null: gives up */
  picks: string | null;
  /** paths that are not there any more */
  gone: string[];
  /** everything that was asked, in order */
  asked: { question: string; given: unknown[] }[];
}

type First = Omit<Partial<StandIn>, 'preferences'> & { preferences?: Partial<Preferences> };

/** before the page is opened */
export async function putDesktop(page: Page, { preferences, ...first }: First = {}): Promise<void> {
  const state: StandIn = {
    platform: 'linux',
    preferences: { ...usualPreferences, ...preferences },
    loginItem: { state: 'off', reason: null },
    afterLogin: null,
    updates: { kind: 'none', checkedAt: null },
    reach: { state: 'granted', reason: null },
    refuses: null,
    picks: null,
    gone: [],
    asked: [],
    ...first,
  };
  await page.addInitScript(
    (given) => {
      const world = window as unknown as { standIn: StandIn; roundhouse: Bridge; tell(news: DesktopNews): void };
      const at = given as unknown as StandIn;
      world.standIn = at;
      const listeners = new Set<(news: DesktopNews) => void>();
      world.tell = (news) => {
        if (news.about === 'preferences') at.preferences = news.now;
        for (const listener of listeners) listener(news);
      };
      const answer = async <T>(question: string, given: unknown[], value: () => T): Promise<T> => {
        at.asked.push({ question, given });
        await new Promise((done) => setTimeout(done, 30));
        if (at.refuses !== null && given.length > 0) {
          const sentence = at.refuses;
          at.refuses = null;
          throw new Error(sentence);
        }
        return structuredClone(value());
      };
      world.roundhouse = Object.freeze<Bridge>({
        platform: at.platform,
        version: '0.0.0',
        pickFile: (options) => answer('pickFile', [options], () => at.picks),
        showInFolder: (path) => answer('showInFolder', [path], () => !at.gone.includes(path)),
        loginItem: () => answer('loginItem', [], () => at.loginItem),
        setLoginItem: (on) =>
          answer('setLoginItem', [on], () => {
            at.loginItem = at.afterLogin ?? { state: on ? 'on' : 'off', reason: null };
            return at.loginItem;
          }),
        openLoginItems: () => answer('openLoginItems', [], () => true),
        preferences: () => answer('preferences', [], () => at.preferences),
        setPreferences: (change) =>
          answer('setPreferences', [change], () => {
            at.preferences = { ...at.preferences, ...change };
            return at.preferences;
          }),
        notifications: () => answer('notifications', [], () => at.reach),
        testNotification: () => answer('testNotification', [], () => undefined),
        updates: () => answer('updates', [], () => at.updates),
        checkForUpdates: () => answer('checkForUpdates', [], () => at.updates),
        installUpdate: () => answer('installUpdate', [], () => undefined),
        onNews(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      });
    },
    state as unknown as Record<string, unknown>,
  );
}

export const standIn = (page: Page): Promise<StandIn> =>
  page.evaluate(() => structuredClone((window as unknown as { standIn: StandIn }).standIn));

export const setStandIn = (page: Page, change: Partial<StandIn>): Promise<unknown> =>
  page.evaluate((given) => Object.assign((window as unknown as { standIn: StandIn }).standIn, given), change as Record<string, unknown>);

export const tell = (page: Page, news: DesktopNews): Promise<void> =>
  page.evaluate((given) => (window as unknown as { tell(news: DesktopNews): void }).tell(given), news);

export const askedOf = async (page: Page, question: string): Promise<unknown[][]> =>
  (await standIn(page)).asked.filter((each) => each.question === question).map(({ given }) => given);
