// Writes preferences for ever, for somebody who ends it in the middle: two that always belong together.
import { usualPreferences } from '../../contract/desktop.ts';
import { openStore } from '../../electron/preference-store.ts';
import { openPreferences } from '../../electron/preferences.ts';

const log = { warn: console.error, error: console.error };
const preferences = openPreferences({ folder: process.argv[2]!, store: openStore, log });
for (let minute = 0; ; minute = (minute + 1) % 60) {
  const at = `12:${String(minute).padStart(2, '0')}`;
  preferences.set({
    onClose: minute % 2 === 0 ? 'quit' : 'keep-running',
    trayIcon: minute % 2 === 0 ? 'black' : 'white',
    notifications: { ...usualPreferences.notifications, quiet: { from: at, until: at } },
  });
  if (minute === 1) process.stdout.write('written\n');
}
