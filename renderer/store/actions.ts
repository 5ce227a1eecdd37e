// What a person asks of servers: shown at once, taken back with the reason when it fails. The glyph follows the real state.
import { Failure } from '../../contract/errors.ts';
import type { Snapshot } from '../../contract/events.ts';
import type { ActResult, StateKind } from '../../contract/server.ts';
import { t } from '../text.ts';
import type { ServerVerb } from '../view/acts.ts';
import { afterEvent, failed } from './acting.ts';
import { desktop } from './desktop.ts';
import { client, onEvent, pageStore } from './engine.ts';
import { inWords } from './failure.ts';
import type { Acting } from './page-state.ts';
import { toast } from './toasts.ts';

/** A restart waits so long for calls that are under way. */
const drain = '10s';

export interface How {
  /** of a restart: calls that are under way are not waited for */
  now?: boolean;
  /** of a stop: without the time that it has to end by itself */
  force?: boolean;
  /** nothing is said of what was done: who asks says it */
  quiet?: boolean;
}

interface Failed {
  name: string;
  reason: string;
  /** as the answer tells it; left out: nobody answered */
  state?: StateKind;
}

const askOne = {
  start: (name: string) => client.startServer({ name }),
  stop: (name: string, { force }: How) => client.stopServer({ name, ...(force ? { force } : {}) }),
  restart: (name: string, { now }: How) => client.restartServer({ name, ...(now ? {} : { drain }) }),
};
const askMany = {
  start: (names: string[]) => client.startServers({ names }),
  stop: (names: string[], { force }: How) => client.stopServers({ names, ...(force ? { force } : {}) }),
  restart: (names: string[], { now }: How) => client.restartServers({ names, ...(now ? {} : { drain }) }),
};

export const act = (verb: ServerVerb, name: string, how: How = {}): Promise<Failed[]> => actOn(verb, [name], how);

/** Answers what failed, and why; not of what a newer action took over. */
export async function actOn(verb: ServerVerb, names: string[], how: How = {}): Promise<Failed[]> {
  const acting: Acting = { verb, since: Date.now(), failure: null };
  put(names, acting);
  const wanted = new Set(
    pageStore
      .get()
      .snapshot?.servers.filter((view) => view.wanted === 'up')
      .map(({ name }) => name),
  );
  const results = await failuresOf(names, () => (names.length === 1 ? askOne[verb](names[0]!, how) : askMany[verb](names, how)));
  // a newer action of the same server has its own end
  const mine = names.filter((name) => pageStore.get().acting.get(name) === acting);
  const failures = results.filter(({ name }) => mine.includes(name) || !names.includes(name));
  const done = mine.filter((name) => !failures.some((each) => each.name === name));
  put(done, null);
  for (const { name, reason, state } of failures)
    if (mine.includes(name)) put([name], failed(acting, reason, state, shownState(pageStore.get().snapshot, name)));
  const stopped = verb === 'stop' && !how.quiet ? done.filter((name) => wanted.has(name)) : [];
  if (stopped.length > 0) {
    const text = stopped.length === 1 ? t('done.stopped', { name: stopped[0]! }) : t('done.stopped.many', { n: stopped.length });
    toast(text, { undo: () => orThrow(actOn('start', stopped)) });
  }
  return failures;
}

export async function pauseChecks(names: string[], pause: boolean): Promise<Failed[]> {
  const failures = await failuresOf(names, () => (pause ? client.pauseServers({ names }) : client.resumeServers({ names })));
  const done = names.filter((name) => !failures.some((each) => each.name === name));
  if (pause && done.length > 0) {
    const text = done.length === 1 ? t('done.paused', { name: done[0]! }) : t('done.paused.many', { n: done.length });
    toast(text, { undo: () => orThrow(pauseChecks(done, false)) });
  }
  return failures;
}

/** When nobody answered, or the whole was refused, nothing of it was done. */
async function failuresOf(names: string[], ask: () => Promise<ActResult[]>): Promise<Failed[]> {
  try {
    const results = await ask();
    return results.filter(({ ok }) => !ok).map(({ name, reason, state }) => ({ name, reason: reason ?? t('act.no-answer'), state }));
  } catch (error) {
    return names.map((name) => ({ name, reason: inWords(error) }));
  }
}

/** For what takes something back: what could not be is said by whoever asked for that. */
export async function orThrow(doing: Promise<Failed[]>): Promise<void> {
  const failures = await doing;
  if (failures.length > 0) throw new Failure('conflict', failures.map(({ name, reason }) => t('bulk.why', { name, reason })).join('; '));
}

/**
 * In a tab of its own, which has to be opened while the click is still being answered; it knows nothing of this page. The desktop app
 * opens no windows: it hands the address to the system's browser.
 */
export async function signIn(name: string): Promise<void> {
  const tab = desktop === null ? window.open('about:blank', '_blank') : null;
  if (tab) tab.opener = null;
  const acting: Acting = { verb: 'sign-in', since: Date.now(), failure: null };
  put([name], acting);
  let failure: string | null = null;
  try {
    const { url } = await client.signIn({ name });
    // a server names this address: only what a browser shows as a page is opened
    const { protocol } = new URL(url);
    if (!/^https?:$/.test(protocol)) failure = t('act.no-answer');
    else if (tab) tab.location.replace(url);
    else if (desktop === null) failure = t('sign-in.blocked', { name });
    else if (protocol === 'https:') window.open(url, '_blank', 'noopener');
    else failure = t('sign-in.plain', { name });
  } catch (error) {
    failure = inWords(error);
  }
  if (failure !== null) tab?.close();
  if (pageStore.get().acting.get(name) !== acting) return;
  put([name], failure === null ? null : failed(acting, failure));
}

onEvent((event) => {
  if (event?.server !== undefined) heard(event.server, event.type);
  // the page takes the new state over in this very task
  const { snapshot } = pageStore.get();
  if (event === null) queueMicrotask(() => lookAgain(snapshot));
});

function heard(name: string, type: string): void {
  const acting = pageStore.get().acting.get(name);
  if (acting) put([name], afterEvent(acting, type));
}

/** Nobody knows which events were missed: what is another thing now tells. */
function lookAgain(before: Snapshot | null): void {
  const { snapshot, acting } = pageStore.get();
  for (const [name, { failure }] of acting) {
    const state = shownState(snapshot, name);
    if (failure !== null && state !== shownState(before, name)) heard(name, state === undefined ? 'server.removed' : `server.${state}`);
  }
}

const shownState = (snapshot: Snapshot | null, name: string): StateKind | undefined =>
  snapshot?.servers.find((view) => view.name === name)?.state;

export function dismiss(name: string): void {
  put([name], null);
}

function put(names: readonly string[], acting: Acting | null): void {
  if (names.every((name) => (pageStore.get().acting.get(name) ?? null) === acting)) return;
  pageStore.set((state) => {
    const all = new Map(state.acting);
    for (const name of names) {
      if (acting === null) all.delete(name);
      else all.set(name, acting);
    }
    return { ...state, acting: all };
  });
}
