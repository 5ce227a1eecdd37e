// What the page has beyond a browser when it runs in the desktop app. In a browser there is none of it, and nothing that needs it is shown.
import { useEffect } from 'react';
import type { Bridge, LoginItem, Preferences, UpdateState } from '../../contract/desktop.ts';
import { Failure } from '../../contract/errors.ts';
import { t } from '../text.ts';
import { inWords } from './failure.ts';
import { createStore, type Store, useStore } from './page-state.ts';
import { toast } from './toasts.ts';

declare global {
  // only a `var` is a property of the window
  var roundhouse: Bridge | undefined;
}

/** null: this is a browser */
export const desktop: Bridge | null = globalThis.roundhouse ?? null;

/** Asks the desktop app for something; what it refuses has its own sentence, which `inWords` shows. */
export async function ask<T>(question: (bridge: Bridge) => Promise<T>): Promise<T> {
  if (desktop === null) throw new Failure('not-found', t('desktop.none'));
  try {
    return await question(desktop);
  } catch (error) {
    throw new Failure('internal', error instanceof Error ? error.message : String(error));
  }
}

/** what the app says, and over it what was changed here and is not answered yet */
interface Chosen {
  known: Preferences | null;
  wanted: readonly Partial<Preferences>[];
}

const preferenceStore = createStore<Chosen & { shown: Preferences | null }>({ known: null, wanted: [], shown: null });
const loginItemStore = createStore<LoginItem | null>(null);
const updateStore = createStore<UpdateState | null>(null);

function setChosen(change: (state: Chosen) => Partial<Chosen>): void {
  preferenceStore.set((state) => {
    const { known, wanted } = { ...state, ...change(state) };
    return { known, wanted, shown: known && Object.assign({}, known, ...wanted) };
  });
}

/** null: a browser, or not read yet */
export const usePreferences = (): Preferences | null => useRead(preferenceStore, ({ shown }) => shown);
export const useLoginItem = (): LoginItem | null => useRead(loginItemStore, (state) => state);
export const useUpdates = (): UpdateState | null => useRead(updateStore, (state) => state);

function useRead<T, Part>(store: Store<T>, part: (state: T) => Part): Part {
  useEffect(listen, []);
  return useStore(store, part);
}

const keepLoginItem = (now: LoginItem) => loginItemStore.set(() => now);
const keepUpdates = (now: UpdateState) => updateStore.set(() => now);

let listening = false;
/** Reads everything once, and hears of changes from then on. */
function listen(): void {
  if (listening || desktop === null) return;
  listening = true;
  desktop.onNews((news) => {
    if (news.about === 'preferences') setChosen(() => ({ known: news.now }));
    else if (news.about === 'login-item') keepLoginItem(news.now);
    else keepUpdates(news.now);
  });
  readAll();
  // the system's own settings may have changed it, and tell nobody
  addEventListener('focus', () => void ask((bridge) => bridge.loginItem()).then(keepLoginItem, noAnswer));
}

function readAll(): void {
  void ask((bridge) => bridge.preferences()).then((known) => setChosen(() => ({ known })), noAnswer);
  void ask((bridge) => bridge.loginItem()).then(keepLoginItem, noAnswer);
  void ask((bridge) => bridge.updates()).then(keepUpdates, noAnswer);
}

/** rows of what is not known are not shown, and the next look asks again */
function noAnswer(error: unknown): void {
  console.warn(inWords(error));
}

export const preferencesNow = (): Preferences | null => preferenceStore.get().shown;

/** Shown at once, told with the way back, and as it was again when it is refused. `what` and `value` are how it is told. */
export async function changePreferences(change: Partial<Preferences>, { what, value }: { what: string; value: string }): Promise<void> {
  const before = preferencesNow();
  if (before === null) return;
  const back = Object.fromEntries(Object.keys(change).map((key) => [key, before[key as keyof Preferences]])) as Partial<Preferences>;
  try {
    await set(change);
    toast(t('set.changed', { what, value }), { undo: () => set(back) });
  } catch (error) {
    toast(t('set.not-changed', { what, reason: inWords(error) }), { tone: 'fail' });
  }
}

async function set(change: Partial<Preferences>): Promise<void> {
  setChosen(({ wanted }) => ({ wanted: [...wanted, change] }));
  const done = ({ wanted }: Chosen) => wanted.filter((each) => each !== change);
  try {
    const known = await ask((bridge) => bridge.setPreferences(change));
    setChosen((state) => ({ known, wanted: done(state) }));
  } catch (error) {
    setChosen((state) => ({ wanted: done(state) }));
    throw error;
  }
}

/** `what` is how it is told. The switch shows what the system says afterwards. */
export async function changeLoginItem(on: boolean, what: string): Promise<void> {
  const before = loginItemStore.get();
  const hoped = before && ({ ...before, state: on ? 'on' : 'off' } satisfies LoginItem);
  if (hoped !== null) keepLoginItem(hoped);
  try {
    await setLogin(on);
    toast(t('set.changed', { what, value: t(on ? 'set.on' : 'set.off') }), { undo: () => setLogin(!on) });
  } catch (error) {
    // what the system said after all is not taken back
    loginItemStore.set((state) => (state === hoped ? before : state));
    toast(t('set.not-changed', { what, reason: inWords(error) }), { tone: 'fail' });
  }
}

async function setLogin(on: boolean): Promise<void> {
  const now = await ask((bridge) => bridge.setLoginItem(on));
  keepLoginItem(now);
  if (now.state !== (on ? 'on' : 'off') && now.reason !== null && now.state !== 'requires-approval') {
    throw new Failure('conflict', now.reason);
  }
}

export async function checkForUpdates(): Promise<void> {
  try {
    keepUpdates(await ask((bridge) => bridge.checkForUpdates()));
  } catch (error) {
    keepUpdates({ kind: 'failed', reason: inWords(error) });
  }
}

export async function installUpdate(): Promise<void> {
  try {
    await ask((bridge) => bridge.installUpdate());
  } catch (error) {
    toast(t('desktop.not-installed', { reason: inWords(error) }), { tone: 'fail' });
  }
}

export async function openLoginItems(): Promise<void> {
  try {
    await ask((bridge) => bridge.openLoginItems());
  } catch (error) {
    toast(t('desktop.not-opened', { reason: inWords(error) }), { tone: 'fail' });
  }
}

/** `name` is what the path is called on the page */
export async function showInFolder(path: string, name: string): Promise<void> {
  try {
    if (!(await ask((bridge) => bridge.showInFolder(path)))) toast(t('desktop.show.gone', { name }), { tone: 'fail' });
  } catch (error) {
    toast(t('desktop.show.failed', { name, reason: inWords(error) }), { tone: 'fail' });
  }
}

/** null: given up, or it could not be asked, which is said */
export async function pickFolder(title: string): Promise<string | null> {
  try {
    return await ask((bridge) => bridge.pickFile({ title, folder: true }));
  } catch (error) {
    toast(t('desktop.not-picked', { reason: inWords(error) }), { tone: 'fail' });
    return null;
  }
}
