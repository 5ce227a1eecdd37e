// The DevTools protocol over the two pipes of --remote-debugging-pipe. Chromium ends as soon as they close, so it cannot
// outlive this process, however that ends: no watchdog is needed.
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { CDPSession } from 'playwright-core';

/** Typed by playwright's tables of the protocol. */
export type Session = Pick<CDPSession, 'send' | 'on' | 'off' | 'once'> & { readonly id: string };

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

interface Waiting {
  method: string;
  sessionId: string;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export class Pipe {
  #next = 1;
  #waiting = new Map<number, Waiting>();
  #sessions = new Map<string, EventEmitter>();
  #write: Writable;

  constructor(write: Writable, read: Readable) {
    this.#write = write;
    let rest = '';
    read.setEncoding('utf8');
    read.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(JSON.parse(part) as Message);
    });
    read.on('close', () => this.#end());
    write.on('error', () => this.#end());
    read.on('error', () => this.#end());
  }

  /** `''`: the browser itself */
  session(id: string): Session {
    const emitter = this.#emitter(id);
    const send = (method: string, params: object = {}) => this.#send(id, method, params);
    return Object.assign(emitter, { id, send }) as unknown as Session;
  }

  /** Its target is gone; Chromium does not answer what was asked of it any more. */
  forget(id: string): void {
    this.#sessions.delete(id);
    this.#fail((call) => call.sessionId === id, 'its page is gone');
  }

  #emitter(id: string): EventEmitter {
    const known = this.#sessions.get(id) ?? new EventEmitter();
    this.#sessions.set(id, known);
    return known;
  }

  #send(sessionId: string, method: string, params: object): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (this.#write.destroyed) return reject(new Error(`${method}: Chromium is gone`));
      this.#waiting.set(id, { method, sessionId, resolve, reject });
      this.#write.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
  }

  #take(message: Message): void {
    if (message.id !== undefined) {
      const call = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`));
      else call?.resolve(message.result);
    } else if (message.method) {
      this.#sessions.get(message.sessionId ?? '')?.emit(message.method, message.params);
    }
  }

  #end(): void {
    this.#fail(() => true, 'Chromium is gone');
  }

  #fail(which: (call: Waiting) => boolean, why: string): void {
    for (const [id, call] of this.#waiting) {
      if (!which(call)) continue;
      this.#waiting.delete(id);
      call.reject(new Error(`${call.method}: ${why}`));
    }
  }
}
