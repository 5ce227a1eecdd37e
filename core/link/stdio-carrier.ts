// Messages as lines over pipes that somebody else owns. It never ends a pipe: stopping a server begins elsewhere, with the end of its stdin.
import { Duplex, type Readable, type Writable } from 'node:stream';
import { idOfDropped } from './dropped-answer.ts';
import { letGo } from './let-go.ts';
import { LineSplitter } from './line-splitter.ts';
import { type Carrier, type JsonRpcId, type JsonRpcMessage, LinkError, type Pipes } from './link.ts';
import { isMessage, MAX_MESSAGE_BYTES } from './message.ts';

const MAX_QUEUED_BYTES = 64 * 1024 * 1024;
const SHOWN_CHARACTERS = 500;
/** messages of one turn travel in one write, up to so many characters: a write costs more than making a small message */
const MOST_TOGETHER = 16 * 1024;

export interface StdioCarrierOptions {
  maxMessageBytes?: number;
  maxQueuedBytes?: number;
}

export class StdioCarrier implements Carrier {
  onMessage: (message: JsonRpcMessage, bytes?: number) => void = () => {};
  onClose: (reason: string) => void = () => {};
  onNoise: (text: string) => void = () => {};
  onTooLarge: (id: JsonRpcId, bytes: number) => void = () => {};
  readonly #input: Writable;
  readonly #output: Readable;
  readonly #maxQueuedBytes: number;
  #splitter: LineSplitter;
  #state: 'open' | 'gone' | 'closed' = 'open';
  /** why nothing can be sent any more */
  #deaf: string | null = null;
  /** what was sent in this turn, and is written at its end */
  #together = '';
  #turn: PromiseWithResolvers<void> | null = null;

  constructor(pipes: Pipes, options: StdioCarrierOptions = {}) {
    this.#input = pipes instanceof Duplex ? pipes : pipes.stdin;
    this.#output = pipes instanceof Duplex ? pipes : pipes.stdout;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? MAX_QUEUED_BYTES;
    this.#splitter = new LineSplitter(options.maxMessageBytes ?? MAX_MESSAGE_BYTES, {
      onLine: (line) => this.#read(line),
      onRejected: (head, bytes, tail) => this.#reject(head, bytes, tail),
    });
    // these two stay for ever: a late EPIPE must find a listener even after close()
    this.#input.on('error', (error) => this.#muted(`its input is closed (${error.message})`));
    this.#output.on('error', (error) => this.#ended(`its output broke (${error.message})`));
    this.#input.on('close', () => this.#muted('its input is closed'));
    this.#output.on('data', this.#onData);
    this.#output.on('end', () => this.#ended('it closed its output'));
    this.#output.on('close', () => this.#ended('it closed its output'));
    if (this.#output.readableEnded || this.#output.destroyed) queueMicrotask(() => this.#ended('it closed its output'));
  }

  send(message: JsonRpcMessage): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(new LinkError('the connection is closed'));
    if (this.#deaf !== null || !this.#input.writable) return Promise.reject(new LinkError(this.#deaf ?? 'its input is closed'));
    const line = `${JSON.stringify(message)}\n`;
    // a first message is always taken, whatever its size
    const waiting = this.#input.writableLength + this.#together.length;
    if (waiting > 0 && waiting + line.length > this.#maxQueuedBytes) {
      return Promise.reject(new LinkError('it does not read its input, and too much waits for it already'));
    }
    this.#together += line;
    if (!this.#turn) {
      this.#turn = Promise.withResolvers();
      setImmediate(this.#flush);
    }
    const { promise } = this.#turn;
    if (this.#together.length > MOST_TOGETHER) this.#flush();
    return promise;
  }

  readonly #flush = () => {
    const turn = this.#turn;
    if (!turn) return;
    const lines = this.#together;
    this.#turn = null;
    this.#together = '';
    if (!this.#input.writable) turn.reject(new LinkError(this.#deaf ?? 'its input is closed'));
    else
      this.#input.write(lines, (error) => (error ? turn.reject(new LinkError(`its input is closed (${error.message})`)) : turn.resolve()));
  };

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#flush();
    this.#state = 'closed';
    this.#output.off('data', this.#onData);
    // a server that is being stopped must not block on a full pipe: what it still says runs off
    this.#output.resume();
    if (this.#input instanceof Duplex && (this.#input as Duplex) === this.#output) this.#input.destroy();
  }

  readonly #onData = (chunk: Buffer | string) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.#splitter.feed(bytes)) letGo(bytes);
  };

  #read(line: Buffer): void {
    if (this.#state === 'closed') return; // closed by the handler of an earlier line of the same chunk
    let value: unknown;
    try {
      value = JSON.parse(line.toString('utf8'));
    } catch {
      this.#reject(line.subarray(0, SHOWN_CHARACTERS * 4), line.length, null);
      return;
    }
    const batch = Array.isArray(value) ? value : null;
    for (const one of batch ?? [value]) {
      if (this.#isClosed()) return;
      if (isMessage(one)) this.onMessage(one, batch ? undefined : line.length);
      else this.#reject(line.subarray(0, SHOWN_CHARACTERS * 4), line.length, null);
    }
  }

  #reject(head: Buffer, bytes: number, tail: Buffer | null): void {
    if (this.#state === 'closed') return;
    const text = head.toString('utf8').trimEnd().slice(0, SHOWN_CHARACTERS);
    const id = tail && idOfDropped(text, tail.toString('utf8'));
    if (id !== null) this.onTooLarge(id, bytes);
    const dropped = tail
      ? ` … (a line of ${bytes} bytes is too long for a message and was dropped)`
      : bytes > head.length
        ? ` … (${bytes} bytes)`
        : '';
    this.onNoise(text + dropped);
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #muted(reason: string): void {
    this.#deaf ??= reason;
  }

  #ended(reason: string): void {
    if (this.#state !== 'open') return;
    this.#splitter.end();
    if (this.#isClosed()) return; // by the handler of the last line
    this.#state = 'gone';
    this.onClose(reason);
  }
}
