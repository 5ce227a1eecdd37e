// The links of the running servers, as supervision has them. Nothing is started or stopped here: whoever needs a server that is about to be
// ready waits for it, and hears why when it is not.

import { isDormant } from '../decide/server-state.ts';
import { maySleep } from '../decide/transition.ts';
import { withDependencies } from '../decide/waves.ts';
import type { OpenedLink } from '../link/link.ts';
import type { Conversation } from '../supervise/run.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import { type Copies, RpcError, rpcCodes, type Upstream, type UpstreamRequest, type Upstreams } from './gateway.ts';
import { lastWordsOf, notInTime, type Words, whyNot } from './last-words.ts';

/**
 * What servers are told that they may ask for. A server is shared and greeted before any client is there: it is told everything, and a
 * question is refused when the client whose request it belongs to did not declare it. Stateless servers get the client's own with each request.
 */
const declared: Record<string, unknown> = {
  roots: { listChanged: true },
  sampling: { context: {}, tools: {} },
  elicitation: { form: {}, url: {} },
};

export interface UpstreamsParts {
  /** asked for at first use: it is made with what is given here */
  supervisor(): Pick<Supervisor, 'entries' | 'until' | 'send'>;
  /** monotonic milliseconds, the supervisor's */
  now(): number;
  copies?: Copies;
  /** a listener threw; nothing else suffers */
  onFault(error: unknown): void;
}

export interface ManagedUpstreams extends Upstreams {
  /** for the runs of servers */
  readonly conversation: Conversation;
  /** for the supervisor */
  onOffer(name: string): void;
}

export function createUpstreams({ supervisor, now, onFault, copies }: UpstreamsParts): ManagedUpstreams {
  const known = new Map<string, Upstream>();
  /** run of the latest link of a server, and of the latest one that it lost */
  const runs = new Map<string, { latest: number; lost?: number }>();
  const changed = new Set<(name: string) => void>();
  const notified = new Set<(name: string, method: string, params: unknown) => void>();
  let answer: ((name: string, request: UpstreamRequest) => Promise<unknown>) | null = null;
  let sorted: Upstream[] | null = null;
  const entryOf = (name: string) => supervisor().entries.get(name);

  function each<Args extends unknown[]>(listeners: Set<(...args: Args) => void>, ...args: Args): void {
    for (const listener of [...listeners]) {
      try {
        listener(...args);
      } catch (error) {
        onFault(error);
      }
    }
  }

  function onOffer(name: string): void {
    const entry = entryOf(name);
    sorted = null;
    if (!entry || entry.definition.kind === 'service') {
      known.delete(name);
      runs.delete(name);
    } else {
      const { calls } = entry.definition;
      const { serves, dormant } = entry.offer;
      const held = entry.offer.held ? { held: true } : {};
      // one that wakes is offered before it serves: until then it is not to be sent anything
      const link = dormant ? null : entry.offer.link;
      const was = known.get(name);
      const before = was?.link ?? null;
      const run = runs.get(name);
      if (before && before !== link && run) run.lost = run.latest;
      if (link && link !== before) runs.set(name, { ...run, latest: entry.server.run });
      const { isolation, instanceOf } = entry.definition;
      if (instanceOf !== undefined) {
        known.set(name, { name, link, offered: serves, ...held, calls, naps: was?.naps ?? { usedAt: now() }, instanceOf });
      } else if (maySleep(entry.definition)) {
        const naps = was?.naps ?? { usedAt: now() };
        if (serves && link !== before) naps.usedAt = now();
        const isolated = isolation !== undefined;
        const slept = dormant ? (before ?? was?.slept ?? null) : null;
        known.set(name, { name, link, offered: serves || dormant, ...held, calls, isolated, naps, slept });
      } else known.set(name, { name, link, offered: serves, ...held, calls });
    }
    each(changed, name);
  }

  async function ready(name: string, { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal }): Promise<OpenedLink> {
    wake(name);
    const end = now() + timeoutMs;
    const over = new AbortController();
    const stop = () => over.abort();
    const timer = setTimeout(stop, Math.min(timeoutMs, 2_147_483_647));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const found = await supervisor().until(() => look(name, end), over.signal);
      if ('link' in found) return found.link;
      throw refusal(found);
    } catch (error) {
      if (signal.aborted) throw new RpcError(rpcCodes.upstreamGone, 'The request was cancelled.');
      if (over.signal.aborted) throw refusal(notInTime(name, entryOf(name)));
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  function wake(name: string): void {
    const { entries, send } = supervisor();
    const entry = entries.get(name);
    if (!entry || !isDormant(entry.server)) return;
    const all = [...entries.values()].map(({ definition }) => definition);
    send(withDependencies([name], all), { type: 'wake' });
  }

  function look(name: string, end: number): { link: OpenedLink } | Words | undefined {
    const upstream = known.get(name);
    if (upstream?.link && upstream.offered && !upstream.held) return { link: upstream.link };
    const entry = entryOf(name);
    const words = whyNot(name, entry);
    if (words || !entry) return words ?? undefined;
    const { state } = entry.server;
    // it would only be tried again after the client has given up: better to know that now
    return state.kind === 'restarting' && state.deadline > end ? notInTime(name, entry) : undefined;
  }

  return {
    onOffer,
    conversation: {
      declare: declared,
      onNotification: (server, method, params) => each(notified, server, method, params),
      async onRequest(server, request) {
        if (!answer) throw new RpcError(rpcCodes.methodNotFound, `${request.method} is not offered: nobody listens.`);
        return answer(server, request);
      },
    },
    list() {
      // not as they came: a server that was added later stands where it will stand after the next start
      sorted ??= [...known.values()].filter((one) => one.instanceOf === undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
      return sorted;
    },
    get: (name) => known.get(name) ?? null,
    ready,
    ...(copies ? { copies } : {}),
    lastWords: (name) => lastWordsOf(name, entryOf(name), runs.get(name)?.lost),
    onChange(listener) {
      changed.add(listener);
      return () => void changed.delete(listener);
    },
    onNotification(listener) {
      notified.add(listener);
      return () => void notified.delete(listener);
    },
    onRequest(given) {
      answer = given;
    },
  };
}

const refusal = ({ message, data }: Words) => new RpcError(rpcCodes.upstreamGone, message, data);
