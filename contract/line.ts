// One stream of server-sent events kept open: reads it, notices when it falls silent, opens it again.
import { pause, type Retry } from './backoff.ts';
import type { ByteReader, Client } from './client.ts';
import { Failure, NoContact } from './errors.ts';
import type { RouteName } from './routes/table.ts';
import { type SseMessage, sseParser } from './sse.ts';

export type Contact =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `code`: `no-contact`, or the code of the engine's refusal (`unauthorized`: sign in again) */
  | { kind: 'lost'; at: string; retryAt: string; attempt: number; code: string; message: string };

export interface Line {
  client: Client;
  route: RouteName;
  /** asked before each opening: where to go on */
  input(): Record<string, unknown>;
  /** all messages of one chunk; `reopen` = what came does not fit, begin anew at once */
  onMessages(messages: SseMessage[]): undefined | 'reopen';
  onContact(contact: Contact): void;
  /** whatever came, a sign of life alone too */
  onHeard?(): void;
  /** calls back when waiting any longer has no use: contact is known to be possible again; returns how to stop that */
  wake?(again: () => void): () => void;
  /** calls back when the line is dead without knowing it: it is opened anew at once, and not lost for that; returns how to stop that */
  renew?(again: () => void): () => void;
  /** waited for before each opening: while nobody is there to see it, a line need not be kept */
  rest?(signal?: AbortSignal): Promise<void>;
  signal?: AbortSignal;
  retry: Retry;
}

/** Resolves when the signal aborts, never before. */
export async function keepOpen(line: Line): Promise<void> {
  let attempt = 0;
  line.onContact({ kind: 'connecting' });
  for (;;) {
    await line.rest?.(line.signal);
    if (line.signal?.aborted) return;
    const end = await readOnce(line, () => {
      attempt = 0;
      line.onContact({ kind: 'live' });
    });
    if (line.signal?.aborted) return;
    if (end === 'reopen') continue;
    attempt++;
    const delay = line.retry.delayMs(attempt);
    const now = Date.now();
    line.onContact({
      kind: 'lost',
      at: new Date(now).toISOString(),
      retryAt: new Date(now + delay).toISOString(),
      attempt,
      code: end.code,
      message: end.message,
    });
    await wait(line, delay);
  }
}

async function wait({ wake, signal }: Line, ms: number): Promise<void> {
  const over = new AbortController();
  const stop = wake?.(() => over.abort());
  await pause(ms, signal ? AbortSignal.any([signal, over.signal]) : over.signal);
  stop?.();
}

async function readOnce(line: Line, onLive: () => void): Promise<'reopen' | Failure | NoContact> {
  const stop = new AbortController();
  const signal = line.signal ? AbortSignal.any([line.signal, stop.signal]) : stop.signal;
  const silenceMs = line.retry.silenceMs ?? line.retry.heartbeatSeconds * 2000;
  let reader: ByteReader | undefined;
  let silent = false;
  let renewed = false;
  const alarm = () => {
    silent = true;
    stop.abort();
  };
  let timer = setTimeout(alarm, silenceMs);
  const stopRenewing = line.renew?.(() => {
    renewed = true;
    stop.abort();
  });
  try {
    const answer = await line.client.open(line.route, { ...line.input(), heartbeat: line.retry.heartbeatSeconds }, { signal });
    if (!answer.body) return new NoContact('its stream has no body');
    reader = answer.body.getReader();
    return await readAll(
      line,
      reader,
      () => {
        clearTimeout(timer);
        timer = setTimeout(alarm, silenceMs);
        line.onHeard?.();
      },
      onLive,
    );
  } catch (error) {
    if (renewed) return 'reopen';
    if (silent) return new NoContact(`nothing was heard of it for ${silenceMs / 1000} s`);
    if (error instanceof Failure || error instanceof NoContact) return error;
    return new NoContact(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    stopRenewing?.();
    // the far end may be gone already: there is nothing left to tell it
    reader?.cancel().catch(() => undefined);
    stop.abort();
  }
}

async function readAll(line: Line, reader: ByteReader, onBytes: () => void, onLive: () => void): Promise<'reopen' | NoContact> {
  const decoder = new TextDecoder();
  let arrived: SseMessage[] = [];
  let alive = false;
  const parser = sseParser(
    (message) => arrived.push(message),
    () => {
      alive = true;
    },
  );
  let live = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new NoContact('it ended the stream');
    onBytes();
    parser.push(decoder.decode(value, { stream: true }));
    // half a snapshot is not contact yet: what is known is still that of before
    if (!live && (alive || arrived.length > 0)) {
      onLive();
      live = true;
    }
    if (arrived.length === 0) continue;
    const messages = arrived;
    arrived = [];
    const end = messages.find((message) => message.event === 'end');
    if (line.onMessages(messages.filter((message) => message.event !== 'end')) === 'reopen') return 'reopen';
    if (end) return new NoContact(reasonOf(end));
  }
}

function reasonOf(end: SseMessage): string {
  const { reason } = JSON.parse(end.data) as { reason?: unknown };
  return typeof reason === 'string' ? reason.replace(/\.$/, '') : 'it ended the stream';
}
