// The application menu: on macOS what everybody expects there, elsewhere hidden, and what makes copying and zoom work by key.
import type { MenuItemConstructorOptions } from 'electron';
import type { Act, Perform } from '../acts.ts';
import { say } from '../words.ts';

const separator = { type: 'separator' } as const;

export function applicationMenu(platform: NodeJS.Platform, perform: Perform): MenuItemConstructorOptions[] {
  const act = (label: string, accelerator: string, wish: Act): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => void perform(wish),
  });
  const isMac = platform === 'darwin';
  const roles = <R extends NonNullable<MenuItemConstructorOptions['role']>>(...list: R[]) => list.map((role) => ({ role }));
  return [
    {
      label: say('menu.app'),
      submenu: [
        ...(isMac ? [...roles('about'), separator] : []),
        act(say('menu.settings'), 'CommandOrControl+,', { do: 'open', to: 'settings' }),
        separator,
        ...(isMac ? [...roles('hide', 'hideOthers', 'unhide'), separator] : []),
        // not the role: whoever has clients connected is asked
        act(say('menu.quit'), 'CommandOrControl+Q', { do: 'quit' }),
      ],
    },
    { label: say('menu.edit'), submenu: roles('undo', 'redo', 'cut', 'copy', 'paste', 'selectAll') },
    { label: say('menu.view'), submenu: roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen') },
    { label: say('menu.window'), submenu: roles('minimize', 'close') },
  ];
}
