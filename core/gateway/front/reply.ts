// The answer to one POST. It stays plain JSON, which is cheapest, until something must be said before the answer: then it becomes a stream.
import type { ServerResponse } from 'node:http';
import type { EngineLog } from '../../store/logs.ts';
import type { Channel } from './channel.ts';
import { type Outlet, openOutlet, type Watch } from './outlet.ts';

/** shorter texts travel in one piece with their headers; longer ones are cheaper as bytes */
const longText = 16 * 1024;
const watchedText = 256 * 1024;

export interface ReplyOptions {
  accept: string | undefined;
  who: string;
  log: EngineLog;
  watch: Watch;
  /** answers it has to carry: more than one for a batch */
  expected?: number;
  isBatch?: boolean;
  headers?: Record<string, string>;
  /** makes the stream one that a client can come back to; left out: it cannot */
  channel?: { open(): Channel; prime: boolean; detached(channel: Channel, taken: boolean, outlet: Outlet): void };
  /** the client left before it was answered, and will not come back */
  onGone(): void;
}

export class Reply {
  readonly #response: ServerResponse;
  readonly #options: ReplyOptions;
  #waitsFor: number;
  #texts: string[] = [];
  #outlet: Outlet | null = null;
  #channel: Channel | null = null;
  #done = false;

  constructor(response: ServerResponse, options: ReplyOptions) {
    this.#response = response;
    this.#options = options;
    this.#waitsFor = options.expected ?? 1;
    response.once('close', () => {
      if (this.#done || this.#outlet) return;
      this.#done = true;
      options.onGone();
    });
  }

  get done(): boolean {
    return this.#done;
  }

  /** the client takes messages before the answer */
  get canStream(): boolean {
    return acceptsStream(this.#options.accept);
  }

  /** Something that belongs before the answer. False: the client cannot take it. */
  say(message: string): boolean {
    if (this.#done || !this.canStream) return false;
    this.#stream();
    return this.#write(message);
  }

  answer(text: string, status = 200): void {
    if (this.#done) return;
    this.#waitsFor--;
    if (this.#outlet || onlyStream(this.#options.accept)) {
      this.#stream();
      this.#write(text, true);
      if (this.#waitsFor > 0) return;
      this.#done = true;
      if (this.#channel) this.#channel.finish();
      else this.#outlet!.end();
      return;
    }
    if (this.#options.isBatch) {
      this.#texts.push(text);
      if (this.#waitsFor > 0) return;
      this.#send(`[${this.#texts.join(',')}]`, status);
    } else this.#send(text, status);
  }

  #send(text: string, status: number): void {
    this.#done = true;
    const response = this.#response;
    if (response.destroyed) return;
    const body = text.length > longText ? Buffer.from(text) : text;
    response.writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...this.#options.headers,
      'content-length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
    });
    response.end(body);
    if (text.length > watchedText) this.#options.watch.add(response, this.#options.who, false);
  }

  #stream(): void {
    if (this.#outlet) return;
    const { who, log, watch, headers, channel, onGone } = this.#options;
    const outlet = openOutlet(this.#response, {
      who,
      log,
      watch,
      headers,
      onClose: (taken) => {
        if (this.#channel && channel) channel.detached(this.#channel, taken, outlet);
        else if (!this.#done) {
          this.#done = true;
          onGone();
        }
      },
    });
    this.#outlet = outlet;
    if (channel) {
      this.#channel = channel.open();
      this.#channel.attach(outlet, 0);
      if (channel.prime) this.#channel.prime();
    }
    // what was ready before goes first
    for (const text of this.#texts.splice(0)) this.#write(text, true);
  }

  #write(message: string, isAnswer = false): boolean {
    if (!this.#channel)
      return this.#outlet!.send(
        `event: message
data: ${message}

`,
        isAnswer,
      );
    this.#channel.say(message, isAnswer);
    return true;
  }
}

/** Left out, as sloppy clients do, it means everything. */
export function acceptsStream(accept: string | undefined): boolean {
  return accept === undefined || accept === '' || /text\/event-stream|text\/\*|\*\/\*/i.test(accept);
}

function onlyStream(accept: string | undefined): boolean {
  return accept !== undefined && /text\/event-stream/i.test(accept) && !/application\/(?:json|\*)|\*\/\*/i.test(accept);
}
