// One engine as the bridge is joined to it: how to reach it, and the session that the client has there.
import type { FoundEngine } from '../find-engine.ts';
import { NoEngine } from './engine-door.ts';
import type { GatewayHttp, Outcome } from './gateway-http.ts';
import { recordOf } from './headers.ts';
import type { Remembered } from './remembered.ts';

export interface Line {
  engine: FoundEngine;
  /** counts the engines that this client has seen */
  era: number;
  http: GatewayHttp;
  /** headers of the client's session; empty without one */
  session: Record<string, string>;
}

/** Nobody answered, or not to the end. */
export class LineBroken extends Error {}

/** The engine answered, and not with what was asked for. */
export class Refused extends Error {
  readonly status: number;
  readonly text: string;
  constructor(status: number, text: string) {
    super(`status ${status}`);
    this.status = status;
    this.text = text;
  }
}

export interface Greeting {
  /** the answer to initialize, as it came */
  answer: string;
  capabilities: unknown;
  isError: boolean;
}

/** Sends initialize; the session of its answer is the line's from then on. */
export async function greet(line: Line, body: Buffer | string): Promise<Greeting> {
  const { messages, headers } = await ask(line, body, {});
  const answer = messages
    .map((text) => ({ text, message: recordOf(JSON.parse(text)) }))
    .find(({ message }) => message?.method === undefined);
  if (!answer?.message) throw new LineBroken('initialize was not answered');
  const result = recordOf(answer.message.result);
  const session = headers['mcp-session-id'];
  line.session = {};
  if (typeof session === 'string') line.session['mcp-session-id'] = session;
  if (typeof result?.protocolVersion === 'string') line.session['mcp-protocol-version'] = result.protocolVersion;
  return { answer: answer.text, capabilities: result?.capabilities, isError: result === undefined };
}

/** Takes the client's place up with an engine that does not know it yet. */
export async function resume(line: Line, memory: Remembered): Promise<void> {
  const message = (more: object): string => JSON.stringify({ jsonrpc: '2.0', ...more });
  const greeting = await greet(line, message({ id: 'roundhouse/initialize', method: 'initialize', params: memory.initialize }));
  if (greeting.isError) throw new NoEngine(`the engine does not take this client up again: ${greeting.answer}`);
  if (!memory.isInitialized) return;
  await ask(line, message({ method: 'notifications/initialized' }), line.session);
  for (const [at, wish] of memory.wishes().entries()) {
    // a resource may be gone with its server: no reason to leave the client without the rest
    await ask(line, message({ id: `roundhouse/${at}`, ...wish }), line.session).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
  }
}

/** One exchange of the bridge's own, whole. Rejects with LineBroken or Refused. */
export function ask(
  line: Line,
  body: Buffer | string,
  headers: Record<string, string>,
): Promise<{ messages: string[]; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const messages: string[] = [];
    let taken: Record<string, unknown> = {};
    const outcome: Outcome = {
      taken: (given) => {
        taken = given;
      },
      message: (json) => void messages.push(json.toString()),
      refused: (status, text) => reject(new Refused(status, text)),
      failed: (error) => reject(new LineBroken(error.message)),
      ended: () => resolve({ messages, headers: taken }),
    };
    line.http.post(body, headers, outcome);
  });
}
