// A little world for the decision about notifications: servers that fail and recover, a person, a clock, and what was shown.
import type { Alert, AlertKind, Mute } from '../../../contract/alerts.ts';
import { type Preferences, usualPreferences } from '../../../contract/desktop.ts';
import type { ServerView } from '../../../contract/server.ts';
import { isMuted } from '../../../core/decide/alerts.ts';
import { type Notice, type NoticeState, noticesFor } from '../../../electron/notify/notices.ts';
import { nothingTold } from '../../../electron/notify/told.ts';
import type { Seen } from '../../../electron/watch.ts';
import { snapshotOf, view } from '../../support/page-state.ts';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

export interface Shown {
  at: number;
  notice: Notice;
}

export class World {
  now: number;
  state: NoticeState = { ...nothingTold, line: null };
  shown: Shown[] = [];
  /** ids of what still stands on the screen */
  standing = new Set<string>();
  focused = false;
  live = true;
  instance = 'one';
  preferences: Preferences['notifications'] = { ...usualPreferences.notifications };
  views = new Map<string, ServerView>();
  alerts: Alert[] = [];
  mutes: Mute[] = [];
  /** told of what is seen at each look */
  watched: (seen: Seen) => void = () => {};
  #ids = 0;
  #wakeAt: number | null = null;

  constructor(start = '2026-11-21T12:00:00Z') {
    this.now = Date.parse(start);
  }

  /** a loaded app, settled, with nothing wrong */
  settled(): this {
    this.look();
    return this.pass(13 * second);
  }

  look(): void {
    const seen: Seen = {
      snapshot: { ...snapshotOf([...this.views.values()]), engine: { ...snapshotOf([]).engine, instance: this.instance } },
      contact: this.live ? ({ kind: 'live' } as const) : ({ kind: 'connecting' } as const),
      alerts: this.alerts,
      mutes: this.mutes,
    };
    this.watched(seen);
    // what is kept is kept in a file
    const before = JSON.parse(JSON.stringify(this.state)) as NoticeState;
    const { state, notices, withdraw, wakeAt } = noticesFor(before, {
      now: this.now,
      seen,
      focused: this.focused,
      preferences: this.preferences,
    });
    this.state = state;
    for (const id of withdraw) this.standing.delete(id);
    for (const notice of notices) {
      this.shown.push({ at: this.now, notice });
      this.standing.add(notice.id);
    }
    if (wakeAt !== null && wakeAt <= this.now) throw new Error('it wants to be woken in the past');
    this.#wakeAt = wakeAt;
  }

  /** time goes by, and the one timer fires */
  pass(ms: number): this {
    const end = this.now + ms;
    while (this.#wakeAt !== null && this.#wakeAt <= end) {
      this.now = this.#wakeAt;
      this.look();
    }
    this.now = end;
    return this;
  }

  get isWaiting(): boolean {
    return this.#wakeAt !== null;
  }

  set(change: () => void): this {
    change();
    this.look();
    return this;
  }

  open(kind: AlertKind, subject: string, reason = 'exited with code 1; gave up after 3 restarts'): Alert {
    const at = new Date(this.now).toISOString();
    const isServer = kind === 'server.down';
    const alert: Alert = {
      id: ++this.#ids,
      kind,
      server: isServer ? subject : null,
      file: isServer ? null : subject,
      reason,
      next: null,
      openedAt: at,
      lastAt: at,
      count: 1,
      closedAt: null,
      muted: isMuted(this.mutes, kind, isServer ? subject : null, this.now),
    };
    this.alerts = [...this.alerts, alert];
    return alert;
  }

  crash(name: string, changes: Partial<ServerView> = {}): this {
    if (this.alerts.some(({ server }) => server === name)) return this;
    const at = new Date(this.now).toISOString();
    const lastExit = { at, code: 1, signal: null, stderr: [] };
    this.views.set(name, view(name, { state: 'crashed', restarts: 3, since: at, lastExit, ...changes }));
    this.open('server.down', name);
    this.look();
    return this;
  }

  /** well for long enough */
  recover(name: string): this {
    this.views.set(name, view(name, { state: 'running' }));
    return this.#close(name);
  }

  /** by a person */
  stop(name: string): this {
    this.views.set(name, view(name, { state: 'stopped', wanted: 'down' }));
    return this.#close(name);
  }

  #close(name: string): this {
    this.alerts = this.alerts.filter(({ server }) => server !== name);
    this.look();
    return this;
  }

  titles(): string[] {
    return this.shown.map(({ notice }) => notice.title);
  }
}
