// `subscriptions/listen`: a stream that stays open and carries what its client chose to hear.
import type { ServerResponse } from 'node:http';
import type { JsonRpcId, JsonRpcMessage } from '../../link/link.ts';
import { isRecord } from '../../link/message.ts';
import { type Caller, rpcCodes, type Topic } from '../gateway.ts';
import { Call } from './call.ts';
import { otherTopics } from './choice.ts';
import { subscriptionKey } from './envelope.ts';
import type { Guest, House } from './guest.ts';
import { type Outlet, openOutlet } from './outlet.ts';
import { sendRefusal } from './refuse.ts';
import { forStateless } from './results.ts';

const mostUris = 1000;
/** servers that sleep may be woken by a subscription; the acknowledgement does not wait for ever */
const subscribeMs = 10_000;

export interface Subscriptions {
  open(guest: Guest, message: JsonRpcMessage & { id: JsonRpcId }, caller: Caller): void;
  /** those of one token; returns how many */
  endAccess(key: string, reason: string): number;
  /** the config is another one */
  refresh(): void;
  endAll(): void;
  count(): number;
}

interface Wanted {
  toolsListChanged?: true;
  promptsListChanged?: true;
  resourcesListChanged?: true;
  resourceSubscriptions?: string[];
}

export function createSubscriptions(house: House): Subscriptions {
  const { router, log, watch, limits } = house;
  /** how to end each that is open, and whose it is */
  const ends = new Map<(reason?: string) => void, string>();
  const refreshes = new Set<() => void>();

  async function begin(guest: Guest, id: JsonRpcId, caller: Caller, wanted: Wanted): Promise<void> {
    const { response, profile, access, entry } = guest;
    const { serverInfo, capabilities } = router.introduce(profile);
    const honoured = honouredOf(wanted, capabilities);
    const cut = () => void response.destroy();
    ends.set(cut, access.key);
    const uris = await subscribed(caller, honoured.resourceSubscriptions ?? [], response);
    ends.delete(cut);
    delete honoured.resourceSubscriptions;
    if (uris.length > 0) honoured.resourceSubscriptions = uris;
    if (response.destroyed) {
      router.leave(caller.id);
      return;
    }
    let stop = () => {};
    const mine = { ...caller };
    const refresh = () => {
      const before = mine.profile;
      try {
        mine.profile = house.choose(entry);
      } catch {
        return; // its profile is gone, which the router tells
      }
      for (const topic of otherTopics(before, mine.profile)) tell(topic);
    };
    const outlet: Outlet = openOutlet(response, {
      who: caller.label,
      log,
      watch,
      onClose() {
        ends.delete(end);
        refreshes.delete(refresh);
        stop();
        router.leave(caller.id);
      },
    });
    const send = (message: object) => outlet.send(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
    const notify = (method: string, params: Record<string, unknown>) => {
      send({ method, params: { ...params, _meta: { [subscriptionKey]: id } } });
    };
    const end = (reason?: string) => {
      stop();
      const _meta = { [subscriptionKey]: id };
      if (reason === undefined) send({ id, result: forStateless('subscriptions/listen', { _meta }, serverInfo) });
      else send({ id, error: { code: rpcCodes.upstreamGone, message: reason } });
      outlet.end();
    };
    notify('notifications/subscriptions/acknowledged', { notifications: honoured });
    if (Object.keys(honoured).length === 0) {
      end();
      return;
    }
    const tell = (topic: Topic) => {
      if (topics[topic]) notify(`notifications/${topic}/list_changed`, {});
    };
    ends.set(end, access.key);
    const topics: Record<Topic, boolean | undefined> = {
      tools: honoured.toolsListChanged,
      prompts: honoured.promptsListChanged,
      resources: honoured.resourcesListChanged,
    };
    refreshes.add(refresh);
    stop = router.listen({
      caller: mine,
      changed(topic) {
        tell(topic);
      },
      resourceUpdated(uri) {
        if (uris.includes(uri)) notify('notifications/resources/updated', { uri });
      },
      // in this generation log messages belong to the request that asked for them
      log() {},
    });
  }

  /** those that the servers agreed to tell of */
  async function subscribed(caller: Caller, uris: string[], response: ServerResponse): Promise<string[]> {
    if (uris.length === 0) return [];
    const call = new Call({
      caller,
      timeoutMs: subscribeMs,
      params: {},
      say: () => false,
      ask: () => Promise.reject(new Error('nobody is asked here')),
    });
    const tooLong = setTimeout(() => call.cancel('it took too long'), subscribeMs);
    response.once('close', () => call.cancel('the client is gone'));
    const done = await Promise.all(
      uris.map((uri) =>
        router.handle('resources/subscribe', { uri }, call).then(
          () => [uri],
          (error: Error) => {
            log.info('a client could not subscribe to a resource', { client: caller.label, error: error.message });
            return [];
          },
        ),
      ),
    );
    clearTimeout(tooLong);
    return done.flat();
  }

  return {
    open(guest, { id, params }, caller) {
      const wanted = wantedOf(params);
      if (!wanted) {
        const message = 'subscriptions/listen needs “notifications”: which of them this client wants to hear.';
        sendRefusal(guest.response, { status: 200, code: rpcCodes.invalidParams, message, id });
      } else if (ends.size >= limits.subscriptions) {
        const message = `${limits.subscriptions} subscriptions are open already: close one that is not used.`;
        sendRefusal(guest.response, { status: 200, code: rpcCodes.internal, message, id });
      } else {
        begin(guest, id, caller, wanted).catch((error: unknown) => {
          log.error('a subscription failed unexpectedly', { client: caller.label, error: String(error) });
          guest.response.destroy();
        });
      }
    },
    endAccess(key, reason) {
      const theirs = [...ends].filter(([, bearer]) => bearer === key);
      for (const [end] of theirs) end(reason);
      return theirs.length;
    },
    refresh() {
      for (const refresh of refreshes) refresh();
    },
    endAll() {
      for (const end of [...ends.keys()]) end();
    },
    count: () => ends.size,
  };
}

function wantedOf(params: unknown): Wanted | null {
  const given = isRecord(params) ? params.notifications : undefined;
  if (!isRecord(given)) return null;
  const uris = given.resourceSubscriptions;
  if (uris !== undefined && !(Array.isArray(uris) && uris.length <= mostUris && uris.every((uri) => typeof uri === 'string'))) return null;
  return {
    ...(given.toolsListChanged === true ? { toolsListChanged: true } : {}),
    ...(given.promptsListChanged === true ? { promptsListChanged: true } : {}),
    ...(given.resourcesListChanged === true ? { resourcesListChanged: true } : {}),
    ...(uris === undefined ? {} : { resourceSubscriptions: [...new Set<string>(uris)] }),
  };
}

/** What this gateway can deliver, of what the client would like. */
function honouredOf(wanted: Wanted, capabilities: Record<string, unknown>): Wanted {
  const can = (name: string, what: string) =>
    isRecord(capabilities[name]) && (capabilities[name] as Record<string, unknown>)[what] === true;
  return {
    ...(wanted.toolsListChanged && can('tools', 'listChanged') ? { toolsListChanged: true } : {}),
    ...(wanted.promptsListChanged && can('prompts', 'listChanged') ? { promptsListChanged: true } : {}),
    ...(wanted.resourcesListChanged && can('resources', 'listChanged') ? { resourcesListChanged: true } : {}),
    ...(wanted.resourceSubscriptions && can('resources', 'subscribe') ? { resourceSubscriptions: wanted.resourceSubscriptions } : {}),
  };
}
