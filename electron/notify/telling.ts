// What of the problems is told now, and what waits: for room between others, or for the end of the quiet hours.
import type { Alert } from '../../contract/alerts.ts';
import type { Preferences } from '../../contract/desktop.ts';
import type { ServerView } from '../../contract/server.ts';
import { isMuted } from '../../core/decide/alerts.ts';
import type { Seen } from '../watch.ts';
import type { Notice } from './notice.ts';
import { clearNotice, problemNotice, reminderNotice, summaryNotice } from './notice-words.ts';
import { quietEnd } from './quiet-hours.ts';
import type { Episode, Held, Told, ToldState } from './told.ts';

/** in any ten minutes three by themselves, and one for the rest */
export const windowMs = 10 * 60_000;
export const mostSingles = 3;
export const mostSummaries = 1;
/** what goes wrong together is told together */
export const gatherMs = 10_000;
export const remindAfterMs = 60 * 60_000;

export interface Facts {
  /** milliseconds since 1970, as all times here */
  now: number;
  seen: Seen;
  /** the window is in front: whoever sits there sees it */
  focused: boolean;
  preferences: Preferences['notifications'];
}

/** a decision while it is made */
export interface Work extends Facts, Omit<ToldState, 'shown'> {
  /** by `keyOf` */
  open: ReadonlyMap<string, Alert>;
  quiet: boolean;
  notices: Notice[];
  withdraw: string[];
  /** when to look again, whatever is first */
  wakes: number[];
}

/** The engine counts its alerts anew when its records are lost: when it began tells it apart. */
export const keyOf = ({ kind, subject, openedAt }: Episode): string => `${openedAt} ${kind} ${subject}`;
export const episodeOf = ({ kind, server, file, openedAt }: Alert): Episode => ({ kind, subject: server ?? file ?? '', openedAt });
export const keyOfAlert = (alert: Alert): string => keyOf(episodeOf(alert));
export const isRecent = (now: number) => (at: number) => at > now - windowMs && at <= now;

/** What nobody was told of yet: told at once where there is room, else it waits. */
export function collect(work: Work): void {
  const known = new Set([...work.told, ...work.held].map(keyOf));
  const fresh = [...work.open].filter(([key]) => !known.has(key)).map(([, alert]) => alert);
  for (const alert of fresh.toSorted((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt) || a.id - b.id)) {
    const one = episodeOf(alert);
    if (!isTellable(work, one)) work.wakes.push(...muteEnds(work, one));
    else if (work.quiet || work.held.length > 0 || free(work.singles) === 0) hold(work, one, 'problem');
    else tell(work, alert, work.singles);
  }
}

export function remind(work: Work): void {
  if (!work.preferences.remind) return;
  for (const one of work.told) {
    if (one.reminded || one.notice === null) continue;
    if (!isReminderDue(work, one)) work.wakes.push(one.at + remindAfterMs);
    else {
      work.told = work.told.map((each) => (each === one ? { ...each, reminded: true } : each));
      if (isTellable(work, one)) hold(work, one, 'reminder');
    }
  }
}

export const isReminderDue = ({ now }: Work, { at }: Told): boolean => now >= at + remindAfterMs;

/** What waits: each by itself where there is room for all, else together. Quiet hours end with one for everything. */
export function handOut(work: Work): void {
  const { now } = work;
  work.held = work.held.filter((one) => isTellable(work, one)).map((one) => ({ ...one, quiet: one.quiet || work.quiet }));
  const { held } = work;
  if (held.length === 0) return;
  if (work.quiet) {
    work.wakes.push(quietEnd(work.preferences.quiet, now));
    return;
  }
  const wasQuiet = held.some(({ quiet }) => quiet);
  const alone = held.length === 1 && (!held[0]!.over || held[0]!.what === 'clear');
  const bySelf = alone || !wasQuiet;
  const dueAt = wasQuiet ? now : Math.min(...held.map(({ since }) => since)) + gatherMs;
  if (bySelf && free(work.singles) >= held.length) for (const one of held) tellHeld(work, one, work.singles);
  else if (now >= dueAt && freeForAll(work) && alone) tellHeld(work, held[0]!, work.summaries);
  else if (now >= dueAt && freeForAll(work)) tellTogether(work, wasQuiet);
  else {
    work.wakes.push(Math.max(dueAt, freeAt(work.summaries, mostSummaries, 1)));
    if (bySelf && held.length <= mostSingles) work.wakes.push(freeAt(work.singles, mostSingles, held.length));
    return;
  }
  work.held = [];
}

function tellHeld(work: Work, one: Held, room: number[]): void {
  const alert = work.open.get(keyOf(one));
  if (one.what === 'clear') give(work, clearNotice(one, work.now), room);
  else if (alert && one.what === 'reminder') give(work, reminderNotice(alert, viewOf(work, one)), room);
  else if (alert) tell(work, alert, room);
}

function tellTogether(work: Work, wasQuiet: boolean): void {
  const notice = summaryNotice(work.held, wasQuiet);
  give(work, notice, work.summaries);
  for (const one of work.held) {
    const alert = work.open.get(keyOf(one));
    if (alert && one.what === 'problem') work.told = [...work.told, toldOf(work, alert, notice.id)];
  }
}

function tell(work: Work, alert: Alert, room: number[]): void {
  const notice = problemNotice(alert, viewOf(work, episodeOf(alert)));
  give(work, notice, room);
  work.told = [...work.told, toldOf(work, alert, notice.id)];
}

export function give(work: Work, notice: Notice, room: number[]): void {
  work.notices.push(notice);
  room.push(work.now);
}

export const toldOf = ({ now }: Work, alert: Alert, notice: string | null): Told => ({
  ...episodeOf(alert),
  notice,
  at: now,
  reminded: false,
});

export function hold(work: Work, { kind, subject, openedAt }: Episode, what: Held['what']): void {
  const one = { kind, subject, openedAt, what, quiet: work.quiet, over: what === 'clear', since: work.now };
  work.held = [...work.held, one];
}

export const free = (singles: readonly number[]): number => mostSingles - singles.length;
const freeForAll = ({ summaries }: Work): boolean => summaries.length < mostSummaries;
/** when there is room for `wanted` of `most`, of which those of these times are taken */
const freeAt = (taken: readonly number[], most: number, wanted: number): number =>
  (taken[taken.length - most + wanted - 1] ?? 0) + windowMs;

export function isTellable({ preferences, seen, now }: Work, { kind, subject }: Episode): boolean {
  const isOn = kind === 'server.down' ? preferences.serverDown : preferences.configUnreadable;
  return isOn && !isMuted(seen.mutes, kind, kind === 'server.down' ? subject : null, now);
}

/** while contact is lost nobody says that a mute ended by itself */
function muteEnds({ seen, now }: Work, { kind, subject }: Episode): number[] {
  const server = kind === 'server.down' ? subject : null;
  return seen.mutes.filter((mute) => mute.until !== null && isMuted([mute], kind, server, now)).map(({ until }) => Date.parse(until!));
}

const viewOf = ({ seen }: Work, { subject }: Episode): ServerView | undefined =>
  seen.snapshot?.servers.find(({ name }) => name === subject);

/** Over is also what a person stopped or removed: that is no all-clear. */
export function isWell(work: Work, one: Episode): boolean {
  if (one.kind === 'config.unreadable')
    return !work.seen.snapshot?.problems.some(({ file, level }) => file === one.subject && level !== 'warning');
  const view = viewOf(work, one);
  return view?.state === 'running' || view?.state === 'idle' || (view?.state === 'stopped' && view.wanted === 'up');
}
