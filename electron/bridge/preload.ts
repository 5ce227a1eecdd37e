// What the page gets beyond a browser, and nothing else: no channel can be chosen by the page, and no event of Electron's reaches it.
// Sandboxed: built into one CommonJS file that needs `electron` alone.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, DesktopNews } from '../../contract/desktop.ts';
import { type Answer, type Arguments, channels, newsChannel, type Question, type Reply } from './channels.ts';

/** set where this file is built */
declare const __VERSION__: string;

const asking =
  <Q extends Question>(question: Q) =>
  async (...given: Arguments<Q>): Promise<Answer<Q>> => {
    const reply: Reply<Answer<Q>> = await ipcRenderer.invoke(channels[question], ...given);
    if (reply.ok) return reply.value;
    throw new Error(reply.sentence);
  };

const bridge: Bridge = {
  // Electron runs on no other
  platform: process.platform as Bridge['platform'],
  version: __VERSION__,
  pickFile: asking('pickFile'),
  showInFolder: asking('showInFolder'),
  loginItem: asking('loginItem'),
  setLoginItem: asking('setLoginItem'),
  openLoginItems: asking('openLoginItems'),
  preferences: asking('preferences'),
  setPreferences: asking('setPreferences'),
  notifications: asking('notifications'),
  testNotification: asking('testNotification'),
  updates: asking('updates'),
  checkForUpdates: asking('checkForUpdates'),
  installUpdate: asking('installUpdate'),
  onNews(listener) {
    const hear = (_event: IpcRendererEvent, news: DesktopNews) => listener(news);
    ipcRenderer.on(newsChannel, hear);
    return () => void ipcRenderer.removeListener(newsChannel, hear);
  },
};

contextBridge.exposeInMainWorld('roundhouse', Object.freeze(bridge));
