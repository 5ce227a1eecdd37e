// What was changed of a server's config and is not saved: it outlives a look at another tab or page.
import { type Draft, noDraft } from '../view/config-form.ts';
import { createStore, useStore } from './page-state.ts';

const drafts = createStore<ReadonlyMap<string, Draft>>(new Map());

export function useDraft(name: string): [Draft, (change: (draft: Draft) => Draft) => void] {
  const draft = useStore(drafts, (all) => all.get(name) ?? noDraft);
  return [draft, (change) => drafts.set((all) => new Map(all).set(name, change(all.get(name) ?? noDraft)))];
}
