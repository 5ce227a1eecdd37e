// What the gateway has asked the client and is not answered yet. Ids are the engine's; the next engine may use the same ones again, so
// from the second on they are sent under names of their own.
import { isId, type JsonRpcId } from './call.ts';
import { recordOf } from './headers.ts';
import type { Line } from './line.ts';

type Message = Record<string, unknown>;

export class Asked {
  readonly #open = new Map<JsonRpcId, { id: JsonRpcId; line: Line }>();

  /** A request of the gateway, or its word that it needs no answer any more: as the client is to see it. */
  toClient(message: Message, line: Line): Message {
    if (message.method === 'notifications/cancelled') {
      const params = recordOf(message.params);
      const id = params?.requestId;
      if (!isId(id)) return message;
      this.#open.delete(shownAs(id, line));
      return { ...message, params: { ...params, requestId: shownAs(id, line) } };
    }
    if (!isId(message.id)) return message;
    const shown = shownAs(message.id, line);
    this.#open.set(shown, { id: message.id, line });
    return { ...message, id: shown };
  }

  /** The client's answer as the engine knows it; null: whoever asked is gone, or nobody did. */
  toGateway(message: Message, line: Line): Message | null {
    if (!isId(message.id)) return null;
    const asked = this.#open.get(message.id);
    this.#open.delete(message.id);
    return asked?.line === line ? { ...message, id: asked.id } : null;
  }

  /** A batch with its answers under the engine's ids; as it came when it has none. */
  batchToGateway(messages: unknown[], body: Buffer, line: Line | null): Buffer {
    const isAnswer = (message: unknown): boolean => typeof recordOf(message)?.method !== 'string';
    if (!messages.some(isAnswer)) return body;
    const passed = messages.map((message) => {
      if (!isAnswer(message)) return message;
      return line && this.toGateway(recordOf(message) ?? {}, line);
    });
    return Buffer.from(JSON.stringify(passed.filter((message) => message !== null)));
  }

  /** The engine went: what the client still shows to its person can be put away. */
  drop(line: Line): Message[] {
    const dropped = [...this.#open].filter(([, asked]) => asked.line === line).map(([shown]) => shown);
    for (const shown of dropped) this.#open.delete(shown);
    const reason = 'the Roundhouse engine ended';
    return dropped.map((requestId) => ({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason } }));
  }
}

function shownAs(id: JsonRpcId, line: Line): JsonRpcId {
  return line.era === 0 ? id : `${line.era}/${id}`;
}
