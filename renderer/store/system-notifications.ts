// Whether notifications of the system arrive, as far as it tells, and one to try.
import { useEffect } from 'react';
import type { Bridge } from '../../contract/desktop.ts';
import { t } from '../text.ts';
import { ask, desktop } from './desktop.ts';
import { inWords } from './failure.ts';
import { createStore, useStore } from './page-state.ts';
import { toast } from './toasts.ts';

type Reach = Awaited<ReturnType<Bridge['notifications']>>;

const reachStore = createStore<Reach | null>(null);

/** null: a browser, or not known yet */
export function useReach(): Reach | null {
  useEffect(() => {
    if (desktop === null) return;
    read();
    // it is changed in the settings of the system, and whoever comes back from there looks here
    addEventListener('focus', read);
    return () => removeEventListener('focus', read);
  }, []);
  return useStore(reachStore, (state) => state);
}

function read(): void {
  ask((bridge) => bridge.notifications()).then(
    (reach) => reachStore.set(() => reach),
    // what is not known is not said, and the next look asks again
    (error: unknown) => console.warn(inWords(error)),
  );
}

/** the system answers later than the app */
const answerMs = 1000;

export async function sendTestNotification(): Promise<void> {
  try {
    await ask((bridge) => bridge.testNotification());
    toast(t('set.notify.test.sent'));
    setTimeout(read, answerMs);
  } catch (error) {
    toast(t('set.notify.test.failed', { reason: inWords(error) }), { tone: 'fail' });
  }
}
