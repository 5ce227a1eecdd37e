// Whether something on this desktop shows tray icons. On Linux that is asked for over D-Bus, as Electron does it itself: it asks
// once, when a tray is made, and one that found nobody never appears. One that was shown comes back by itself with its panel.
import { pause } from '../../contract/backoff.ts';
import { addressOf, type SessionBus, sessionBus } from './session-bus.ts';

export interface TrayHost {
  /** within a moment: nobody who does not answer shows anything */
  isThere(): Promise<boolean>;
  /** told when it comes or goes; the answer ends it */
  onChange(listener: (isThere: boolean) => void): () => void;
  close(): void;
}

const watcher = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';
const usualWaitMs = 300;
const slices = 6;

/** macOS and Windows always show them. */
export const alwaysThere: TrayHost = { isThere: async () => true, onChange: () => () => undefined, close: () => undefined };

export function linuxTrayHost(env: Record<string, string | undefined> = process.env, waitMs = usualWaitMs): TrayHost {
  const listeners = new Set<(isThere: boolean) => void>();
  const address = addressOf(env);
  let bus: SessionBus | null = null;
  let last: boolean | null = null;
  let isClosed = false;

  function connected(to: string): SessionBus {
    if (bus) return bus;
    const opened = sessionBus(to, {
      onSignal: () => void look(),
      onEnd() {
        if (bus === opened) bus = null;
        if (!isClosed) tell(false);
      },
    });
    opened.listen(`type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${watcher}'`);
    for (const member of ['StatusNotifierHostRegistered', 'StatusNotifierHostUnregistered']) {
      opened.listen(`type='signal',interface='${watcher}',member='${member}'`);
    }
    bus = opened;
    return opened;
  }

  async function look(): Promise<boolean> {
    if (address === null || isClosed) return false;
    const asked = connected(address);
    const isWatched = await asked.ask({
      to: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      of: 'org.freedesktop.DBus',
      method: 'NameHasOwner',
      texts: [watcher],
    });
    const isThere =
      isWatched &&
      (await asked.ask({
        to: watcher,
        path: watcherPath,
        of: 'org.freedesktop.DBus.Properties',
        method: 'Get',
        texts: [watcher, 'IsStatusNotifierHostRegistered'],
      }));
    if (!isClosed) tell(isThere);
    return isThere;
  }

  /** In slices: while this process is busy itself, as it is when it starts, an answer may lie there unread. */
  async function late(signal: AbortSignal): Promise<boolean> {
    for (let slice = 0; slice < slices && !signal.aborted; slice++) await pause(waitMs / slices, signal);
    return last ?? false;
  }

  function tell(isThere: boolean): void {
    const before = last;
    last = isThere;
    // nobody there at first is no news: nobody has gone
    if (before === isThere || (before === null && !isThere)) return;
    for (const listener of listeners) listener(isThere);
  }

  return {
    async isThere() {
      const answered = new AbortController();
      try {
        return await Promise.race([look(), late(answered.signal)]);
      } finally {
        answered.abort();
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      isClosed = true;
      bus?.close();
    },
  };
}
