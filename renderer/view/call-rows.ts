// Calls that are over, oldest first, with the places where some are missing.
import { type CallOutcome, callOutcomes, type KeptCall } from '../../contract/calls.ts';
import type { Glyph, Tone } from '../../contract/words.ts';

export type CallRow =
  | { kind: 'call'; id: number; call: KeptCall }
  /** so many came faster than this page could take them */
  | { kind: 'missed'; id: number; n: number };

export function rowsOf(calls: readonly KeptCall[], missed = 0): CallRow[] {
  const rows: CallRow[] = calls.map((call) => ({ kind: 'call', id: call.seq, call }));
  // numbers are microseconds: there is room before the next one
  if (missed > 0) rows.unshift({ kind: 'missed', id: (calls[0]?.seq ?? Date.now() * 1000) - 0.5, n: missed });
  return rows;
}

export interface CallFilter {
  client: string | null;
  server: string | null;
  outcome: CallOutcome | null;
  text: string;
}

export const outcomeOf = (text: string | null): CallOutcome | null => callOutcomes.find((outcome) => outcome === text) ?? null;

export function passesText(row: CallRow, text: string): boolean {
  if (text === '' || row.kind === 'missed') return true;
  const { client, server, target, method, arguments: given } = row.call;
  const wanted = text.toLowerCase();
  return [client, server, target ?? '', method, given ?? ''].some((part) => part.toLowerCase().includes(wanted));
}

/** A call that failed is no state of a server, but looks like the state that is as bad. */
export const outcomeLooks: Record<CallOutcome, { glyph: Glyph; tone: Tone }> = {
  ok: { glyph: 'healthy', tone: 'ok' },
  'tool-error': { glyph: 'degraded', tone: 'warn' },
  error: { glyph: 'crashed', tone: 'fail' },
  cancelled: { glyph: 'stopped', tone: 'mute' },
};

export interface CallFigures {
  /** within the last hour */
  hour: number;
  last: number;
}

const hourMs = 3_600_000;

/** Clients may be called the same under two profiles. */
export const callerKey = (client: string, profile: string): string => JSON.stringify([client, profile]);

export function figuresByCaller(rows: readonly CallRow[], now: number): Map<string, CallFigures> {
  const figures = new Map<string, CallFigures>();
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]!;
    if (row.kind !== 'call') continue;
    const time = row.call.seq / 1000;
    const key = callerKey(row.call.client, row.call.profile);
    const known = figures.get(key);
    if (!known) figures.set(key, { hour: Number(now - time < hourMs), last: time });
    else if (now - time < hourMs) known.hour += 1;
  }
  return figures;
}
/** Are all calls of the last hour among these? Only then can they be counted. */
export const reachesBack = (rows: readonly CallRow[], whole: boolean, now: number): boolean =>
  whole || (rows[0] !== undefined && now - rows[0].id / 1000 >= hourMs);
