// What the Events page lists: days, events and gaps, newest first, each with its place, so that only what is seen is drawn.
import type { Event } from '../../contract/events.ts';
import { stateKinds } from '../../contract/server.ts';
import { type Glyph, glyphOf, labelOf, sentenceCase, type Tone, toneOf } from '../../contract/words.ts';
import { hasText, type TextId, t } from '../text.ts';

export const eventKinds = ['all', 'servers', 'alerts', 'config', 'clients', 'gateway', 'engine'] as const;
export type EventKind = (typeof eventKinds)[number];

const kindOfArea: Record<string, EventKind> = {
  server: 'servers',
  alert: 'alerts',
  config: 'config',
  client: 'clients',
  gateway: 'gateway',
  tools: 'gateway',
  engine: 'engine',
};

export interface EventFilter {
  kind: EventKind;
  server: string | null;
  text: string;
}

export const kindOf = (type: string): EventKind | null => kindOfArea[type.split('.')[0] ?? ''] ?? null;

/** Figures that changed and nothing else: no news for people. */
export const isQuiet = ({ type, message }: Event): boolean =>
  message === undefined && (type === 'server.updated' || type === 'engine.updated' || type.startsWith('gateway.'));

export function passesEvent(event: Event, { kind, server, text }: EventFilter): boolean {
  if (isQuiet(event)) return false;
  if (kind !== 'all' && kindOf(event.type) !== kind) return false;
  if (server !== null && event.server !== server) return false;
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  return [event.server ?? '', event.message ?? '', event.type, lookOf(event.type).label].some((part) =>
    part.toLowerCase().includes(wanted),
  );
}

export interface EventLook {
  /** null: the sign of its group, as it is no state */
  glyph: Glyph | null;
  tone: Tone;
  label: string;
}

const looks: Partial<Record<TextId, Pick<EventLook, 'glyph' | 'tone'>>> = {
  'event.config.invalid': { glyph: 'degraded', tone: 'warn' },
  'event.server.sign_in_needed': { glyph: 'degraded', tone: 'warn' },
  'event.tools.suspicious': { glyph: 'degraded', tone: 'warn' },
  'event.tools.pins_lost': { glyph: 'degraded', tone: 'warn' },
};

export function lookOf(type: string): EventLook {
  const state = stateKinds.find((kind) => type === `server.${kind}`);
  if (state) return { glyph: glyphOf(state), tone: toneOf(state), label: labelOf(state) };
  const id = `event.${type}`;
  // an engine that is newer than this page
  if (!hasText(id)) return { glyph: null, tone: 'mute', label: type };
  return { glyph: null, tone: 'mute', ...looks[id], label: t(id) };
}

/** Its sentence beside the name of its server and the word of its state: neither is said twice. */
export function saidOf({ server, message = '' }: Pick<Event, 'server' | 'message'>): string {
  if (server === undefined) return message;
  if (message.startsWith(`${server}: `)) return sentenceCase(message.slice(server.length + 2));
  return message.startsWith(`${server} is `) ? '' : sentenceCase(message);
}

export interface Gap {
  from: number;
  to: number;
  /** the last event before it */
  after: number;
}

export type EventRow = { key: string; top: number; height: number } & (
  | { kind: 'day'; title: string }
  | { kind: 'event'; event: Event; look: EventLook }
  | { kind: 'gap'; gap: Gap }
);

const heights = { day: 36, event: 34, gap: 34 } as const;

const dayTitles = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const dayMs = 24 * 60 * 60 * 1000;

export function dayTitle(at: number, now: number): string {
  const day = new Date(at).toDateString();
  if (day === new Date(now).toDateString()) return t('events.today');
  if (day === new Date(now - dayMs).toDateString()) return t('events.yesterday');
  return dayTitles.format(at);
}

/** `events` and `gaps` newest first. A gap stands below the first event that came after it. */
export function rowsOf(events: readonly Event[], gaps: readonly Gap[], now: number): EventRow[] {
  const rows: EventRow[] = [];
  let top = 0;
  const put = (row: DistributiveOmit<EventRow, 'top' | 'height'>) => {
    rows.push({ ...row, top, height: heights[row.kind] } as EventRow);
    top += heights[row.kind];
  };
  let day = '';
  let gapAt = 0;
  for (const event of events) {
    for (; gapAt < gaps.length && gaps[gapAt]!.after >= event.seq; gapAt++)
      put({ kind: 'gap', key: `gap-${gaps[gapAt]!.from}`, gap: gaps[gapAt]! });
    const at = Date.parse(event.at);
    const title = dayTitle(at, now);
    if (title !== day) put({ kind: 'day', key: `day-${title}`, title });
    day = title;
    put({ kind: 'event', key: String(event.seq), event, look: lookOf(event.type) });
  }
  return rows;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The first row that reaches below `y`. */
export function rowAt(rows: readonly EventRow[], y: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.top + rows[middle]!.height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}
