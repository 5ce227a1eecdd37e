// Which picture of resources/ for which state, platform and ground. Electron finds those with `@2x` by itself.
import type { Preferences } from '../../contract/desktop.ts';
import type { Glyph } from '../../contract/words.ts';
import type { TrayIcon } from './model.ts';

export interface Ground {
  platform: NodeJS.Platform;
  /** of the taskbar or the panel, as the system tells: `shouldUseDarkColorsForSystemIntegratedUI` */
  isDark: boolean;
  preference: Preferences['trayIcon'];
  /** `XDG_CURRENT_DESKTOP`, as in `ubuntu:GNOME` */
  desktop: string;
}

/** below resources/ */
export function trayPicture(icon: TrayIcon, { platform, isDark, preference, desktop }: Ground): string {
  // macOS gives a picture with this name the colour of its menu bar
  if (platform === 'darwin') return `tray/${icon}Template.png`;
  if (platform === 'win32') return `tray/${icon}-${isDark ? 'white' : 'black'}.ico`;
  // panels of Linux desktops are dark more often than the theme of their windows, so only who asks for it gets that
  const colour = preference === 'automatic' ? (isDark || hasBlackBar(desktop) ? 'white' : 'black') : preference;
  return `tray/${icon}-${colour}.png`;
}

/** The bar of GNOME is black whatever its windows are. */
const hasBlackBar = (desktop: string): boolean => desktop.split(':').includes('GNOME');

/** below resources/; `isDark`: of menus, which is that of windows */
export const menuPicture = (glyph: Glyph, isDark: boolean): string => `menu/${glyph}-${isDark ? 'dark' : 'light'}.png`;
