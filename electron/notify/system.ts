// Electron's notifications as the rest needs them: by id, replaced and taken away, with clicks that arrive also after a restart of the app.
import { type ActivationArguments, Notification, type NotificationConstructorOptions } from 'electron';
import type { Pressed, SystemNotice, SystemNotifications } from './tell.ts';

export type { ActivationArguments, NotificationConstructorOptions } from 'electron';

/** more would be kept in memory only for clicks that nobody makes any more */
const mostKept = 50;
/** Windows tells of one click twice: to the object, and to whoever listens for all */
const sameClickMs = 1000;

export interface SystemParts {
  platform: NodeJS.Platform;
  /** shown where the system does not know the app's own */
  icon?: string;
  log(line: string): void;
}

export function electronNotifications({ platform, icon, log }: SystemParts): SystemNotifications {
  // one that nobody holds is collected, and its click is lost
  const kept = new Map<string, Notification>();
  let lastFailure: string | null = null;
  let wasShown = false;
  let listener: (pressed: Pressed) => void = () => {};
  let last: (Pressed & { at: number }) | null = null;

  function press(id: string, button: number | null): void {
    const at = Date.now();
    const isSame = last !== null && last.id === id && last.button === button && at - last.at < sameClickMs;
    if (isSame) return;
    last = { id, button, at };
    listener({ id, button });
  }

  function keep(id: string, notification: Notification): void {
    kept.delete(id);
    kept.set(id, notification);
    for (const oldest of [...kept.keys()].slice(0, -mostKept)) kept.delete(oldest);
    notification.on('click', () => press(id, null));
    notification.on('action', (details) => press(id, details.actionIndex));
    notification.on('close', ({ reason }) => {
      // it went from the screen into the list of the system, and can be clicked there
      if (reason === 'timedOut' || kept.get(id) !== notification) return;
      kept.delete(id);
    });
  }

  if (platform === 'darwin') {
    Notification.getHistory().then(
      (delivered) => {
        for (const one of delivered) if (!kept.has(one.id)) keep(one.id, one);
      },
      (error: unknown) => log(`notifications of before cannot be clicked: ${String(error)}`),
    );
  }

  return {
    show(id, notice) {
      if (!Notification.isSupported()) {
        lastFailure = 'this system has no notifications';
        log(`notification "${notice.title}" could not be shown: ${lastFailure}`);
        return;
      }
      kept.get(id)?.close();
      const notification = new Notification(optionsFor(id, notice, platform, icon));
      keep(id, notification);
      notification.on('show', () => {
        wasShown = true;
        lastFailure = null;
      });
      notification.on('failed', (_event, error) => {
        kept.delete(id);
        // Linux gives no reason
        lastFailure = error || 'the system did not take it';
        log(`notification "${notice.title}" could not be shown: ${lastFailure}`);
      });
      notification.show();
    },
    withdraw(id) {
      kept.get(id)?.close();
      kept.delete(id);
      // of an earlier run of the app
      if (platform === 'darwin') Notification.remove(id);
    },
    onPress(next) {
      listener = next;
      if (platform !== 'win32') return;
      // not before somebody listens: the click that started the app is told at once
      Notification.handleActivation((details) => {
        const id = tagOf(details);
        if (id !== null) press(id, details.type === 'action' ? (details.actionIndex ?? null) : null);
      });
    },
    reach() {
      if (!Notification.isSupported()) return { state: 'denied', reason: 'this system has no notifications' };
      if (lastFailure !== null) return { state: 'denied', reason: lastFailure };
      return { state: wasShown ? 'granted' : 'unknown', reason: null };
    },
    close() {
      listener = () => {};
      // on Linux nobody would hear the click on one that stays
      if (platform === 'linux') for (const notification of kept.values()) notification.close();
      kept.clear();
    },
  };
}

function optionsFor(id: string, notice: SystemNotice, platform: NodeJS.Platform, icon?: string): NotificationConstructorOptions {
  const { title, body, silent, group, groupTitle, buttons, isLow } = notice;
  const common = { title, body, silent };
  if (platform === 'linux')
    return { ...common, body: withoutMarkup(body), urgency: isLow ? 'low' : 'normal', ...(icon !== undefined && { icon }) };
  const actions = buttons.map((text) => ({ type: 'button' as const, text }));
  return { ...common, id, groupId: group, ...(platform === 'win32' && { groupTitle }), actions };
}

/** Some desktops read a body as markup and some do not, and nobody tells us which: signs that look alike read the same on both. */
const withoutMarkup = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆');

/** What Electron gives to Windows with each toast: `type=click&tag=ID` */
function tagOf(details: ActivationArguments): string | null {
  return new URLSearchParams(details.arguments).get('tag');
}
