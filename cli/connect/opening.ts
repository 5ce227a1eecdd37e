// The beginning of a session of the handshake generation. What belongs to the session may not overtake it, and some clients say everything
// at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from './call.ts';
import type { Connection } from './connection.ts';
import { NoEngine, patienceMs, stoppedWords } from './engine-door.ts';
import { ask, greet, LineBroken, Refused } from './line.ts';
import { placeholder, type Remembered } from './remembered.ts';
import type { Unasked } from './unasked.ts';

export interface OpeningParts {
  connection: Connection;
  memory: Remembered;
  unasked: Unasked;
  answer(call: Call, json: string): void;
  giveUp(call: Call, error: unknown): void;
}

const retryMs = 100;

export class Opening {
  readonly #parts: OpeningParts;
  #pending: Promise<void> | null = null;
  #isClosed = false;

  constructor(parts: OpeningParts) {
    this.#parts = parts;
  }

  /** What messages of the session have to wait for; null: they may go. */
  get pending(): Promise<void> | null {
    return this.#pending;
  }

  initialize(call: Call): void {
    this.#begin(() => this.#initialize(call));
  }

  initialized(body: Buffer): void {
    this.#begin(() => this.#initialized(body));
  }

  close(): void {
    this.#isClosed = true;
  }

  #begin(step: () => Promise<void>): void {
    const before = this.#pending ?? Promise.resolve();
    const mine: Promise<void> = before.then(step).then(() => {
      if (this.#pending === mine) this.#pending = null;
    });
    this.#pending = mine;
  }

  async #initialize(call: Call): Promise<void> {
    const { connection, memory, answer, giveUp } = this.#parts;
    memory.begin(call.params);
    const giveUpAt = performance.now() + patienceMs;
    while (!this.#isClosed) {
      try {
        const line = await connection.open(giveUpAt);
        const greeting = await greet(line, call.body);
        if (!greeting.isError) memory.greeted(greeting.capabilities);
        return answer(call, greeting.answer);
      } catch (error) {
        if (error instanceof NoEngine && error.byPerson) return this.#standIn(call);
        // asking once more who is there does nothing twice
        const mayPass = error instanceof LineBroken || (error instanceof Refused && connection.isPassing(error.status));
        if (!mayPass || performance.now() > giveUpAt) return giveUp(call, error);
        if (connection.line) await connection.check(connection.line);
        await sleep(retryMs);
      }
    }
  }

  /** The client stays for the person who will start the engine again: refused here it would have to be restarted itself. */
  #standIn(call: Call): void {
    const result = placeholder(call.params, stoppedWords);
    this.#parts.memory.greeted(result.capabilities);
    const [id] = call.open;
    this.#parts.answer(call, JSON.stringify({ jsonrpc: '2.0', id, result }));
  }

  async #initialized(body: Buffer): Promise<void> {
    const { connection, memory, unasked } = this.#parts;
    if (!memory.isGreeted) return;
    memory.isInitialized = true;
    const { line } = connection;
    if (line === null) return; // it is told when the session is taken up
    await ask(line, body, line.session).catch(() => connection.check(line));
    if (!this.#isClosed) unasked.open(line);
  }
}
