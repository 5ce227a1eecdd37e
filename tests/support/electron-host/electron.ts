// What the app gets for `import … from 'electron'`. A name that is not here is not imitated: importing it fails at once.
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { protocol } from './protocol.ts';
import { screen } from './screen.ts';
import { session } from './session.ts';

export { app, BrowserWindow, ipcMain, protocol, screen, session };
export default { app, BrowserWindow, ipcMain, protocol, screen, session };
