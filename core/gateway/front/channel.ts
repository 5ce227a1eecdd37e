// A numbered sequence of messages for one client, that outlives the connection it is read over: whoever comes back names the last
// event that reached it and gets the rest.
import type { Outlet } from './outlet.ts';

const mostBytes = 256 * 1024;
const mostEvents = 1000;

interface Kept {
  number: number;
  text: string;
}

export class Channel {
  readonly key: string;
  /** nothing more will be said */
  finished = false;
  /** when it lost its reader; 0 while it has one */
  detachedAt = 0;
  #outlet: Outlet | null = null;
  #kept: Kept[] = [];
  #bytes = 0;
  #last = 0;

  constructor(key: string) {
    this.key = key;
  }

  get attached(): boolean {
    return this.#outlet?.open ?? false;
  }

  /** An event without a message: it gives the client a number to come back with. */
  prime(): void {
    this.#put('data: \n\n');
  }

  say(message: string, isAnswer = false): void {
    this.#put(`event: message\ndata: ${message}\n\n`, isAnswer);
  }

  #put(text: string, isAnswer = false): void {
    const number = ++this.#last;
    const event = `id: ${this.key}-${number}\n${text}`;
    this.#kept.push({ number, text: event });
    this.#bytes += event.length;
    // one event is kept however large: it may be the answer itself
    while (this.#kept.length > 1 && (this.#bytes > mostBytes || this.#kept.length > mostEvents)) {
      this.#bytes -= this.#kept.shift()!.text.length;
    }
    this.#outlet?.send(event, isAnswer);
  }

  /** The reader is there (again). `after`: the last event that reached it. False: some events between were kept no longer. */
  attach(outlet: Outlet, after: number): boolean {
    this.#outlet?.end();
    this.#outlet = outlet;
    this.detachedAt = 0;
    const oldest = this.#kept[0]?.number ?? this.#last + 1;
    // bounded by what is kept: an answer that waited here goes out whole
    for (const { number, text } of this.#kept) if (number > after) outlet.send(text, true);
    if (this.finished) outlet.end();
    return after + 1 >= oldest;
  }

  /** The connection that was read over is gone; another may have taken its place already. */
  detach(outlet: Outlet, now: number): boolean {
    if (this.#outlet !== outlet) return false;
    this.#outlet = null;
    this.detachedAt = now;
    return true;
  }

  finish(): void {
    this.finished = true;
    this.#outlet?.end();
  }
}

export function eventOf(lastEventId: string | undefined): { key: string; number: number } | null {
  const match = /^([a-z]\d+)-(\d{1,15})$/.exec(lastEventId ?? '');
  return match ? { key: match[1]!, number: Number(match[2]) } : null;
}
