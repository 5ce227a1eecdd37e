// macOS and Windows keep login items themselves: they are asked before, told, and asked again.
import type { App, LoginItemSettings, Shell } from 'electron';
import type { LoginItem } from '../../contract/desktop.ts';
import { hiddenArgument, type LoginItemAccess, off, on } from './login-item.ts';
import { say } from './words.ts';

/** what they say of it; Windows leaves `status` out, older systems of macOS too */
export type Said = Pick<LoginItemSettings, 'openAtLogin'> & Partial<Pick<LoginItemSettings, 'status' | 'executableWillLaunchAtLogin'>>;

export function loginItemOf(said: Said, platform: 'darwin' | 'win32'): LoginItem {
  if (platform === 'darwin') {
    switch (said.status) {
      case 'enabled':
        return on;
      case 'requires-approval':
        return { state: 'requires-approval', reason: null };
      case 'not-registered':
      case 'not-found':
        return off;
      case undefined:
        return said.openAtLogin ? on : off;
    }
  }
  if (!said.openAtLogin) return off;
  return said.executableWillLaunchAtLogin === false ? { state: 'off', reason: say('login.windows') } : on;
}

/** fixed addresses of the systems themselves: nothing of the page's comes near them */
const systemPages = {
  darwin: 'x-apple.systempreferences:com.apple.LoginItems-Settings.extension',
  win32: 'ms-settings:startupapps',
};

export interface SystemItemParts {
  app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;
  shell: Pick<Shell, 'openExternal'>;
  platform: 'darwin' | 'win32';
}

export function systemItem({ app, shell, platform }: SystemItemParts): LoginItemAccess {
  // macOS says by itself that it opened the app, and takes no arguments; Windows finds an entry only by the ones it was made with
  const how = platform === 'win32' ? { args: [hiddenArgument] } : {};
  const read = async () => loginItemOf(app.getLoginItemSettings(how), platform);
  return {
    read,
    async set(wanted) {
      app.setLoginItemSettings({ openAtLogin: wanted, ...how });
      const now = await read();
      const isSo = wanted ? now.state !== 'off' : now.state === 'off';
      return isSo || now.reason !== null ? now : { ...now, reason: say('login.refused') };
    },
    // the one follows the app, the other is written anew by the installer's fixed folder
    mend: async () => {},
    async openSystemPage() {
      await shell.openExternal(systemPages[platform]);
      return true;
    },
  };
}
