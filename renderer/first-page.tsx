// The overview as text, for whoever hands the page out: the engine draws what it knows into it, the build the frame without servers.
// It is a picture and nothing more: main.tsx puts the living page in its place.
import { renderToString } from 'react-dom/server';
import type { Snapshot } from '../contract/events.ts';
import { App } from './app.tsx';
import { forgetOrder } from './store/calls-order.ts';
import { pageStore } from './store/engine.ts';
import { noHistory, record } from './store/history.ts';
import { t } from './text.ts';

/** null: nothing is known yet */
export function draw(snapshot: Snapshot | null): string {
  const before = pageStore.get();
  if (snapshot) pageStore.set((state) => ({ ...state, snapshot, contact: { kind: 'live' }, history: record(noHistory, snapshot) }));
  try {
    return renderToString(
      <>
        <p className="first-late banner warn">
          {t('contact.first')}… {snapshot && t('contact.last-known')} {t('contact.first.stays')}
        </p>
        <App />
      </>,
    );
  } finally {
    // nothing of one engine's state is kept here
    pageStore.set(() => before);
    forgetOrder();
  }
}
