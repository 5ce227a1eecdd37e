// Between one client on stdin and stdout and the gateway of the engine. What the client says is passed on as it comes, in either generation of
// the protocol; what the bridge adds is that an engine may go and another come without the client noticing. What was under way when an
// engine went is answered with an error at once and never sent again: nobody knows how far it had come.
// A little longer than other files: which call may still be sent depends on all that was said before, and is decided in one place.
import { setTimeout as sleep } from 'node:timers/promises';
import { Asked } from './asked.ts';
import { type Call, callOf, errorAnswer, goneCode, isId, type JsonRpcId, messageIn, pong, refusalAnswer } from './call.ts';
import { Connection } from './connection.ts';
import { type Door, patienceMs } from './engine-door.ts';
import type { Outcome } from './gateway-http.ts';
import { recordOf, statelessHeaders } from './headers.ts';
import { type Line, Refused } from './line.ts';
import { Opening } from './opening.ts';
import { changedFor, Remembered } from './remembered.ts';
import { Unasked } from './unasked.ts';

export interface BridgeParts {
  door: Door;
  client: { send(json: Buffer | string): void; whenFree(resume: () => void): boolean };
  /** of the gateway, with the profile */
  path: string;
  headers: Record<string, string>;
}

type Message = Record<string, unknown>;

/** a cancellation may not overtake what it cancels: they travel on two connections */
const headStartMs = 20;
const retryMs = 100;

export class Bridge {
  readonly #client: BridgeParts['client'];
  readonly #memory = new Remembered();
  readonly #connection: Connection;
  readonly #calls = new Map<JsonRpcId, Call>();
  readonly #asked = new Asked();
  readonly #unasked: Unasked;
  readonly #opening: Opening;

  constructor({ door, client, path, headers }: BridgeParts) {
    this.#client = client;
    this.#connection = new Connection({
      door,
      memory: this.#memory,
      path,
      headers,
      onUp: (line) => this.#joined(line),
      onDown: (line) => {
        this.#unasked.close();
        for (const message of this.#asked.drop(line)) this.#tell(message);
      },
      isAwaited: () => this.#memory.isGreeted || this.#subscriptions().length > 0,
    });
    this.#unasked = new Unasked(this.#connection, client.whenFree, (line, json) => this.#fromGateway(line, json, null));
    this.#opening = new Opening({
      connection: this.#connection,
      memory: this.#memory,
      unasked: this.#unasked,
      answer: (call, json) => this.#settle(call, json),
      giveUp: (call, error) => this.#giveUp(call, error),
    });
  }

  /** One line of the client. */
  hear(body: Buffer): void {
    let message: unknown;
    try {
      message = JSON.parse(body.toString('utf8'));
    } catch (error) {
      this.#client.send(errorAnswer(null, -32700, `This line is not JSON: ${(error as Error).message}`));
      return;
    }
    const { method, id, params } = recordOf(message) ?? {};
    if (Array.isArray(message)) this.#batch(message, body);
    else if (typeof method === 'string') {
      const headers = statelessHeaders(method, params);
      if (isId(id)) this.#request(id, callOf([id], body, { method, params, headers }));
      else this.#notification(method, params, headers, body);
    } else if (isId(id)) this.#answer(message as Message);
    else this.#client.send(errorAnswer(null, -32600, 'This is no JSON-RPC message: it has neither a method nor an id.'));
  }

  #request(id: JsonRpcId, call: Call): void {
    const { method, headers } = call;
    this.#calls.set(id, call);
    if (headers === null && method === 'initialize') this.#opening.initialize(call);
    else this.#send(call);
  }

  /** Calls under way that somebody waits for. */
  get underWay(): number {
    return this.#calls.size - this.#subscriptions().length;
  }

  /** Ends what is under way, and the session. */
  async close(withinMs: number): Promise<void> {
    this.#opening.close();
    this.#connection.close();
    this.#unasked.close();
    for (const call of this.#calls.values()) {
      call.isCancelled = true;
      call.request?.destroy();
    }
    this.#calls.clear();
    const { line } = this.#connection;
    if (line?.session['mcp-session-id'] === undefined) return;
    const left = new Promise<void>((done) => {
      const over = (): void => done();
      line.http.leave(line.session, { message: over, refused: over, failed: over, ended: over });
    });
    await Promise.race([left, sleep(withinMs)]);
  }

  // --- from the client -------------------------------------------------------------------------------------------------

  #batch(messages: unknown[], body: Buffer): void {
    const requests = messages.map(recordOf).filter((message) => typeof message?.method === 'string' && isId(message.id));
    for (const request of requests) this.#memory.note(request!.method as string, request!.params);
    const ids = requests.map((request) => request!.id as JsonRpcId);
    const call = callOf(ids, this.#asked.batchToGateway(messages, body, this.#connection.line));
    for (const id of ids) this.#calls.set(id, call);
    this.#send(call);
  }

  #notification(method: string, params: unknown, headers: Record<string, string> | null, body: Buffer): void {
    if (method === 'notifications/cancelled' && this.#cancel(recordOf(params)?.requestId, body)) return;
    if (headers === null && method === 'notifications/initialized') {
      this.#opening.initialized(body);
      return;
    }
    // without an engine there is nobody whom it could concern
    if (this.#connection.line !== null) this.#send(callOf([], body, { method, params, headers }));
  }

  /** True when nothing is left to be sent. */
  #cancel(id: unknown, body: Buffer): boolean {
    const call = isId(id) ? this.#calls.get(id) : undefined;
    if (!isId(id) || !call || call.method === 'batch') return false;
    call.isCancelled = true;
    this.#calls.delete(id);
    if (call.headers !== null || call.request === null) {
      // in the stateless generation the end of the request's own connection is what tells the gateway
      call.request?.destroy();
      return true;
    }
    const wait = headStartMs - (performance.now() - call.began);
    const notice = callOf([], body, { method: 'notifications/cancelled' });
    if (wait > 0) setTimeout(() => this.#send(notice), wait);
    else this.#send(notice);
    return true;
  }

  #answer(message: Message): void {
    const { line } = this.#connection;
    const passed = line && this.#asked.toGateway(message, line);
    if (passed) this.#post(line, callOf([], Buffer.from(JSON.stringify(passed))));
  }

  // --- to the gateway --------------------------------------------------------------------------------------------------

  #send(call: Call): void {
    const { line, doubt } = this.#connection;
    const opening = call.headers === null ? this.#opening.pending : null;
    if (line === null || opening !== null || doubt !== null) void this.#sendLater(call, opening);
    else this.#post(line, call);
  }

  async #sendLater(call: Call, opening: Promise<void> | null = null): Promise<void> {
    await opening;
    await this.#connection.doubt;
    // the next engine knows nothing of what a notification is about
    if (call.open.size === 0 && this.#connection.line === null) return;
    call.giveUpAt ??= performance.now() + patienceMs;
    if (call.method === 'ping' && this.#connection.line === null) return this.#settle(call, pong(call));
    try {
      const line = await this.#connection.open(call.giveUpAt);
      if (!call.isCancelled) this.#post(line, call);
    } catch (error) {
      this.#giveUp(call, error);
    }
  }

  #post(line: Line, call: Call): void {
    if (call.headers === null) this.#memory.note(call.method, call.params);
    const outcome: Outcome = {
      message: (json) => this.#fromGateway(line, json, call),
      refused: (status, text) => void this.#refused(line, call, status, text),
      failed: (error, sent) => void this.#failed(line, call, error, sent),
      ended: () => void this.#ended(line, call),
      whenFree: this.#client.whenFree,
    };
    call.request = line.http.post(call.body, call.headers ?? line.session, outcome);
  }

  // --- from the gateway ------------------------------------------------------------------------------------------------

  #fromGateway(line: Line, json: Buffer | string, call: Call | null): void {
    // a whole body is the answer to what was asked: nobody needs to look into it
    if (call !== null && typeof json !== 'string') this.#settle(call, json);
    else {
      const message = messageIn(json);
      if (typeof message?.method === 'string') this.#said(line, json, message, call);
      else if (call === null || !isId(message?.id)) this.#client.send(json);
      else if (call.isListen) call.lastWord = json;
      else this.#settle(call, json, message.id);
    }
  }

  /** A request or a notification, on the stream of a call or on the session's own. */
  #said(line: Line, json: Buffer | string, message: Message, call: Call | null): void {
    if (call?.isListen && message.method === 'notifications/subscriptions/acknowledged') {
      if (call.isAcknowledged) return; // by an earlier engine
      call.isAcknowledged = true;
    }
    if (isId(message.id) || message.method === 'notifications/cancelled') this.#tell(this.#asked.toClient(message, line));
    else this.#client.send(json);
  }

  /** An answer: to one of its requests, or to all that is left of it. */
  #settle(call: Call, json: Buffer | string, id?: JsonRpcId): void {
    if (!call.isCancelled && call.open.size > 0) this.#client.send(json);
    for (const each of id === undefined ? [...call.open] : [id]) {
      call.open.delete(each);
      if (this.#calls.get(each) === call) this.#calls.delete(each);
    }
  }

  #giveUp(call: Call, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    for (const id of [...call.open]) {
      const answer = error instanceof Refused ? refusalAnswer(id, error.status, error.text) : errorAnswer(id, goneCode, words);
      this.#settle(call, answer, id);
    }
  }

  async #refused(line: Line, call: Call, status: number, text: string): Promise<void> {
    call.giveUpAt ??= performance.now() + patienceMs;
    const isForgotten = status === 404 && call.headers === null && line.session['mcp-session-id'] !== undefined;
    // another engine at the same address has another token, and does not know the session
    const isOther = status === 401 && (await this.#isReplaced(line));
    if (isForgotten || isOther) this.#connection.lose(line);
    else if (status === 503) await sleep(retryMs);
    else return this.#giveUp(call, new Refused(status, text));
    if (performance.now() > call.giveUpAt) return this.#giveUp(call, new Refused(status, text));
    // what was refused was not begun
    await this.#sendLater(call);
  }

  async #isReplaced(line: Line): Promise<boolean> {
    await this.#connection.check(line);
    return this.#connection.line !== line;
  }

  async #failed(line: Line, call: Call, error: Error, sent: boolean): Promise<void> {
    if (call.isCancelled) return;
    call.giveUpAt ??= performance.now() + patienceMs;
    if (!sent && performance.now() < call.giveUpAt) {
      this.#connection.lose(line);
      return this.#sendLater(call);
    }
    if (call.method === 'ping') this.#settle(call, pong(call));
    if (!call.isListen) {
      this.#giveUp(call, new Error(`The Roundhouse engine went before it had answered (${error.message}). This was not sent again.`));
      return this.#connection.check(line);
    }
    await this.#ended(line, call);
  }

  /** The connection of a call is at its end. */
  async #ended(line: Line, call: Call): Promise<void> {
    if (call.isCancelled || call.open.size === 0) return;
    if (!call.isListen) return this.#giveUp(call, new Error('The Roundhouse engine ended this call without an answer.'));
    await this.#connection.check(line);
    const isAlive = this.#connection.line === line;
    if (isAlive && call.lastWord !== null) return this.#settle(call, call.lastWord);
    call.lastWord = null;
    // the next engine takes it up; one that lives has dropped it, and is asked once more
    if (isAlive) await sleep(10 * retryMs);
    if (call.isCancelled) return;
    if (this.#connection.line === null) call.isParked = true;
    else this.#subscribeAgain(this.#connection.line, call);
  }

  #joined(line: Line): void {
    if (this.#memory.isInitialized) this.#unasked.open(line);
    for (const message of this.#memory.changed()) this.#tell(message);
    for (const call of this.#subscriptions()) if (call.isParked) this.#subscribeAgain(line, call);
  }

  #subscribeAgain(line: Line, call: Call): void {
    call.isParked = false;
    const [id] = call.open;
    if (call.isAcknowledged && id !== undefined) for (const message of changedFor({ id, params: call.params })) this.#tell(message);
    this.#post(line, call);
  }

  #subscriptions(): Call[] {
    return [...this.#calls.values()].filter((call) => call.isListen);
  }

  #tell(message: object): void {
    this.#client.send(JSON.stringify(message));
  }
}
