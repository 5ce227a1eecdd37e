// `Menu` and `MenuItem`: the rows and what choosing one does. The tray shows them over D-Bus; an application menu is not drawn.
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { record } from './record.ts';

type Template = Electron.MenuItemConstructorOptions;
type UsedOfItem =
  | 'label'
  | 'sublabel'
  | 'toolTip'
  | 'id'
  | 'enabled'
  | 'visible'
  | 'checked'
  | 'type'
  | 'accelerator'
  | 'commandId'
  | 'role'
  | 'icon';

let nextCommand = 1;

/** What a role does by itself, where this host can do it. */
const byRole: Partial<Record<string, (window: BrowserWindow | null) => void>> = {
  quit: () => app.quit(),
  close: (window) => window?.close(),
  minimize: (window) => window?.minimize(),
  reload: (window) => window?.reload(),
  forcereload: (window) => window?.reload(),
};

export class MenuItem implements Pick<Electron.MenuItem, UsedOfItem> {
  readonly commandId = nextCommand++;
  readonly type: Electron.MenuItem['type'];
  readonly role: Electron.MenuItem['role'];
  readonly accelerator: Electron.MenuItem['accelerator'];
  readonly submenu: Menu | undefined;
  id: string;
  label: string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly icon: NonNullable<Electron.MenuItem['icon']> | undefined;
  readonly click: () => void;

  constructor(given: Template) {
    const { submenu, role } = given;
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : (submenu as unknown as Menu | undefined);
    this.type = given.type ?? (this.submenu ? 'submenu' : 'normal');
    this.role = role as Electron.MenuItem['role'];
    this.label = given.label ?? (role ? `${role.charAt(0).toUpperCase()}${role.slice(1)}` : '');
    this.sublabel = given.sublabel ?? '';
    this.toolTip = given.toolTip ?? '';
    this.id = given.id ?? '';
    this.enabled = given.enabled ?? true;
    this.visible = given.visible ?? true;
    this.checked = given.checked ?? false;
    this.accelerator = given.accelerator ?? null;
    this.icon = given.icon;
    this.click = () => {
      const window = BrowserWindow.getFocusedWindow();
      if (this.type === 'checkbox') this.checked = !this.checked;
      const event = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, triggeredByAccelerator: false };
      const own = given.click as ((...args: unknown[]) => void) | undefined;
      if (own) own(this, window ?? undefined, event);
      else byRole[String(role).toLowerCase()]?.(window);
    };
  }
}

let applicationMenu: Menu | null = null;

export class Menu {
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: (Template | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const each of template) menu.append(each instanceof MenuItem ? each : new MenuItem(each));
    return menu;
  }
  static setApplicationMenu = (menu: Menu | null): void => {
    applicationMenu = menu;
  };
  static getApplicationMenu = (): Menu | null => applicationMenu;

  append(item: MenuItem): void {
    this.items.push(item);
  }
  insert(at: number, item: MenuItem): void {
    this.items.splice(at, 0, item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  popup(): void {
    record('menu-popup', labelsOf(this));
  }
  closePopup(): void {}

  find(path: readonly string[]): MenuItem {
    const [label, ...rest] = path;
    const found = this.items.find((item) => item.label === label);
    if (!found) throw new Error(`there is no "${label}" in the menu ${JSON.stringify(labelsOf(this))}`);
    if (rest.length === 0) return found;
    if (!found.submenu) throw new Error(`"${label}" has nothing below it`);
    return found.submenu.find(rest);
  }
}

export interface MenuLabels {
  label: string;
  type: string;
  enabled: boolean;
  checked?: boolean;
  accelerator?: string;
  items?: MenuLabels[];
}

export function labelsOf(menu: Menu): MenuLabels[] {
  return menu.items
    .filter((item) => item.visible)
    .map((item) => ({
      label: item.label,
      type: item.type,
      enabled: item.enabled,
      ...(item.type === 'checkbox' || item.type === 'radio' ? { checked: item.checked } : {}),
      ...(item.accelerator ? { accelerator: String(item.accelerator) } : {}),
      ...(item.submenu ? { items: labelsOf(item.submenu) } : {}),
    }));
}
