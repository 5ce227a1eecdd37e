// One reader of a stream of server-sent events: a bounded buffer between what we have to say and what they take.
import type { StreamEnd } from '../../contract/routes/engine.ts';
import { apiHeaders } from './headers.ts';

const mostBytes = 1024 * 1024;
const lastWordMs = 5000;
const heartbeat = Buffer.from(': alive\n\n');

export interface OutletOptions {
  heartbeatMs: number;
  /** nothing taken for so long, although something waits: the reader is gone in all but name */
  stallMs: number;
  onClose(): void;
  /** cuts the connection of a reader that does not even take the last word */
  hangUp?: () => void;
}

export interface Outlet {
  readonly response: Response;
  readonly closed: boolean;
  /** bytes that wait for the reader */
  pending(): number;
  /** false: the reader is gone, or was dropped because too much waits for it */
  send(chunk: Uint8Array): boolean;
  end(end: StreamEnd): void;
}

export function openOutlet({ heartbeatMs, stallMs, onClose, hangUp }: OutletOptions): Outlet {
  let queue: Uint8Array[] = [];
  let bytes = 0;
  let closed = false;
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let wanted: (() => void) | null = null;
  let waitingSince = 0;
  let lastWord: NodeJS.Timeout | undefined;

  const beat = setInterval(() => {
    if (bytes === 0) send(heartbeat);
    else if (performance.now() - waitingSince > stallMs) end({ code: 'too-slow', reason: tooSlow });
  }, heartbeatMs);
  beat.unref();

  const stream = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      pull: () =>
        new Promise<void>((resolve) => {
          wanted = resolve;
          hand();
        }),
      cancel: () => {
        queue = [];
        bytes = 0;
        clearTimeout(lastWord);
        close();
      },
    },
    { highWaterMark: 0 },
  );

  /** Gives the reader what it asked for, if it asked and there is something. */
  function hand(): void {
    if (!wanted || (queue.length === 0 && !closed)) return;
    const answer = wanted;
    wanted = null;
    if (queue.length > 0) {
      const chunk = queue.length === 1 ? queue[0]! : Buffer.concat(queue);
      queue = [];
      bytes = 0;
      controller.enqueue(chunk);
    }
    if (closed) {
      clearTimeout(lastWord);
      controller.close();
    }
    answer();
  }

  function send(chunk: Uint8Array): boolean {
    if (closed) return false;
    // a single message may be larger than the bound, as a snapshot of many servers is
    if (bytes > 0 && bytes + chunk.length > mostBytes) {
      end({ code: 'too-slow', reason: tooSlow });
      return false;
    }
    if (bytes === 0) {
      waitingSince = performance.now();
      // whatever is said is a sign of life; a reader that takes nothing is looked after as before
      beat.refresh();
    }
    queue.push(chunk);
    bytes += chunk.length;
    hand();
    return true;
  }

  function end(reason: StreamEnd): void {
    if (closed) return;
    if (reason.code === 'too-slow') queue = [];
    queue.push(Buffer.from(`event: end\ndata: ${JSON.stringify(reason)}\n\n`));
    bytes = queue.reduce((sum, chunk) => sum + chunk.length, 0);
    close();
    if (wanted) hand();
    else lastWord = setTimeout(() => hangUp?.(), lastWordMs).unref();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    clearInterval(beat);
    onClose();
  }

  return {
    response: new Response(stream, {
      headers: { ...apiHeaders, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
    }),
    get closed() {
      return closed;
    },
    pending: () => bytes,
    send,
    end,
  };
}

const tooSlow = 'This reader was too slow: more than 1 MiB waited for it. Open the stream again.';
