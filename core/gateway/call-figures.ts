// How much is called, and how fast it is answered: of the last minute and hour at any moment, and kept for later. A call that ends costs two
// look-ups and a few additions here; everything else is done when somebody asks, or every few seconds.
import type { CallFigures, CallPoint, CallsNow, ToolCalls } from '../../contract/call-figures.ts';
import { addTally, countCall, newTally, quantile, type Tally, takeTally } from '../decide/tally.ts';
import type { CallTally, CallTallyQuery, Store } from '../store/store.ts';
import type { CallRecord } from './gateway.ts';

const KEEP_EVERY_MS = 10_000;
const HOUR = 60;
/** names of tools come from servers: of one server and minute the rest is counted together */
const MOST_TARGETS = 500;

export interface CallFiguresParts {
  store: Pick<Store, 'addCallTallies' | 'callTallies' | 'toolTallies'>;
  /** milliseconds since 1970 */
  wall(): number;
  keepEveryMs?: number;
}

/** What one server was called in the last hour. */
interface Window {
  /** by second of the last minute */
  seconds: Uint32Array;
  second: number;
  /** the newest, since 1970; 0: none since the engine began */
  lastAt: number;
  minutes: { minute: number; tally: Tally }[];
  hour: Tally;
}

export interface RunningCallFigures {
  record(call: Pick<CallRecord, 'server' | 'method' | 'target' | 'outcome' | 'ms'>): void;
  now(): CallsNow;
  /** of one server, or of all together; oldest first, without the steps in which nobody called */
  points(query: CallTallyQuery): CallPoint[];
  /** whole hours, the one of `from` included */
  tools(query: { server?: string | undefined; from: Date }): ToolCalls[];
  close(): void;
}

export function createCallFigures({ store, wall, keepEveryMs = KEEP_EVERY_MS }: CallFiguresParts): RunningCallFigures {
  const windows = new Map<string, Window>();
  /** of this minute, by server and tool */
  let fresh = new Map<string, Map<string, Tally>>();
  let freshMinute = 0;
  /** counted, and not in the store yet */
  let unkept: CallTally[] = [];
  let restored = false;
  let timer: NodeJS.Timeout | undefined;

  const windowOf = (server: string): Window => {
    const known = windows.get(server) ?? { seconds: new Uint32Array(60), second: 0, lastAt: 0, minutes: [], hour: newTally() };
    windows.set(server, known);
    return known;
  };

  function enter(server: string, minute: number, tally: Tally): void {
    const { minutes, hour } = windowOf(server);
    const last = minutes.at(-1);
    if (last?.minute === minute) addTally(last.tally, tally);
    else minutes.push({ minute, tally });
    addTally(hour, tally);
  }

  /** The hour before this engine began belongs to the last hour too. Read when it is needed first: a start waits for nothing of this. */
  function restore(): void {
    if (restored) return;
    restored = true;
    const now = wall();
    for (const { server, t, tally } of store.callTallies({ from: new Date(now - (HOUR - 1) * 60_000), to: new Date(now), stepMs: 60_000 }))
      enter(server, Math.floor(t / 60_000), tally);
  }

  function fold(): void {
    restore();
    for (const [server, targets] of fresh) {
      const whole = newTally();
      for (const [target, tally] of targets) {
        addTally(whole, tally);
        unkept.push({ server, target, t: freshMinute * 60_000, tally });
      }
      enter(server, freshMinute, whole);
    }
    fresh = new Map();
    freshMinute = Math.floor(wall() / 60_000);
  }

  function keep(): void {
    clearTimeout(timer);
    timer = undefined;
    fold();
    if (unkept.length > 0) store.addCallTallies(unkept);
    unkept = [];
  }

  function figuresOf(window: Window, second: number): CallFigures {
    const minute = Math.floor(second / 60);
    // also what lies in the future of a clock that was set back
    const isOver = ({ minute: at }: { minute: number }) => at <= minute - HOUR || at > minute;
    for (const one of window.minutes.filter(isOver)) takeTally(window.hour, one.tally);
    window.minutes = window.minutes.filter((one) => !isOver(one));
    advance(window, second);
    const perMinute = window.seconds.reduce((sum, calls) => sum + calls, 0);
    return inFigures(perMinute, window.hour, window.lastAt);
  }

  return {
    record({ server, method, target, outcome, ms }) {
      const at = wall();
      const second = Math.floor(at / 1_000);
      if (Math.floor(second / 60) !== freshMinute) fold();
      const targets = fresh.get(server) ?? new Map<string, Tally>();
      if (targets.size === 0) fresh.set(server, targets);
      const wanted = method === 'tools/call' && target !== null ? target : '';
      const key = targets.size < MOST_TARGETS || targets.has(wanted) ? wanted : '';
      const tally = targets.get(key) ?? newTally();
      if (tally.calls === 0) targets.set(key, tally);
      countCall(tally, outcome, ms);
      const window = windowOf(server);
      advance(window, second);
      window.seconds[second % 60]! += 1;
      window.lastAt = at;
      timer ??= setTimeout(keep, keepEveryMs).unref();
    },
    now() {
      fold();
      const second = Math.floor(wall() / 1_000);
      const servers: Record<string, CallFigures> = {};
      const all = { perMinute: 0, hour: newTally(), lastAt: 0 };
      for (const [name, window] of windows) {
        const figures = figuresOf(window, second);
        all.perMinute += figures.perMinute;
        addTally(all.hour, window.hour);
        if (figures.lastHour > 0) {
          all.lastAt = Math.max(all.lastAt, window.lastAt);
          servers[name] = figures;
        } else windows.delete(name);
      }
      return { all: inFigures(all.perMinute, all.hour, all.lastAt), servers };
    },
    points(query) {
      keep();
      const points = new Map<number, Tally>();
      for (const { t, tally } of store.callTallies(query)) {
        const sum = points.get(t);
        if (sum) addTally(sum, tally);
        else points.set(t, tally);
      }
      return [...points].map(([t, tally]) => {
        const { calls, failed, cancelled } = tally;
        return { t: new Date(t).toISOString(), calls, failed, cancelled, p50Ms: quantile(tally, 0.5), p95Ms: quantile(tally, 0.95) };
      });
    },
    tools(query) {
      keep();
      return store.toolTallies(query).map(({ server, target, tally }) => {
        const { calls, failed } = tally;
        return { server, tool: target, calls, failed, p95Ms: quantile(tally, 0.95) };
      });
    },
    close: keep,
  };
}

const inFigures = (perMinute: number, hour: Tally, lastAt: number): CallFigures => ({
  perMinute,
  lastHour: hour.calls,
  failed: hour.failed,
  p95Ms: quantile(hour, 0.95),
  lastAt: lastAt === 0 ? null : new Date(lastAt).toISOString(),
});

/** Seconds in which nobody called are empty. */
function advance(window: Window, second: number): void {
  if (second - window.second >= 60 || second < window.second) window.seconds.fill(0);
  else for (let at = window.second + 1; at <= second; at += 1) window.seconds[at % 60] = 0;
  window.second = second;
}
