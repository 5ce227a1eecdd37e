// A call of a client that is over, and how it looks among the events.
import type { Event } from './events.ts';

export const callOutcomes = ['ok', 'tool-error', 'error', 'cancelled'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

export interface KeptCall {
  /** grows from call to call, over restarts too; not a number of the journal, and not without gaps */
  seq: number;
  at: string;
  client: string;
  profile: string;
  server: string;
  method: string;
  /** name of the tool or prompt, URI of the resource */
  target: string | null;
  ms: number;
  outcome: CallOutcome;
  requestBytes: number;
  resultBytes: number;
  /** JSON, masked and cut; only where the config asks for it */
  arguments?: string | undefined;
}

/** Calls are no events of the journal, which thousands of them a second would flood: whoever asks for this type gets them in the same shape. */
export const callType = 'call';
export const isCallType = (type: string | undefined): boolean => type === callType || type === `${callType}.*`;

export function eventOfCall({ seq, at, server, ...data }: KeptCall): Event {
  const { client, method, target, outcome, ms } = data;
  const what = target === null ? method : method === 'tools/call' ? target : `${method} ${target}`;
  return { seq, at, type: callType, server, message: `${client} called ${what}: ${outcome} in ${Math.round(ms)} ms`, data };
}
