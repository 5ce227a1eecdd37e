// What a client of the handshake generation has said that outlives an engine: enough to take its place up again with the next one.
import { handshakeRevisions } from '../../core/link/revisions.ts';
import { versionNumber } from '../version-number.ts';
import { recordOf } from './headers.ts';

const topics = ['tools', 'resources', 'prompts'] as const;

export class Remembered {
  /** `params` of its initialize; null: it has not begun */
  initialize: unknown = null;
  /** it was answered */
  isGreeted = false;
  /** it has said that it is ready */
  isInitialized = false;
  #capabilities: Record<string, unknown> = {};
  #level: unknown = null;
  readonly #subscribed = new Set<string>();

  begin(params: unknown): void {
    this.initialize = params;
    this.isGreeted = false;
    this.isInitialized = false;
    this.#level = null;
    this.#subscribed.clear();
  }

  greeted(capabilities: unknown): void {
    this.isGreeted = true;
    this.#capabilities = recordOf(capabilities) ?? {};
  }

  /** a request of the session */
  note(method: string, params: unknown): void {
    if (method === 'logging/setLevel') this.#level = params;
    if (method !== 'resources/subscribe' && method !== 'resources/unsubscribe') return;
    const uri = recordOf(params)?.uri;
    if (typeof uri !== 'string') return;
    if (method === 'resources/subscribe') this.#subscribed.add(uri);
    else this.#subscribed.delete(uri);
  }

  /** what a new session has to be told before the client speaks on */
  wishes(): { method: string; params: unknown }[] {
    const subscriptions = [...this.#subscribed].map((uri) => ({ method: 'resources/subscribe', params: { uri } }));
    return this.#level === null ? subscriptions : [{ method: 'logging/setLevel', params: this.#level }, ...subscriptions];
  }

  /** what may be another now than when the client asked last */
  changed(): { jsonrpc: '2.0'; method: string }[] {
    if (!this.isInitialized) return [];
    const told = topics.filter((topic) => recordOf(this.#capabilities[topic])?.listChanged === true);
    return told.map((topic) => ({ jsonrpc: '2.0', method: `notifications/${topic}/list_changed` }));
  }
}

/** What the client is told while nobody may start the engine: it stays, and learns by notification when there is something to see. */
export function placeholder(params: unknown, instructions: string) {
  const wanted = recordOf(params)?.protocolVersion;
  const isKnown = typeof wanted === 'string' && handshakeRevisions.includes(wanted);
  return {
    protocolVersion: isKnown ? wanted : handshakeRevisions[0],
    capabilities: {
      tools: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
      prompts: { listChanged: true },
      logging: {},
      completions: {},
    },
    serverInfo: { name: 'roundhouse', version: versionNumber },
    instructions,
  };
}

/** What a stateless client that listens is told after a break: the topics that it asked for may have changed. */
export function changedFor(listen: { id: string | number; params: unknown }): object[] {
  const wanted = recordOf(recordOf(listen.params)?.notifications) ?? {};
  return topics
    .filter((topic) => wanted[`${topic}ListChanged`] === true)
    .map((topic) => ({
      jsonrpc: '2.0',
      method: `notifications/${topic}/list_changed`,
      params: { _meta: { 'io.modelcontextprotocol/subscriptionId': listen.id } },
    }));
}
