// An update is installed after the one way down, and the app may quit then.
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { onBeforeQuit } from '../../../electron/events/before-quit.ts';
import { wayOut } from '../../../electron/leaving.ts';

function app() {
  const done: string[] = [];
  const events = new EventEmitter();
  const leaving = wayOut({
    app: { exit: () => void done.push('exit'), relaunch: () => void done.push('again') },
    again: () => ({}),
    dialog: { showMessageBox: async () => ({ response: 1, checkboxChecked: false }) },
    engine: { now: () => null, coming: async () => null },
    watch: () => null,
    window: async () => null,
    hideAll: () => void done.push('hidden'),
    log: { info: () => {}, warn: () => {} },
  });
  onBeforeQuit(events as unknown as Parameters<typeof onBeforeQuit>[0], leaving, 'linux');
  /** as `app.quit()` does */
  const quit = (): boolean => {
    let prevented = false;
    events.emit('before-quit', { preventDefault: () => (prevented = true) });
    return !prevented;
  };
  return { done, leaving, quit };
}

it('quitting goes by the one way, which ends the app itself', async () => {
  const { done, leaving, quit } = app();
  expect(quit()).toBe(false);
  expect(await leaving.leave({ ask: false })).toBe(true);
  await expect.poll(() => done).toEqual(['hidden', 'exit']);
});

it('an update is installed last, and its quitting is let through', async () => {
  const { done, leaving, quit } = app();
  let quits: boolean | null = null;
  await leaving.leave({
    ask: true,
    last() {
      done.push('installed');
      quits = quit();
    },
  });
  expect(done).toEqual(['hidden', 'installed']);
  expect(quits).toBe(true);
});
