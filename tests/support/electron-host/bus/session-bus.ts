// The session bus, joined when the first thing needs it.
import { type MessageBus, sessionBus } from 'dbus-next';

let joined: Promise<MessageBus> | null = null;

export function bus(): Promise<MessageBus> {
  joined ??= new Promise((resolve, reject) => {
    if (!process.env.DBUS_SESSION_BUS_ADDRESS) throw new Error('there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)');
    const started = sessionBus();
    started.on('error', (error: Error) => {
      console.error(`electron-host: the session bus: ${error.message}`);
      reject(error);
    });
    started.on('connect', () => resolve(started));
  });
  return joined;
}
