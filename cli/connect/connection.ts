// Keeps the bridge joined to whatever engine runs: one at a time, the next one when it is gone.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundEngine } from '../find-engine.ts';
import { refusalWords } from './call.ts';
import { type Door, NoEngine, patienceMs } from './engine-door.ts';
import { GatewayHttp } from './gateway-http.ts';
import { type Line, Refused, resume } from './line.ts';
import type { Remembered } from './remembered.ts';

const lookEveryMs = 500;
const retryMs = 100;
/** an engine that comes up or goes, or whose token was read a moment too early */
const passing = new Set([401, 429, 503]);

export interface ConnectionParts {
  door: Door;
  memory: Remembered;
  path: string;
  headers: Record<string, string>;
  /** joined; the session, if the client had one, is taken up again */
  onUp(line: Line): void;
  onDown(line: Line): void;
  /** is it worth while to look for an engine though the client says nothing */
  isAwaited(): boolean;
}

export class Connection {
  readonly #parts: ConnectionParts;
  readonly #headers: Record<string, string>;
  readonly #watch: NodeJS.Timeout;
  #line: Line | null = null;
  #opening: Promise<Line> | null = null;
  #doubt: { line: Line; over: Promise<void> } | null = null;
  #era = 0;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    // the engine knows by it that all of these requests are one client's
    this.#headers = { ...parts.headers, 'roundhouse-bridge': randomUUID() };
    this.#watch = setInterval(() => this.#look(), lookEveryMs);
    this.#watch.unref();
  }

  get line(): Line | null {
    return this.#line;
  }

  /** Something of the line broke: nothing more is sent on it until it is known whether its engine lives. */
  get doubt(): Promise<void> | null {
    return this.#doubt !== null && this.#doubt.line === this.#line ? this.#doubt.over : null;
  }

  /** Rejects with NoEngine. */
  open(giveUpAt = performance.now() + patienceMs): Promise<Line> {
    if (this.#line !== null) return Promise.resolve(this.#line);
    this.#opening ??= this.#open(giveUpAt).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** May the same request be taken a moment later? */
  isPassing(status: number): boolean {
    return passing.has(status) && !(status === 401 && this.#parts.door.hasOwnToken);
  }

  /** Something of this line broke: is it the engine? */
  async check(line: Line): Promise<void> {
    if (this.#line !== line) return;
    if (this.#doubt?.line === line) return this.#doubt.over;
    const doubt = { line, over: this.#ask(line) };
    this.#doubt = doubt;
    await doubt.over;
    if (this.#doubt === doubt) this.#doubt = null;
  }

  async #ask(line: Line): Promise<void> {
    // an engine that cannot be looked for is none; whoever asks next is told why
    if (!(await this.#parts.door.answers(line.engine).catch(() => false))) this.lose(line);
  }

  lose(line: Line): void {
    if (this.#line !== line) return;
    this.#line = null;
    this.#parts.onDown(line);
  }

  close(): void {
    clearInterval(this.#watch);
  }

  async #open(giveUpAt: number): Promise<Line> {
    for (;;) {
      const engine = await this.#parts.door.open(giveUpAt);
      const line = this.#lineTo(engine);
      try {
        if (this.#parts.memory.isGreeted) await resume(line, this.#parts.memory);
        this.#era += 1;
        this.#line = line;
        this.#parts.onUp(line);
        return line;
      } catch (error) {
        if (error instanceof NoEngine) throw error;
        const isFinal = error instanceof Refused && !this.isPassing(error.status);
        if (isFinal || performance.now() > giveUpAt) throw new NoEngine(wordsOf(error));
        await sleep(retryMs);
      }
    }
  }

  #lineTo(engine: FoundEngine): Line {
    const http = new GatewayHttp(engine, this.#parts.path, this.#headers);
    return { engine, era: this.#era, http, session: {} };
  }

  /** The client may be waiting for word that something changed, and say nothing itself. */
  #look(): void {
    if (this.#line !== null || this.#opening !== null || !this.#parts.isAwaited()) return;
    try {
      if (this.#parts.door.find() === null) return;
    } catch {
      return; // whoever asks next is told why
    }
    this.open().catch(() => undefined); // the same
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Refused) return refusalWords(error.status, error.text);
  return `The Roundhouse engine does not answer: ${error instanceof Error ? error.message : String(error)}.`;
}
