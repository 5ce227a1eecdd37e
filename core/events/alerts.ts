// Alerts: episodes of what goes wrong, kept for thirty days, over restarts of the engine too. They follow the journal as everybody else does;
// whoever tells people (window, tray, senders) follows `alert.opened` and `alert.closed`.
import { type Alert, type AlertKind, alertKinds, type Mute, mute as muteShape } from '../../contract/alerts.ts';
import type { StreamMessage } from '../../contract/events.ts';
import { calmAt, type Episode, isMuted, type Outcome, type Sight, see, sightOfServer, wrongFiles } from '../decide/alerts.ts';
import type { Journal } from '../journal.ts';
import type { Store } from '../store/store.ts';

const MUTES = 'alerts.mutes';
/** those that are over are read from the store when somebody asks */
const LONGEST_TIMER_MS = 2 ** 30;

export interface AlertParts {
  journal: Pick<Journal, 'snapshot' | 'subscribe' | 'record'>;
  store: Pick<Store, 'alerts' | 'putAlert' | 'getFact' | 'setFact'>;
  now(): number;
}

export interface Alerts {
  /** newest first */
  list(): Alert[];
  mutes(): Mute[];
  mute(mute: Mute): Mute[];
  unmute(mute: Pick<Mute, 'server' | 'kind'>): Mute[];
  close(): void;
}

export function openAlerts({ journal, store, now }: AlertParts): Alerts {
  const open = new Map<string, Episode>();
  let mutes = current(readMutes(store.getFact(MUTES)), now());
  let timer: NodeJS.Timeout | null = null;
  const past = store.alerts();
  let lastId = past[0]?.id ?? 0;
  for (const { id, kind, server, file, reason, next, openedAt, lastAt, count, closedAt } of past) {
    if (closedAt !== null) continue;
    const subject = server ?? file ?? '';
    const times = { openedAt: Date.parse(openedAt), lastAt: Date.parse(lastAt), wellSince: null };
    open.set(keyOf(kind, subject), { id, kind, subject, reason, next, count, ...times });
  }

  function look(kind: AlertKind, subject: string, sight: Sight, isNews: boolean): void {
    const key = keyOf(kind, subject);
    const seen = see(open.get(key), { kind, subject, id: lastId + 1, isNews }, sight, now());
    if (seen.open) open.set(key, seen.open);
    else open.delete(key);
    if (seen.outcome?.change === 'opened') lastId += 1;
    tell(seen.outcome);
  }

  function tell(outcome: Outcome): void {
    if (!outcome) return;
    const { change, episode } = outcome;
    const alert = alertOf(episode, change === 'closed' ? now() : null);
    store.putAlert(alert);
    const type = change === 'opened' ? 'alert.opened' : change === 'again' ? 'alert.updated' : 'alert.closed';
    const message = change === 'closed' ? `${alert.server ?? alert.file} is well again` : alert.reason;
    const data = { alert: { ...alert, muted: isMuted(mutes, alert.kind, alert.server, now()) } };
    // not in the middle of telling others of the event that led to this one: all would hear them in the wrong order
    queueMicrotask(() => journal.record({ type, message, data, ...(alert.server === null ? {} : { server: alert.server }) }));
  }

  function lookAtFiles(problems: Parameters<typeof wrongFiles>[0]): void {
    const wrong = wrongFiles(problems);
    for (const { kind, subject } of [...open.values()]) {
      if (kind === 'config.unreadable' && !wrong.has(subject)) look(kind, subject, { is: 'over' }, false);
    }
    for (const [file, sight] of wrong) {
      const known = open.get(keyOf('config.unreadable', file));
      look('config.unreadable', file, sight, known?.reason !== sight.reason);
    }
  }

  function hear(message: StreamMessage): boolean {
    if (message.kind === 'event') {
      const { type, server, view, problems } = message.event;
      if (view && !view.instanceOf) look('server.down', view.name, sightOfServer(view), type === 'server.crashed');
      if (type === 'server.removed' && server !== undefined) look('server.down', server, { is: 'over' }, false);
      if (problems) lookAtFiles(problems);
      arm();
    }
    return true;
  }

  function arm(): void {
    const calms = [...open.values()].map((episode) => calmAt(episode) ?? Number.POSITIVE_INFINITY);
    const next = Math.min(...calms, ...mutes.map(({ until }) => (until === null ? Number.POSITIVE_INFINITY : Date.parse(until))));
    if (timer) clearTimeout(timer);
    timer = Number.isFinite(next) ? setTimeout(inTime, Math.min(Math.max(0, next - now()), LONGEST_TIMER_MS)).unref() : null;
  }

  /** What is over because time went by: nobody else says so. */
  function inTime(): void {
    timer = null;
    for (const [key, episode] of [...open]) {
      const at = calmAt(episode);
      if (at === null || at > now()) continue;
      open.delete(key);
      tell({ change: 'closed', episode });
    }
    const left = current(mutes, now());
    if (left.length < mutes.length) keep(left, 'alert.unmuted');
    arm();
  }

  function keep(next: Mute[], type: 'alert.muted' | 'alert.unmuted'): Mute[] {
    mutes = next;
    store.setFact(MUTES, JSON.stringify(mutes));
    journal.record({ type, data: { mutes } });
    return mutes;
  }

  const stop = journal.subscribe(journal.snapshot().seq, hear);
  arm();
  return {
    list: () => store.alerts().map((alert) => ({ ...alert, muted: isMuted(mutes, alert.kind, alert.server, now()) })),
    mutes: () => current(mutes, now()),
    mute: (wish) => keep([...current(mutes, now()).filter((one) => !isSame(one, wish)), wish], 'alert.muted'),
    unmute: (wish) =>
      keep(
        current(mutes, now()).filter((one) => !isSame(one, wish)),
        'alert.unmuted',
      ),
    close() {
      stop();
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}

const keyOf = (kind: AlertKind, subject: string) => `${kind}\0${subject}`;
const iso = (ms: number) => new Date(ms).toISOString();
const isSame = (one: Pick<Mute, 'server' | 'kind'>, other: Pick<Mute, 'server' | 'kind'>) =>
  one.server === other.server && one.kind === other.kind;
const current = (mutes: readonly Mute[], now: number) => mutes.filter(({ until }) => until === null || Date.parse(until) > now);

function alertOf({ subject, wellSince: _well, openedAt, lastAt, ...episode }: Episode, closedAt: number | null): Omit<Alert, 'muted'> {
  const isServer = episode.kind === 'server.down';
  return {
    ...episode,
    server: isServer ? subject : null,
    file: isServer ? null : subject,
    openedAt: iso(openedAt),
    lastAt: iso(lastAt),
    closedAt: closedAt === null ? null : iso(closedAt),
  };
}

function readMutes(text: string | null): Mute[] {
  try {
    const found = muteShape.array().safeParse(JSON.parse(text ?? '[]'));
    return found.success ? found.data.filter(({ kind }) => kind === null || alertKinds.includes(kind)) : [];
  } catch {
    return []; // whoever muted is told again rather than never
  }
}
