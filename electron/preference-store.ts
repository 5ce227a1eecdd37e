// electron-store on the folder of the preferences. Loaded beside the start: it brings a validator that we do not use, and only writing needs it.
import electron from 'electron';
import Store from 'electron-store';

/** Without a schema of its own: what is read and written goes through ours. Keys of a later version stay in the file. */
export function openStore(folder: string): Store<Record<string, unknown>> {
  const store = new Store<Record<string, unknown>>({
    cwd: folder,
    name: 'preferences',
    accessPropertiesByDotNotation: false,
    configFileMode: 0o600,
  });
  // the first one opens a channel for stores in pages, which answers every sender; there are none
  electron.ipcMain?.removeAllListeners('electron-store-get-data');
  return store;
}
