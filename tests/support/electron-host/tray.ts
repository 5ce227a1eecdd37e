// `Tray`: a real StatusNotifierItem with a real menu on the session bus. Each has a connection of its own, so that destroying it
// takes it out of the panel.
import { EventEmitter } from 'node:events';
import { type MessageBus, sessionBus } from 'dbus-next';
import { callOn, hasStatusHost, watcher, whenOwned } from './bus/call.ts';
import { MenuOnBus } from './bus/menu-on-bus.ts';
import { menuPath, StatusItem } from './bus/status-item.ts';
import { preventable } from './events.ts';
import type { Menu } from './menu.ts';
import { imageOf } from './native-image.ts';
import { onlyWhenReady } from './readiness.ts';

type Used = 'setToolTip' | 'setTitle' | 'getTitle' | 'getBounds' | 'popUpContextMenu' | 'closeContextMenu' | 'destroy' | 'isDestroyed';

let count = 0;

export class Tray extends EventEmitter implements Pick<Electron.Tray, Used> {
  #item: StatusItem;
  #menu = new MenuOnBus();
  #bus: MessageBus | null = null;
  #isDestroyed = false;
  #title = '';

  constructor(image: unknown) {
    super();
    onlyWhenReady('Cannot create Tray before app is ready');
    this.#item = new StatusItem(++count);
    this.#item.onActivate = () =>
      this.emit('click', preventable({ altKey: false, shiftKey: false, ctrlKey: false, metaKey: false }), this.getBounds(), { x: 0, y: 0 });
    this.#item.onSecondary = () => this.emit('middle-click', preventable(), this.getBounds());
    this.setImage(image);
    this.#menu.show(null);
    this.#join(`org.kde.StatusNotifierItem-${process.pid}-${count}`).catch((error: Error) =>
      console.error(`electron-host: no tray: ${error.message}`),
    );
  }

  async #join(name: string): Promise<void> {
    if (!process.env.DBUS_SESSION_BUS_ADDRESS) throw new Error('there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)');
    const bus = sessionBus();
    this.#bus = bus;
    bus.on('error', (error: Error) => console.error(`electron-host: the tray's connection: ${error.message}`));
    // Electron looks for a panel once, when the tray is made: one that finds none never appears
    if (!(await hasStatusHost(bus))) {
      bus.disconnect();
      return;
    }
    await bus.requestName(name, 0);
    bus.export('/StatusNotifierItem', this.#item);
    bus.export(menuPath, this.#menu);
    // now, and when its panel starts anew
    await whenOwned(bus, watcher, () => {
      const register = { path: '/StatusNotifierWatcher', interface: watcher, member: 'RegisterStatusNotifierItem' };
      callOn(bus, { destination: watcher, ...register, signature: 's', body: [name] }).catch((error: Error) => {
        if (!this.#isDestroyed) console.error(`electron-host: the tray was not taken: ${error.message}`);
      });
    });
  }

  setImage = (image: unknown): void => {
    const given = imageOf(image);
    if (given.isEmpty() && typeof image === 'string') throw new Error(`Failed to load image from path '${image}'`);
    this.#item.setIcon(given.pixels());
  };
  setPressedImage = (): void => {};
  setToolTip = (text: string): void => this.#item.setToolTip(text);
  setContextMenu = (menu: Menu | null): void => this.#menu.show(menu);
  /** macOS alone shows it */
  setTitle = (title: string): void => {
    this.#title = title;
  };
  getTitle = (): string => this.#title;
  getBounds = (): Electron.Rectangle => ({ x: 0, y: 0, width: 0, height: 0 });
  popUpContextMenu = (): void => {};
  closeContextMenu = (): void => {};
  setIgnoreDoubleClickEvents = (): void => {};
  destroy = (): void => {
    this.#isDestroyed = true;
    this.#bus?.disconnect();
    this.#bus = null;
  };
  isDestroyed = (): boolean => this.#isDestroyed;
}
