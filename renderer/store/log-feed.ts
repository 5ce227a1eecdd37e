// The log lines of the page: a bounded buffer fed by the contract's follower, handed on once per frame.
import { followLogs } from '../../contract/follow-logs.ts';
import { momentOf } from '../../contract/moment.ts';
import type { LogLine } from '../../contract/server.ts';
import { clock } from '../../contract/words.ts';
import { t } from '../text.ts';
import type { NumberedLine } from '../view/log-lines.ts';
import { recount, type SourceCounts } from '../view/log-rows.ts';
import { besideRetry, client, onLive } from './engine.ts';
import { createStore } from './page-state.ts';
import { onlyWhileSeen } from './wake.ts';

export interface LogState {
  lines: readonly NumberedLine[];
  counts: SourceCounts;
  /** lines that left the head of the buffer */
  dropped: number;
  /** lines that came faster than they could be taken */
  missed: number;
  live: boolean;
  /** the moment that it was opened for */
  at: string | null;
}

const most = 20_000;
/** cut in steps: cutting one line per line would copy the buffer each time */
const slack = 2_000;

const empty: LogState = { lines: [], counts: new Map(), dropped: 0, missed: 0, live: false, at: null };
export const logStore = createStore<LogState>(empty);

/** so often at most: nobody reads faster, and each time all rows in sight are others */
const drawMs = 30;

let nextId = 0;
let waiting: NumberedLine[] = [];
let waitingDropped = 0;
let waitingMissed = 0;
let due: ReturnType<typeof setTimeout> | null = null;
let frame = 0;
let drawnAt = Number.NEGATIVE_INFINITY;

export interface LogsOpened {
  /** one server; left out: all, and what is switched off is filtered here, so that switching on shows its past at once */
  name?: string;
  /** how far back; null: the last lines */
  since?: string | null;
  /** a moment that must be in it */
  at?: string | null;
  /** the engine's own log too */
  engine?: boolean;
}

/** around a moment that is looked at, what led to it is of use */
const beforeMs = 60_000;
const usualLines = 2000;

export function openLogs({ name, since = null, at = null, engine = false }: LogsOpened): () => void {
  const line = new AbortController();
  let lostAt: number | null = null;
  logStore.set(() => ({ ...empty, at }));
  const moment = at === null ? null : momentOf(at, new Date());
  const from = moment === null ? since : new Date(moment.getTime() - beforeMs).toISOString();
  void followLogs({
    client,
    names: name === undefined ? undefined : [name],
    engine: engine || undefined,
    lines: from === null ? usualLines : undefined,
    since: from ?? undefined,
    retry: besideRetry,
    wake: onLive,
    ...onlyWhileSeen,
    signal: line.signal,
    onLines(lines, missed) {
      if (missed > 0) {
        take([mark(t('logs.missed', { n: missed }), lines[0]?.t)]);
        waitingMissed += missed;
      }
      take(lines);
    },
    onContact(contact) {
      if (contact.kind === 'lost') lostAt ??= Date.parse(contact.at);
      if (contact.kind === 'live' && lostAt !== null) {
        take([mark(t('logs.gap', { from: clock(lostAt), to: clock(Date.now()) }))]);
        lostAt = null;
      }
      logStore.set((state) => ({ ...state, live: contact.kind === 'live' }));
    },
  });
  return () => {
    line.abort();
    if (due !== null) clearTimeout(due);
    due = null;
    cancelAnimationFrame(frame);
    [waiting, waitingDropped, waitingMissed] = [[], 0, 0];
    // whoever opens a log next must not see this one first
    logStore.set(() => empty);
  };
}

function mark(text: string, at = new Date().toISOString()): LogLine {
  return { t: at, server: '', stream: 'engine', level: 'warn', text };
}

function take(lines: readonly LogLine[]): void {
  for (const line of lines) waiting.push({ ...line, id: nextId++ });
  // a hidden page draws no frames: what waits is bounded as what is shown is
  if (waiting.length > most + slack) waitingDropped += waiting.splice(0, waiting.length - most).length;
  due ??= setTimeout(
    () => {
      frame = requestAnimationFrame(flush);
    },
    drawnAt + drawMs - performance.now(),
  );
}

function flush(): void {
  due = null;
  drawnAt = performance.now();
  const [fresh, dropped, missed] = [waiting, waitingDropped, waitingMissed];
  [waiting, waitingDropped, waitingMissed] = [[], 0, 0];
  logStore.set((state) => {
    const all = [...state.lines, ...fresh];
    const left = all.length > most + slack ? all.length - most : 0;
    return {
      ...state,
      lines: left > 0 ? all.slice(left) : all,
      counts: recount(state.counts, fresh, all.slice(0, left)),
      dropped: state.dropped + dropped + left,
      missed: state.missed + missed,
    };
  });
}
