// What was changed of a server's config and is not saved: it outlives a look at another tab or page.
import { type Draft, noDraft } from '../view/config-form.ts';
import { onEvent } from './engine.ts';
import { createStore, useStore } from './page-state.ts';

const drafts = createStore<ReadonlyMap<string, Draft>>(new Map());

// another of its name is another server; what a new connection does not show may only not be there yet
onEvent((event) => {
  const name = event?.server;
  if (event?.type !== 'server.removed' || name === undefined || !drafts.get().has(name)) return;
  drafts.set((all) => new Map([...all].filter(([each]) => each !== name)));
});

export function useDraft(name: string): [Draft, (change: (draft: Draft) => Draft) => void] {
  const draft = useStore(drafts, (all) => all.get(name) ?? noDraft);
  return [draft, (change) => drafts.set((all) => new Map(all).set(name, change(all.get(name) ?? noDraft)))];
}
