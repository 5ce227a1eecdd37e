// What a person asks of a server: shown at once, taken back with the reason when it fails. The glyph follows the real state.
import { t } from '../text.ts';
import { client, pageStore } from './engine.ts';
import { inWords } from './failure.ts';
import type { Acting, Verb } from './page-state.ts';

const routes = { start: 'startServer', stop: 'stopServer', restart: 'restartServer' } as const;

export async function act(verb: Exclude<Verb, 'sign-in'>, name: string): Promise<void> {
  const acting: Acting = { verb, since: Date.now(), failure: null };
  put(name, acting);
  let failure: string | null;
  try {
    const results = await client[routes[verb]]({ name });
    const failed = results.find((result) => !result.ok);
    failure = failed ? (failed.reason ?? t('act.no-answer')) : null;
  } catch (error) {
    failure = inWords(error);
  }
  // a newer action of the same server has its own end
  if (pageStore.get().acting.get(name) !== acting) return;
  put(name, failure === null ? null : { ...acting, failure });
}

/** In a tab of its own, which has to be opened while the click is still being answered; it knows nothing of this page. */
export async function signIn(name: string): Promise<void> {
  const tab = window.open('about:blank', '_blank');
  if (tab) tab.opener = null;
  const acting: Acting = { verb: 'sign-in', since: Date.now(), failure: null };
  put(name, acting);
  let failure: string | null = null;
  try {
    const { url } = await client.signIn({ name });
    if (!tab) failure = t('sign-in.blocked', { name });
    // a server names this address: only what a browser shows as a page is opened
    else if (/^https?:$/.test(new URL(url).protocol)) tab.location.replace(url);
    else failure = t('act.no-answer');
  } catch (error) {
    failure = inWords(error);
  }
  if (failure !== null) tab?.close();
  if (pageStore.get().acting.get(name) !== acting) return;
  put(name, failure === null ? null : { ...acting, failure });
}

export function dismiss(name: string): void {
  put(name, null);
}

function put(name: string, acting: Acting | null): void {
  pageStore.set((state) => {
    const all = new Map(state.acting);
    if (acting === null) all.delete(name);
    else all.set(name, acting);
    return { ...state, acting: all };
  });
}
