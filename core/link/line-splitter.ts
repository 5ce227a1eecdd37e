// Cuts a byte stream into lines without ever joining more than one line, and without keeping what cannot become a message.

const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
/** how much of a line that is no message is kept to be shown */
const SHOWN_BYTES = 2_000;
/** how much of the end of a message that is too long: its id may stand there */
const TAIL_BYTES = 300;

export interface SplitterEvents {
  /** a whole line that may be a message, without its line end; never empty */
  onLine(line: Buffer): void;
  /** a line that cannot be one. `head` is its beginning, `bytes` its full length, `tail` its end if it was a candidate until it passed the limit. */
  onRejected(head: Buffer, bytes: number, tail: Buffer | null): void;
}

export class LineSplitter {
  readonly #events: SplitterEvents;
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #kept = 0;
  #bytes = 0;
  #candidate = false;
  /** the end of a message that passed the limit; null while there is none */
  #tail: Buffer | null = null;

  constructor(maxBytes: number, events: SplitterEvents) {
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  /** True when nothing refers to the chunk any more: it was all thrown away. */
  feed(chunk: Buffer): boolean {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      if (this.#bytes === 0) this.#whole(chunk.subarray(from, at));
      else {
        this.#keep(chunk.subarray(from, at));
        this.#finish();
      }
      from = at + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
    return from === 0 && !this.#candidate;
  }

  /** the stream ended: what is left is a line, too */
  end(): void {
    if (this.#bytes > 0) this.#finish();
  }

  // the common case, a line within one chunk: nothing is copied
  #whole(line: Buffer): void {
    const text = withoutBlanks(line);
    if (text.length === 0) return;
    const candidate = opensMessage(text);
    if (candidate && text.length <= this.#maxBytes) this.#events.onLine(text);
    else this.#events.onRejected(text.subarray(0, SHOWN_BYTES), text.length, candidate ? text.subarray(-TAIL_BYTES) : null);
  }

  #keep(given: Buffer): void {
    const piece = this.#bytes === 0 ? withoutBlanks(given) : given;
    if (piece.length === 0) return;
    if (this.#bytes === 0) this.#candidate = opensMessage(piece);
    this.#bytes += piece.length;
    if (this.#candidate && this.#bytes > this.#maxBytes) {
      const head = Buffer.concat(this.#pieces, Math.min(this.#kept, SHOWN_BYTES));
      this.#pieces = [head];
      this.#kept = head.length;
      this.#candidate = false;
      this.#tail = Buffer.alloc(0);
    }
    if (this.#tail) this.#tail = endOf(this.#tail, piece);
    // of what is only shown a small copy, so that a slice does not hold its whole chunk
    const kept = this.#candidate ? piece : Buffer.from(piece.subarray(0, SHOWN_BYTES - this.#kept));
    if (kept.length === 0) return;
    this.#pieces.push(kept);
    this.#kept += kept.length;
  }

  #finish(): void {
    const line = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    if (this.#candidate) this.#events.onLine(line);
    else this.#events.onRejected(line, this.#bytes, this.#tail);
    this.#pieces = [];
    this.#kept = 0;
    this.#bytes = 0;
    this.#tail = null;
  }
}

function opensMessage(text: Buffer): boolean {
  return text[0] === OPEN_BRACE || text[0] === OPEN_BRACKET;
}

/** a copy, so that a slice does not hold its whole chunk */
function endOf(tail: Buffer, piece: Buffer): Buffer {
  return piece.length >= TAIL_BYTES ? Buffer.from(piece.subarray(-TAIL_BYTES)) : Buffer.concat([tail, piece]).subarray(-TAIL_BYTES);
}

/** what stands before the first character of a line is no part of it */
function withoutBlanks(line: Buffer): Buffer {
  let at = 0;
  while (at < line.length && (line[at] === 0x20 || line[at] === 0x09 || line[at] === 0x0d)) at += 1;
  return at === 0 ? line : line.subarray(at);
}
