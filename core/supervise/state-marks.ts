// What a change of state says in the server's own log.
import type { ServerView } from '../../contract/server.ts';

export interface StateLog {
  mark(text: string, level?: 'info' | 'warn' | 'error'): void;
}

export function markState(log: StateLog, view: ServerView, now: Date): void {
  switch (view.state) {
    case 'crashed':
      log.mark(`gave up: ${view.reason ?? 'failed'}`, 'error');
      break;
    case 'restarting':
      markRestart(log, view, now);
      break;
    case 'degraded':
      log.mark(`degraded: ${view.reason ?? 'checks fail'}`, 'warn');
      break;
    case 'running':
      log.mark('ready');
      break;
    case 'stopped':
      if (view.run > 0) log.mark(view.reason ? `stopped: ${view.reason}` : 'stopped');
      break;
    case 'idle':
      log.mark('asleep: it starts on the first call');
      break;
    case 'starting':
    case 'stopping':
    case 'disabled':
      break; // the run itself says more about these
  }
}

/** The exit has its own line already; what is new is how long it waits. */
function markRestart(log: StateLog, view: ServerView, now: Date): void {
  const waitMs = view.retryAt === null ? 0 : Date.parse(view.retryAt) - now.getTime();
  if (view.lastExit !== null && waitMs <= 0) return;
  log.mark(waitMs > 0 ? `restarting in ${Math.max(0.1, Math.round(waitMs / 100) / 10)} s` : 'restarting', 'warn');
}
