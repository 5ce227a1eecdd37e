// Which resources are watched for whom. A server is asked once per resource, however many clients watch it, and again after it restarted.
import { AnswerError, type OpenedLink } from '../link/link.ts';

const ASK_MS = 30_000;
const AGAIN_MS = 5_000;

interface Watched {
  /** by caller: the URI as that one said it */
  callers: Map<string, string>;
  /** the server was asked; shared by all who come while it is being asked */
  asked: Promise<unknown>;
  stop: AbortController;
}

export class Subscriptions {
  readonly #link: (server: string) => OpenedLink | null;
  readonly #servers = new Map<string, Map<string, Watched>>();

  constructor(link: (server: string) => OpenedLink | null) {
    this.#link = link;
  }

  async add(server: string, uri: string, said: string, callerId: string, link: OpenedLink): Promise<void> {
    let ofServer = this.#servers.get(server);
    if (!ofServer) {
      ofServer = new Map();
      this.#servers.set(server, ofServer);
    }
    let watched = ofServer.get(uri);
    if (!watched) {
      const stop = new AbortController();
      watched = { callers: new Map(), stop, asked: subscribe(link, uri, stop.signal) };
      ofServer.set(uri, watched);
    }
    watched.callers.set(callerId, said);
    try {
      await watched.asked;
    } catch (error) {
      if (ofServer.get(uri) === watched) ofServer.delete(uri);
      throw error;
    }
  }

  has(server: string): boolean {
    return (this.#servers.get(server)?.size ?? 0) > 0;
  }

  remove(server: string, uri: string, callerId: string): void {
    const watched = this.#servers.get(server)?.get(uri);
    if (!watched?.callers.delete(callerId) || watched.callers.size > 0) return;
    this.#servers.get(server)!.delete(uri);
    watched.stop.abort();
    const link = this.#link(server);
    // nobody waits for this: an update that comes all the same finds no reader
    if (link?.generation === 'handshake') link.request('resources/unsubscribe', { uri }, { timeoutMs: ASK_MS }).catch(() => {});
  }

  leave(callerId: string): void {
    for (const [server, resources] of this.#servers) for (const uri of [...resources.keys()]) this.remove(server, uri, callerId);
  }

  /** A new connection knows nothing of what the old one was asked. */
  renew(server: string, link: OpenedLink): void {
    for (const [uri, watched] of this.#servers.get(server) ?? []) {
      watched.stop.abort();
      watched.stop = new AbortController();
      watched.asked = subscribe(link, uri, watched.stop.signal);
      watched.asked.catch(() => {});
    }
  }

  /** Who is to be told, with the URI that each subscribed to. A part of a watched resource counts as it. */
  watchers(server: string, updated: string): { callerId: string; uri: string }[] {
    const found: { callerId: string; uri: string }[] = [];
    for (const [uri, { callers }] of this.#servers.get(server) ?? []) {
      const part = updated === uri ? '' : updated.startsWith(uri.endsWith('/') ? uri : `${uri}/`) ? updated.slice(uri.length) : null;
      if (part !== null) for (const [callerId, said] of callers) found.push({ callerId, uri: said + part });
    }
    return found;
  }

  close(): void {
    for (const resources of this.#servers.values()) for (const { stop } of resources.values()) stop.abort();
  }
}

function subscribe(link: OpenedLink, uri: string, signal: AbortSignal): Promise<unknown> {
  if (link.generation === 'handshake') return link.request('resources/subscribe', { uri }, { timeoutMs: ASK_MS });
  listen(link, uri, signal);
  return Promise.resolve();
}

/** Stateless servers tell of updates within one request that stays open. When it ends, it is asked again while the connection lives. */
function listen(link: OpenedLink, uri: string, signal: AbortSignal): void {
  const params = { notifications: { resourceSubscriptions: [uri] } };
  const again = () => {
    if (!signal.aborted) setTimeout(() => signal.aborted || listen(link, uri, signal), AGAIN_MS).unref();
  };
  link
    .request('subscriptions/listen', params, { timeoutMs: Number.POSITIVE_INFINITY, signal, counted: false })
    .then(again, (error: Error) => {
      if (!(error instanceof AnswerError)) again();
    });
}
