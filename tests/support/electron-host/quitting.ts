// The ways down, with the events and vetoes that Electron documents for each.
import type { EventEmitter } from 'node:events';
import { emitPreventable, preventable } from './events.ts';
import { openWindows, windowNews } from './open-windows.ts';

const atExit: (() => void)[] = [];
let isQuitting = false;

/** What must not outlive the process; nothing that takes time. */
export function onExit(end: () => void): void {
  atExit.push(end);
}

export function quit(app: EventEmitter): void {
  if (isQuitting) return;
  isQuitting = true;
  if (emitPreventable(app, 'before-quit')) {
    isQuitting = false;
    return;
  }
  for (const window of openWindows()) {
    if (window.askToClose()) continue;
    isQuitting = false;
    return;
  }
  finish(app);
}

function finish(app: EventEmitter): void {
  if (emitPreventable(app, 'will-quit')) {
    isQuitting = false;
    return;
  }
  end(app, 0);
}

/** Asks nobody. */
export function exit(app: EventEmitter, code: number): void {
  isQuitting = true;
  for (const window of openWindows()) window.destroy();
  end(app, code);
}

function end(app: EventEmitter, code: number): never {
  app.emit('quit', preventable(), code);
  for (const each of atExit) each();
  process.exit(code);
}

/** While quitting, the last window's end is part of it. */
export function quitWithLastWindow(app: EventEmitter): void {
  windowNews.on('none-left', () => {
    if (isQuitting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else quit(app);
  });
}

/** Electron quits in order on these, beside whatever the app's own listeners do. */
export function quitOnSignals(app: EventEmitter): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit(app));
}
