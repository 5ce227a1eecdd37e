// Which of the engine's alerts a person is told of by a system notification, and when. Pure: what is seen, what was told and the time come
// in; what to show, what to take away and when to look again go out.
//
//   an open episode   is told once: by itself, within a summary, or not at all if the window was in front (then it was seen there)
//                     waits while contact is young, while it is muted or its kind is switched off, in quiet hours, and for room between others
//   one that is over  takes its notification away; if it is well again, and was told, that is said without a sound
import type { Notice } from './notice.ts';
import { clearNotice } from './notice-words.ts';
import { isQuiet } from './quiet-hours.ts';
import {
  collect,
  type Facts,
  free,
  give,
  handOut,
  hold,
  isRecent,
  isReminderDue,
  isTellable,
  isWell,
  keyOf,
  keyOfAlert,
  remind,
  toldOf,
  type Work,
} from './telling.ts';
import type { ToldState } from './told.ts';

export type { Notice } from './notice.ts';
export type { Facts } from './telling.ts';

/** after the first load and after each new connection: what is on its way settles first */
export const settleMs = 12_000;

export interface NoticeState extends ToldState {
  /** since when contact lasts, with which life of the engine; null: there is none */
  line: { since: number; instance: string } | null;
}

export interface Decision {
  state: NoticeState;
  notices: Notice[];
  /** ids of notifications that are true no more; taken away before the others are shown */
  withdraw: string[];
  /** null: nothing changes by time alone */
  wakeAt: number | null;
}

export function noticesFor(before: NoticeState, facts: Facts): Decision {
  const { now, seen, focused, preferences } = facts;
  const line = lineOf(before.line, facts);
  const work: Work = {
    ...facts,
    told: before.told,
    held: before.held,
    singles: before.singles.filter(isRecent(now)),
    summaries: before.summaries.filter(isRecent(now)),
    open: new Map(seen.alerts.filter(({ closedAt }) => closedAt === null).map((alert) => [keyOfAlert(alert), alert])),
    quiet: isQuiet(preferences.quiet, now),
    notices: [],
    withdraw: [],
    wakes: [],
  };
  if (line !== null) {
    const settledAt = line.since + settleMs;
    if (now >= settledAt) endWhatIsOver(work);
    else work.wakes.push(settledAt);
    if (focused) seeAll(work);
    else if (now >= settledAt) {
      collect(work);
      remind(work);
      handOut(work);
    }
  }
  const { told, held, singles, summaries, notices, withdraw, wakes } = work;
  const state = { ...before, line, told, held, singles, summaries };
  return { state, notices, withdraw, wakeAt: wakes.length > 0 ? Math.min(...wakes) : null };
}

function lineOf(before: NoticeState['line'], { now, seen }: Facts): NoticeState['line'] {
  if (seen.snapshot === null || seen.contact.kind !== 'live') return null;
  const { instance } = seen.snapshot.engine;
  // a clock that was put back makes it young again, not young for ever
  return before?.instance === instance && before.since <= now ? before : { since: now, instance };
}

function endWhatIsOver(work: Work): void {
  const { open, now, preferences, withdraw } = work;
  const left = work.told.filter((one) => open.has(keyOf(one)));
  for (const one of work.told) {
    if (open.has(keyOf(one)) || one.notice === null) continue;
    // a summary stays as long as one of its problems does
    if (!left.some(({ notice }) => notice === one.notice) && !withdraw.includes(one.notice)) withdraw.push(one.notice);
    if (!preferences.allClear || !isWell(work, one) || !isTellable(work, one)) continue;
    if (work.quiet) hold(work, one, 'clear');
    // it leaves the last place to a problem: that the notification goes away says it too
    else if (!work.focused && free(work.singles) > 1) give(work, clearNotice(one, now), work.singles);
  }
  work.told = left;
  work.held = work.held.flatMap((one) => {
    if (one.over || open.has(keyOf(one))) return [one];
    return one.quiet && one.what === 'problem' && isWell(work, one) ? [{ ...one, over: true }] : [];
  });
}

/** Somebody sits in front of the window: what is wrong is known. */
function seeAll(work: Work): void {
  const known = new Set(work.told.map(keyOf));
  const fresh = [...work.open].filter(([key]) => !known.has(key)).map(([, alert]) => toldOf(work, alert, null));
  work.told = [...work.told.map((one) => (isReminderDue(work, one) ? { ...one, reminded: true } : one)), ...fresh];
  work.held = [];
}
