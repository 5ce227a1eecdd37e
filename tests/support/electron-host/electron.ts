// What the app gets for `import … from 'electron'`. A name that is not here is not imitated: importing it fails at once.
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { nativeTheme, net, powerMonitor } from './machine.ts';
import { Menu, MenuItem } from './menu.ts';
import { NativeImage, nativeImage } from './native-image.ts';
import { Notification } from './notification.ts';
import { clipboard, dialog, shell } from './person.ts';
import { protocol } from './protocol.ts';
import { screen } from './screen.ts';
import { session } from './session.ts';
import { Tray } from './tray.ts';
import { WebContents } from './web-contents.ts';

const webContents = {
  getAllWebContents: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
  getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
  fromId: (id: number) => BrowserWindow.getAllWindows().find((window) => window.webContents.id === id)?.webContents,
};

const electron = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  NativeImage,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
  WebContents,
  webContents,
} satisfies Partial<Record<keyof typeof Electron, unknown>>;
export default electron;

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  NativeImage,
  Notification,
  nativeImage,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
  WebContents,
  webContents,
};
