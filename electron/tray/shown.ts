// One tray of Electron: what the model says is applied when it is different, and not faster than anybody can look.
import { join } from 'node:path';
import type { Menu, NativeImage, NativeTheme, Tray } from 'electron';
import type { Preferences } from '../../contract/desktop.ts';
import type { Perform } from '../acts.ts';
import { menuPicture, trayPicture } from './icons.ts';
import { menuTemplate } from './menu-template.ts';
import type { MenuRow, TrayModel } from './model.ts';
import { paced } from './pace.ts';

export type ElectronTray = Pick<
  Tray,
  'on' | 'setImage' | 'setToolTip' | 'setContextMenu' | 'popUpContextMenu' | 'getBounds' | 'setIgnoreDoubleClickEvents' | 'destroy'
>;

/** the parts of Electron that are used */
export interface TrayParts {
  Tray: new (image: NativeImage, guid?: string) => ElectronTray;
  Menu: { buildFromTemplate: (typeof Menu)['buildFromTemplate'] };
  nativeImage: { createFromPath(path: string): NativeImage };
  nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI' | 'on' | 'off'>;
}

export interface ShownParts extends TrayParts {
  platform: NodeJS.Platform;
  /** the folder with the pictures */
  resources: string;
  perform: Perform;
  preference(): Preferences['trayIcon'];
  /** as it is now: for menus that are made at the click */
  model(): TrayModel;
  /** told when the icon of the menu bar has got room there, or has none */
  onSight?(isInSight: boolean): void;
}

export interface ShownTray {
  apply(model: TrayModel): void;
  close(): void;
}

/** so that macOS knows it again, where a person has moved it */
const guid = 'b9a4b2c6-6c3f-4d53-9f0e-5d6f3b0e7a41';
const second = 1000;

export function shownTray(parts: ShownParts): ShownTray {
  const { platform, perform, nativeTheme } = parts;
  const isLinux = platform === 'linux';
  const pictures = new Map<string, NativeImage>();
  let isInSight: boolean | null = null;
  // a menu that nobody holds may be gone before it is clicked
  let held: Menu | null = null;

  const picture = (file: string): NativeImage => {
    const known = pictures.get(file) ?? parts.nativeImage.createFromPath(join(parts.resources, file));
    pictures.set(file, known);
    return known;
  };
  const iconOf = ({ icon }: TrayModel): string => {
    const isDark = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
    return trayPicture(icon, { platform, isDark, preference: parts.preference(), desktop: process.env.XDG_CURRENT_DESKTOP ?? '' });
  };
  const menuOf = (menu: readonly MenuRow[]): Menu => {
    const isDark = nativeTheme.shouldUseDarkColors;
    held = parts.Menu.buildFromTemplate(
      menuTemplate(menu, { perform, picture: (glyph) => picture(menuPicture(glyph, isDark)), now: Date.now }),
    );
    return held;
  };

  const first = iconOf(parts.model());
  const tray = new parts.Tray(picture(first), platform === 'darwin' ? guid : undefined);
  listen();

  const icon = paced<string>(
    second,
    (file) => {
      tray.setImage(picture(file));
      look();
    },
    { value: first },
  );
  // on Linux each of the two sends the whole menu anew; elsewhere it is made at the click
  const words = paced<{ tooltip: string; menu: readonly MenuRow[]; isDark: boolean }>(isLinux ? 2 * second : second, (next) => {
    tray.setToolTip(next.tooltip);
    if (isLinux) tray.setContextMenu(menuOf(next.menu));
  });
  // it gets its place a little later
  const placed = platform === 'darwin' ? setTimeout(look, second).unref() : null;

  /** An icon without room in the menu bar has no bounds. */
  function look(): void {
    if (platform !== 'darwin') return;
    const { width, height } = tray.getBounds();
    const now = width > 0 && height > 0;
    if (now === isInSight) return;
    isInSight = now;
    parts.onSight?.(now);
  }

  /** once for the life of the tray */
  function listen(): void {
    const open = () => void perform({ do: 'open' });
    const popUp = () => tray.popUpContextMenu(menuOf(parts.model().menu));
    if (platform === 'darwin') {
      // two clicks are two: else the first of them would be told late
      tray.setIgnoreDoubleClickEvents(true);
      const click = ({ altKey }: { altKey?: boolean }) => (altKey ? open() : popUp());
      tray.on('click', click);
      tray.on('right-click', click);
      return;
    }
    // on Linux few desktops tell of it: the menu has it too
    tray.on('click', open);
    if (platform === 'win32') tray.on('right-click', popUp);
  }

  return {
    apply(model) {
      icon.give(iconOf(model));
      words.give({ tooltip: model.tooltip, menu: isLinux ? model.menu : [], isDark: isLinux && nativeTheme.shouldUseDarkColors });
    },
    close() {
      icon.close();
      words.close();
      if (placed !== null) clearTimeout(placed);
      tray.destroy();
    },
  };
}
