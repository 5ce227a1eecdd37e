// One connection that takes server-sent events. What waits for its reader is bounded; a reader that is too slow loses the connection.
import type { ServerResponse } from 'node:http';
import type { EngineLog } from '../../store/logs.ts';

/** with what a channel keeps for whoever comes back it makes 1 MiB for each stream */
const mostWaiting = 768 * 1024;
const stallMs = 30_000;
/** a reader for whom more than the bound waits, as a single large answer may, gets less time */
const fullStallMs = 10_000;

export interface Outlet {
  readonly open: boolean;
  /**
   * False: the reader is gone, or was dropped because too much waits for it. An answer may be large: its client asked for it, and nothing
   * comes after.
   */
  send(text: string, isAnswer?: boolean): boolean;
  end(): void;
  /** the connection is cut, with the reason in the log */
  drop(reason: string): void;
}

export interface OutletOptions {
  who: string;
  log: EngineLog;
  watch: Watch;
  headers?: Record<string, string>;
  /** once; `taken`: everything was handed over and the stream ended in order */
  onClose(taken: boolean): void;
}

export function openOutlet(response: ServerResponse, { who, log, watch, headers, onClose }: OutletOptions): Outlet {
  let ended = false;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    ...headers,
  });
  response.flushHeaders();
  watch.add(response, who, true);
  response.once('close', () => {
    ended = true;
    onClose(response.writableFinished);
  });
  const outlet: Outlet = {
    get open() {
      return !ended && !response.destroyed;
    },
    send(text, isAnswer = false) {
      if (!outlet.open) return false;
      const waits = response.writableLength;
      if (!isAnswer && waits > 0 && waits + Buffer.byteLength(text) > mostWaiting) {
        outlet.drop('more than 768 KiB waited for it');
        return false;
      }
      response.write(text);
      return true;
    },
    end() {
      if (ended) return;
      ended = true;
      response.end();
    },
    drop(reason) {
      ended = true;
      drop(response, who, reason, log);
    },
  };
  return outlet;
}

function drop(response: ServerResponse, who: string, reason: string, log: EngineLog): void {
  if (response.destroyed) return;
  log.warn('a slow reader of the gateway was dropped', { client: who, reason, waiting: response.writableLength });
  response.destroy();
}

/** All connections that have something to take: one clock beats for them and notices those who take nothing. */
export interface Watch {
  add(response: ServerResponse, who: string, beats: boolean): void;
  /** to be called every few seconds */
  look(now: number): void;
  /** connections that are watched */
  count(): number;
}

const beatMs = 15_000;
const beat = ': alive\n\n';

interface Watched {
  who: string;
  beats: boolean;
  waiting: number;
  movedAt: number;
  beatAt: number;
}

export function createWatch(log: EngineLog, now: () => number = () => performance.now()): Watch {
  const all = new Map<ServerResponse, Watched>();
  return {
    add(response, who, beats) {
      if (response.destroyed) return;
      const at = now();
      all.set(response, { who, beats, waiting: response.writableLength, movedAt: at, beatAt: at });
      response.once('close', () => all.delete(response));
    },
    look(at) {
      for (const [response, watched] of all) {
        const waiting = response.writableLength;
        if (waiting === 0 || waiting < watched.waiting) watched.movedAt = at;
        watched.waiting = waiting;
        if (waiting > 0) {
          const patience = waiting > mostWaiting ? fullStallMs : stallMs;
          if (at - watched.movedAt > patience) drop(response, watched.who, `it took nothing for ${patience / 1000} s`, log);
        } else if (watched.beats && !response.writableEnded && at - watched.beatAt > beatMs) {
          watched.beatAt = at;
          response.write(beat);
        }
      }
    },
    count: () => all.size,
  };
}
