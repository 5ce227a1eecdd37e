// The gateway over HTTP as the bridge needs it: one request after the other on kept connections, and answers told apart by what they are.
// Bodies are bytes that nobody looks into here. Over node:http: the global fetch takes longer to load than the whole bridge.
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { sseParser } from '../../contract/sse.ts';

/** Where the engine is now. */
export interface Address {
  socket: string | null;
  url: string;
  token: string;
}

/** What comes of one request. Exactly one of `refused`, `failed`, `ended` is the last. */
export interface Outcome {
  /** one message, or a batch, as JSON text */
  message(json: Buffer | string): void;
  /** the answer begins: its status is good */
  taken?(headers: IncomingMessage['headers']): void;
  refused(status: number, text: string): void;
  /** `sent`: the engine may have seen the request */
  failed(error: Error, sent: boolean): void;
  ended(): void;
  /** pauses the answer while the reader on our other side is slow; calls back when it may go on */
  whenFree?(resume: () => void): boolean;
}

/** a refusal is a sentence: nobody needs more of it */
const mostRefusalBytes = 64_000;

export class GatewayHttp {
  // without a limit: a call may wait for an answer that has to come in beside it
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #target: { socketPath: string } | { host: string; port: string };
  readonly #path: string;
  readonly #headers: Record<string, string>;

  constructor(address: Address, path: string, headers: Record<string, string>) {
    const { hostname, port, host } = new URL(address.url);
    const isLocal = address.socket !== null;
    this.#target = isLocal ? { socketPath: address.socket! } : { host: hostname.replace(/^\[|\]$/g, ''), port };
    this.#path = path;
    this.#headers = { ...headers, host: isLocal ? 'localhost' : host, authorization: `Bearer ${address.token}` };
  }

  post(body: Buffer | string, headers: Record<string, string>, outcome: Outcome): ClientRequest {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const more = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'content-length': bytes.length };
    return this.#send('POST', { ...more, ...headers }, bytes, outcome);
  }

  /** the stream of what the gateway says unasked */
  listen(headers: Record<string, string>, outcome: Outcome): ClientRequest {
    return this.#send('GET', { accept: 'text/event-stream', ...headers }, null, outcome);
  }

  /** the session is over */
  leave(headers: Record<string, string>, outcome: Outcome): ClientRequest {
    return this.#send('DELETE', headers, null, outcome);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, headers: Record<string, string | number>, body: Buffer | null, outcome: Outcome): ClientRequest {
    let isOver = false;
    let isConnected = false;
    const asked = request(
      { ...this.#target, path: this.#path, method, agent: this.#agent, headers: { ...this.#headers, ...headers } },
      (answer) => {
        const broken = (error: Error): void => over(() => outcome.failed(error, true));
        answer.on('error', broken);
        answer.on('close', () => broken(new Error('the connection ended in the middle of the answer')));
        this.#read(answer, outcome, over);
      },
    );
    const over = (say: () => void): void => {
      if (isOver) return;
      isOver = true;
      say();
    };
    asked.on('socket', (socket) => {
      if (socket.connecting)
        socket.once('connect', () => {
          isConnected = true;
        });
      else isConnected = true;
    });
    asked.on('error', (error) => over(() => outcome.failed(error, isConnected)));
    asked.on('close', () => over(() => outcome.failed(new Error('the connection ended without an answer'), isConnected)));
    if (body === null) asked.end();
    else asked.end(body);
    return asked;
  }

  #read(answer: IncomingMessage, outcome: Outcome, over: (say: () => void) => void): void {
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299) {
      collect(answer, mostRefusalBytes, (text) => over(() => outcome.refused(status, text.toString('utf8'))));
      return;
    }
    outcome.taken?.(answer.headers);
    if (outcome.whenFree?.(() => answer.resume()) === false) answer.pause();
    if (/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '')) {
      readEvents(answer, outcome);
      answer.on('end', () => over(() => outcome.ended()));
      return;
    }
    collect(answer, Number.POSITIVE_INFINITY, (bytes) =>
      over(() => {
        const json = bytes.length === 0 ? null : onOneLine(bytes);
        if (json !== null) outcome.message(json);
        outcome.ended();
      }),
    );
  }
}

function collect(answer: IncomingMessage, most: number, done: (bytes: Buffer) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  answer.on('data', (part: Buffer) => {
    length += part.length;
    if (length - part.length < most) parts.push(part);
  });
  answer.on('end', () => done(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
}

function readEvents(answer: IncomingMessage, outcome: Outcome): void {
  const parser = sseParser(({ event, data }) => {
    const json = event === 'message' && data !== '' ? onOneLine(data) : null;
    if (json !== null) outcome.message(json);
  });
  answer.setEncoding('utf8');
  answer.on('data', (text: string) => {
    parser.push(text);
    if (outcome.whenFree?.(() => answer.resume()) === false) answer.pause();
  });
}

/** Line ends may stand between the parts of JSON; for the client they would end the message. Null: it is no JSON. */
function onOneLine<T extends Buffer | string>(json: T): T | string | null {
  if (!json.includes('\n') && !json.includes('\r')) return json;
  try {
    return JSON.stringify(JSON.parse(json.toString()));
  } catch {
    return null; // whoever waits for it is told that no answer came
  }
}
