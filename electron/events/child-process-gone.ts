import type { App } from 'electron';

/** Chromium starts its own helpers again, and draws without the graphics card after a few of its crashes. It is only written down. */
export function onChildProcessGone(app: Pick<App, 'on'>, log: { warn(message: string): void }): void {
  app.on('child-process-gone', (_, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit')
      log.warn(`${name ?? type} is gone (${reason}, ${exitCode}); Chromium goes on without it or starts it again`);
  });
}
