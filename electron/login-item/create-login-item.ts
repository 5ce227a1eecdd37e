// Which way of opening at login this system has.
import type { App, Shell } from 'electron';
import { autostart, autostartFile } from './autostart.ts';
import { developmentLoginItem, type LoginItemAccess } from './login-item.ts';
import { loginProgram } from './login-program.ts';
import { systemItem } from './system-item.ts';

export interface LoginItemParts {
  app: Pick<App, 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>;
  shell: Pick<Shell, 'openExternal'>;
  platform: NodeJS.Platform;
  execPath: string;
  env: Record<string, string | undefined>;
  /** the user's home folder */
  user: string;
}

export function createLoginItem({ app, shell, platform, execPath, env, user }: LoginItemParts): LoginItemAccess {
  const program = loginProgram({ isPackaged: app.isPackaged, execPath, env });
  if (program === null) return developmentLoginItem;
  if (platform === 'darwin' || platform === 'win32') return systemItem({ app, shell, platform });
  return autostart(autostartFile(env, user), program);
}
