// Electron's tray without Electron: what was asked of it, in order, and a way to click. Typed by the parts that ours is made of.
import type { Act } from '../../../electron/acts.ts';
import type { TrayHost } from '../../../electron/tray/host.ts';
import type { menuTemplate } from '../../../electron/tray/menu-template.ts';
import type { ElectronTray, TrayParts } from '../../../electron/tray/shown.ts';
import { createTray, type RunningTray, type TrayOptions } from '../../../electron/tray/tray.ts';
import type { Seen, Watch } from '../../../electron/watch.ts';

type NativeImage = ReturnType<TrayParts['nativeImage']['createFromPath']>;
type Menu = ReturnType<TrayParts['Menu']['buildFromTemplate']>;
type Template = ReturnType<typeof menuTemplate>;

export interface Done {
  what: 'made' | 'image' | 'tooltip' | 'menu' | 'popped' | 'destroyed';
  value: unknown;
}

export interface Desk extends TrayParts {
  done: Done[];
  /** of the last tray: as Electron tells it */
  tell(event: string, data?: { altKey?: boolean }): void;
  listeners(): Record<string, number>;
  bounds: { x: number; y: number; width: number; height: number };
  theme(isDark: boolean): void;
}

const titles = (template: Template): string[] => template.map(({ label, type }) => (type === 'separator' ? '-' : label!));

export function desk(): Desk {
  const done: Done[] = [];
  const themed = new Set<() => void>();
  let heard = new Map<string, ((data: object) => void)[]>();
  let dark = true;
  const at = { bounds: { x: 900, y: 0, width: 22, height: 22 } };

  class FakeTray implements ElectronTray {
    constructor(image: NativeImage, guid?: string) {
      heard = new Map();
      done.push({ what: 'made', value: guid === undefined ? image : [image, guid] });
    }
    on(event: string, listener: (...data: never[]) => void): never {
      heard.set(event, [...(heard.get(event) ?? []), listener as (data: object) => void]);
      return this as never;
    }
    setImage(value: unknown): void {
      done.push({ what: 'image', value });
    }
    setToolTip(value: string): void {
      done.push({ what: 'tooltip', value });
    }
    setContextMenu(value: unknown): void {
      done.push({ what: 'menu', value: titles(value as Template) });
    }
    popUpContextMenu(value: unknown): void {
      done.push({ what: 'popped', value: titles(value as Template) });
    }
    getBounds() {
      return at.bounds;
    }
    setIgnoreDoubleClickEvents(): void {}
    destroy(): void {
      done.push({ what: 'destroyed', value: null });
    }
  }

  const nativeTheme: TrayParts['nativeTheme'] = {
    get shouldUseDarkColors() {
      return dark;
    },
    get shouldUseDarkColorsForSystemIntegratedUI() {
      return dark;
    },
    on: (_event: string, listener: () => void) => themed.add(listener) as never,
    off: (_event: string, listener: () => void) => themed.delete(listener) as never,
  };

  return Object.assign(at, {
    done,
    Tray: FakeTray,
    // the template stands for the menu, and a path for the picture
    Menu: { buildFromTemplate: (template: unknown) => template as Menu },
    nativeImage: { createFromPath: (path: string) => path as unknown as NativeImage },
    nativeTheme,
    tell: (event: string, data: object = {}) => {
      for (const listener of heard.get(event) ?? []) listener(data);
    },
    listeners: () => Object.fromEntries([...heard].map(([event, all]) => [event, all.length])),
    theme(isDark: boolean) {
      dark = isDark;
      for (const listener of themed) listener();
    },
  });
}

export interface Staged {
  desk: Desk;
  acts: Act[];
  tray: RunningTray;
  see(seen: Seen): void;
  host(isThere: boolean): void;
}

export async function staged(
  platform: NodeJS.Platform,
  seen: Seen,
  more: Partial<TrayOptions> & { hasHost?: boolean } = {},
): Promise<Staged> {
  const parts = desk();
  const acts: Act[] = [];
  let now = seen;
  const changed = new Set<() => void>();
  const hosts = new Set<(isThere: boolean) => void>();
  const watch: Watch = {
    get: () => now,
    onChange: (listener) => {
      changed.add(listener);
      return () => void changed.delete(listener);
    },
    onEvent: () => () => undefined,
    close: () => undefined,
  };
  const host: TrayHost = {
    isThere: async () => more.hasHost ?? true,
    onChange: (listener) => {
      hosts.add(listener);
      return () => void hosts.delete(listener);
    },
    close: () => undefined,
  };
  const { hasHost: _, ...rest } = more;
  const tray = createTray({
    ...parts,
    // a getter is not copied by a spread
    nativeTheme: parts.nativeTheme,
    watch,
    engine: () => 'hosted',
    perform: async (act) => void acts.push(act),
    preferences: { get: () => ({ trayIcon: 'white' }) as never, onChange: () => () => undefined },
    platform,
    resources: '/resources',
    host,
    ...rest,
  });
  // it asks for a host first
  await Promise.resolve();
  await Promise.resolve();
  return {
    desk: parts,
    acts,
    tray,
    see(seen) {
      now = seen;
      for (const listener of changed) listener();
    },
    host: (isThere) => {
      for (const listener of hosts) listener(isThere);
    },
  };
}
