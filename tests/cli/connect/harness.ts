// The bridge in this process, with a client on its streams.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { Bridge } from '../../../cli/connect/bridge.ts';
import { ClientLines } from '../../../cli/connect/client-lines.ts';
import { engineDoor } from '../../../cli/connect/engine-door.ts';
import { createIo } from '../../../cli/io.ts';

export type Message = Record<string, unknown> & { id?: string | number; method?: string };

export interface Bridged {
  run: string;
  bridge: Bridge;
  said: Message[];
  stderr: string[];
  tell(message: unknown): void;
  /** waits for a message that fits */
  heard(what: string, fits: (message: Message) => boolean): Promise<Message>;
  /** its answer */
  ask(message: Message): Promise<Message>;
  transport(): Transport;
  close(): Promise<void>;
}

export function bridged(headers: Record<string, string> = {}, path = '/mcp'): Bridged {
  const folder = mkdtempSync(join(tmpdir(), 'rh-bridge-'));
  const stderr: string[] = [];
  const io = createIo({
    argv: [],
    env: { ROUNDHOUSE_HOME: folder, HOME: folder, PATH: process.env.PATH, ROUNDHOUSE_LOGIN_ENV: 'off' },
    stdout: { write: () => true },
    stderr: { write: (text) => stderr.push(text) },
    entry: join(import.meta.dirname, '../../../cli/main.ts'),
  });
  const input = new PassThrough();
  const output = new PassThrough();
  const said: Message[] = [];
  const listeners = new Set<(message: Message) => void>();
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    rest += text;
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const message = JSON.parse(line) as Message;
      said.push(message);
      for (const listener of [...listeners]) listener(message);
    }
  });
  const lines = new ClientLines(input, output, { onLine: (line) => bridge.hear(line), onGarbage() {}, onEnd() {}, onGone() {} });
  const bridge = new Bridge({
    door: engineDoor(io),
    client: { send: (json) => lines.send(json), whenFree: (resume) => lines.whenFree(resume) },
    path,
    headers,
  });
  const tell = (message: unknown): void => void input.write(typeof message === 'string' ? `${message}\n` : `${JSON.stringify(message)}\n`);
  const heard = (what: string, fits: (message: Message) => boolean): Promise<Message> => {
    const before = said.find(fits);
    if (before) return Promise.resolve(before);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`never heard ${what}; heard ${JSON.stringify(said.slice(-10))}`)), 15_000);
      const listener = (message: Message): void => {
        if (!fits(message)) return;
        clearTimeout(late);
        listeners.delete(listener);
        resolve(message);
      };
      listeners.add(listener);
    });
  };
  return {
    run: join(folder, 'run'),
    bridge,
    said,
    stderr,
    tell,
    heard,
    ask(message) {
      tell({ jsonrpc: '2.0', ...message });
      return heard(`the answer to ${message.id}`, ({ id, method }) => id === message.id && method === undefined);
    },
    transport() {
      const transport: Transport = {
        async start() {
          // one at a time: the SDK forgets whom to tell of progress when the answer comes in the same breath
          listeners.add((message) => void setImmediate(() => transport.onmessage?.(message as unknown as JSONRPCMessage)));
        },
        send: async (message) => tell(message),
        close: async () => transport.onclose?.(),
      };
      return transport;
    },
    async close() {
      await bridge.close(500);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const initialize = (capabilities: object = {}): Message => ({
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'test', version: '1' } },
});

export async function greeted(client: Bridged, capabilities: object = {}): Promise<Message> {
  const answer = await client.ask(initialize(capabilities));
  client.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
  return answer;
}

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
};
export const stateless = (message: Message): Message => ({
  ...message,
  params: { ...(message.params as object), _meta: { ...meta, ...(message.params as { _meta?: object } | undefined)?._meta } },
});

export const call = (id: string | number, name: string, args: object = {}, _meta?: object): Message => ({
  id,
  method: 'tools/call',
  params: { name, arguments: args, ...(_meta ? { _meta } : {}) },
});
