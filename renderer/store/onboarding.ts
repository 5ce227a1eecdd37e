// The set-up while somebody goes through it: what was chosen, kept as long as the tab is open, and how far the last step has come.
import { Failure } from '../../contract/errors.ts';
import type { ClientPreview } from '../../contract/routes/clients.ts';
import { t } from '../text.ts';
import { type Choices, noChoices, type Task } from '../view/onboarding-plan.ts';
import { client } from './engine.ts';
import { inWords } from './failure.ts';
import { createStore } from './page-state.ts';

export interface Doing {
  task: Task;
  state: 'waiting' | 'doing' | 'done' | 'failed';
  reason: string | null;
  /** what to know, and what to do next */
  notes: string[];
}

const key = 'roundhouse-onboarding';

export const choicesStore = createStore<Choices>(kept());
/** null: nothing was begun */
export const doingStore = createStore<readonly Doing[] | null>(null);

export function choose(change: Partial<Choices>): void {
  // what was left of an earlier choice is not done any more
  if (doingStore.get()?.every(({ state }) => state === 'done' || state === 'failed')) doingStore.set(() => null);
  keep({ ...choicesStore.get(), ...change });
}

function keep(choices: Choices): void {
  choicesStore.set(() => choices);
  try {
    sessionStorage.setItem(key, JSON.stringify(choices));
  } catch {
    // storage is blocked: it lasts as long as the page
  }
}

export const chooseOne = (part: 'sources' | 'servers' | 'clients', name: string, on: boolean): void =>
  choose({ [part]: { ...choicesStore.get()[part], [name]: on } });

function kept(): Choices {
  try {
    const value = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Choices>;
    return { ...noChoices, ...value };
  } catch {
    return noChoices; // blocked, or of another version
  }
}

/** The changes of clients' files that somebody has seen. */
export type Seen = ReadonlyMap<string, ClientPreview>;
type LinkTask = Extract<Task, { kind: 'link' | 'unlink' }>;

export async function carryOut(tasks: readonly Task[], seen: Seen): Promise<void> {
  doingStore.set(() => tasks.map((task) => ({ task, state: 'waiting', reason: null, notes: [] })));
  await goOn(seen);
}

/** Does what is left, one after the other; what fails keeps nothing else from being done. */
export async function goOn(seen: Seen): Promise<void> {
  const all = doingStore.get() ?? [];
  doingStore.set(() => all.map((each) => (each.state === 'failed' ? { ...each, state: 'waiting', reason: null } : each)));
  for (const [at, { task, state }] of all.entries()) {
    if (state === 'done') continue;
    put(at, { state: 'doing' });
    try {
      put(at, { state: 'done', notes: await carriedOut(task, seen) });
    } catch (error) {
      put(at, { state: 'failed', reason: inWords(error) });
    }
  }
  if (doingStore.get()?.some((each) => each.state === 'failed')) return;
  keep(noChoices);
  // told last: an offer that is gone before its work is done would not come back
  await client.finishOnboarding({}).catch(() => undefined);
}

function put(at: number, change: Partial<Doing>): void {
  doingStore.set((all) => all?.map((each, index) => (index === at ? { ...each, ...change } : each)) ?? null);
}

async function carriedOut(task: Task, seen: Seen): Promise<string[]> {
  switch (task.kind) {
    case 'config':
      await client.editConfig({ edits: task.edits });
      return [];
    case 'approve':
      await client.enableServer({ name: task.server, wait: false });
      return [];
    case 'run':
      await client.finishOnboarding({ watchOnly: false });
      return [];
    case 'link':
      return await linked(task, seen.get(task.client));
    case 'unlink':
      return (await client.unlinkClient({ client: task.client })).notes;
  }
}

/** What was done before this may have changed our own file, but the client's file must be changed as it was shown. */
async function linked({ client: id, file, move }: LinkTask, seen: ClientPreview | undefined): Promise<string[]> {
  const now = await client.previewClient({ client: id, move });
  const theirs = (preview: ClientPreview) => preview.changes.find((change) => change.file === file)?.diff;
  if (seen && theirs(seen) !== theirs(now)) throw new Failure('conflict', t('onboarding.do.changed', { file }));
  return (await client.linkClient({ client: id, move, expect: now.fingerprint })).notes;
}
