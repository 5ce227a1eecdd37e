// The client on our stdin and stdout: a message per line in both directions, and never a byte of anything else.
import type { Readable, Writable } from 'node:stream';
import { LineSplitter } from '../../core/link/line-splitter.ts';

/** what the gateway allows is the gateway's to say; this only bounds a line that never ends */
const mostLineBytes = 256 * 1024 * 1024;
const NEWLINE = Buffer.from('\n');

export interface ClientEvents {
  onLine(line: Buffer): void;
  /** no message can be in this line */
  onGarbage(head: string): void;
  /** it says nothing more */
  onEnd(): void;
  /** it hears nothing any more */
  onGone(): void;
}

export class ClientLines {
  readonly #output: Writable;
  #waiting: (() => void)[] = [];
  #isBlocked = false;
  #isGone = false;

  constructor(input: Readable, output: Writable, events: ClientEvents) {
    this.#output = output;
    const splitter = new LineSplitter(mostLineBytes, {
      onLine: events.onLine,
      onRejected: (head) => events.onGarbage(head.toString('utf8')),
    });
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      splitter.end();
      events.onEnd();
    };
    input.on('data', (chunk: Buffer) => splitter.feed(chunk));
    input.on('end', end);
    input.on('close', end);
    input.on('error', end);
    output.on('drain', () => this.#goOn());
    output.on('error', () => {
      if (this.#isGone) return;
      this.#isGone = true;
      this.#goOn();
      events.onGone();
    });
  }

  send(json: Buffer | string): void {
    if (this.#isGone) return;
    const flows = typeof json === 'string' ? this.#output.write(`${json}\n`) : this.#output.write(Buffer.concat([json, NEWLINE]));
    if (!flows) this.#isBlocked = true;
  }

  /** True when the client reads along; else `resume` is called once it does. */
  whenFree(resume: () => void): boolean {
    if (!this.#isBlocked) return true;
    this.#waiting.push(resume);
    return false;
  }

  #goOn(): void {
    this.#isBlocked = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
