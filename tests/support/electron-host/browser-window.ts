// `BrowserWindow`: what the app says holds at once, as in Electron; the real window follows in the same order.
import { app } from './app.ts';
import { type Bounds, Frame, openers } from './browser/frame.ts';
import type { WindowFacts } from './control/contract.ts';
import { emitPreventable, preventable } from './events.ts';
import { addWindow, removeWindow } from './open-windows.ts';
import { onlyWhenReady } from './readiness.ts';
import { WebContents } from './web-contents.ts';
import { centred, firstBounds, type UsedOfWindow } from './window-place.ts';
import { WindowUnheard } from './window-unheard.ts';

type Options = Electron.BrowserWindowConstructorOptions;
let nextId = 1;
const windows = new Set<BrowserWindow>();

export class BrowserWindow extends WindowUnheard implements Pick<Electron.BrowserWindow, UsedOfWindow> {
  static getAllWindows = (): BrowserWindow[] => [...windows];
  static getFocusedWindow = (): BrowserWindow | null => [...windows].find((window) => window.isFocused()) ?? null;
  static fromWebContents = (contents: unknown): BrowserWindow | null =>
    [...windows].find((window) => window.webContents === contents) ?? null;
  static fromId = (id: number): BrowserWindow | null => [...windows].find((window) => window.id === id) ?? null;

  readonly id = nextId++;
  readonly options: Options;
  readonly webContents: WebContents;
  #frame: Promise<Frame>;
  #done: Promise<unknown>;
  #bounds: Bounds;
  /** before it was maximised or minimised */
  #normal: Bounds;
  #title: string;
  #state: 'normal' | 'minimized' | 'maximized' | 'fullscreen' = 'normal';
  #isVisible = false;
  #isFocused = false;
  #isDestroyed = false;
  #isReady = false;

  constructor(options: Options = {}) {
    super();
    onlyWhenReady('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.#bounds = firstBounds(options);
    this.#normal = this.#bounds;
    this.#title = options.title ?? app.getName();
    this.webContents = new WebContents(options.webPreferences ?? {});
    this.#frame = this.#open();
    this.#done = this.#frame;
    this.#frame.catch((error: Error) => console.error(`electron-host: a window does not come up: ${error.message}`));
    windows.add(this);
    addWindow(this);
    this.webContents.fromPage.on('focus', () => this.#setFocused(this.#isVisible));
    this.webContents.fromPage.on('blur', () => this.#setFocused(false));
    this.webContents.fromPage.on('resize', () => void this.#followBounds());
    this.webContents.fromPage.on('title', (title: string) => this.#retitle(title));
    const ready = () => {
      if (!this.#isReady) this.emit('ready-to-show');
      this.#isReady = true;
    };
    this.webContents.fromPage.on('painted', ready);
    this.webContents.on('did-finish-load', ready);
    app.emit('web-contents-created', preventable(), this.webContents);
    app.emit('browser-window-created', preventable(), this);
    if (options.show !== false) this.show();
    // as Electron has it, a window that was never shown draws all the same, and its page takes itself for visible
    else if (options.paintWhenInitiallyHidden === false) this.#then((frame) => frame.hide());
  }

  async #open(): Promise<Frame> {
    const frame = await Frame.open(this.#bounds, (whole) => this.#lost(whole));
    const asked: { url: string; frameName: string; features: string }[] = [];
    frame.link.on('popup-asked', (details) => asked.push(details));
    openers.set(frame.link.targetId, {
      popupAsked: () => this.webContents.popupAsked(asked.shift() ?? { url: '', frameName: '', features: '' }),
    });
    await this.webContents.attach(frame.link);
    return frame;
  }

  /** After all that was said before. */
  #then(act: (frame: Frame) => Promise<unknown>): void {
    this.#done = this.#done
      .then(() => this.#frame)
      .then((frame) => (this.#isDestroyed ? undefined : act(frame)))
      .catch((error: Error) => {
        if (!this.#isDestroyed) console.error(`electron-host: window ${this.id}: ${error.message}`);
      });
  }
  /** for a test: everything that was said holds on the screen */
  settled = (): Promise<unknown> => this.#done;
  /** for a test; does not wait for a window that never comes up */
  async facts(): Promise<WindowFacts> {
    const frame = await Promise.race([this.#frame.catch(() => null), new Promise<null>((done) => setTimeout(done, 5_000, null))]);
    return {
      id: this.id,
      title: this.#title,
      url: this.webContents.getURL(),
      isVisible: this.#isVisible,
      isFocused: this.#isFocused,
      isMinimized: this.isMinimized(),
      isMaximized: this.isMaximized(),
      bounds: this.getBounds(),
      targetId: frame?.link.targetId ?? null,
      preferences: { ...this.options.webPreferences },
    };
  }

  show = (): void => {
    this.showInactive();
    this.focus();
  };
  showInactive = (): void => {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    this.#then((frame) => frame.show());
    if (this.#isVisible) return;
    this.#isVisible = true;
    this.emit('show');
  };
  hide = (): void => {
    this.#then((frame) => frame.hide());
    if (!this.#isVisible) return;
    this.#isVisible = false;
    this.#setFocused(false);
    this.emit('hide');
  };
  focus = (): void => {
    if (!this.#isVisible) return;
    this.#then((frame) => frame.raise());
    for (const other of windows) if (other !== this) other.#setFocused(false);
    this.#setFocused(true);
  };
  moveTop = (): void => this.#then((frame) => frame.raise());
  blur = (): void => this.#setFocused(false);
  isVisible = (): boolean => this.#isVisible;
  isFocused = (): boolean => this.#isFocused;

  minimize = (): void => this.#enter('minimized', 'minimize');
  maximize = (): void => this.#enter('maximized', 'maximize');
  restore = (): void => this.#enter('normal', 'restore');
  unmaximize = (): void => this.#enter('normal', 'unmaximize');
  setFullScreen = (flag: boolean): void => this.#enter(flag ? 'fullscreen' : 'normal', flag ? 'enter-full-screen' : 'leave-full-screen');
  isMinimized = (): boolean => this.#state === 'minimized';
  isMaximized = (): boolean => this.#state === 'maximized';
  isFullScreen = (): boolean => this.#state === 'fullscreen';

  getBounds = (): Bounds => ({ ...this.#bounds });
  getNormalBounds = (): Bounds => ({ ...this.#normal });
  getContentBounds = (): Bounds => this.getBounds();
  getSize = (): number[] => [this.#bounds.width, this.#bounds.height];
  getPosition = (): number[] => [this.#bounds.x, this.#bounds.y];
  setBounds = (change: Partial<Bounds>): void => {
    const before = this.#bounds;
    this.#bounds = { ...before, ...change };
    this.#normal = this.#bounds;
    const bounds = this.#bounds;
    this.#then((frame) => frame.setBounds(bounds));
    if (before.x !== bounds.x || before.y !== bounds.y) this.emit('move');
    if (before.width !== bounds.width || before.height !== bounds.height) this.emit('resize');
  };
  setSize = (width: number, height: number): void => this.setBounds({ width, height });
  setPosition = (x: number, y: number): void => this.setBounds({ x, y });
  center = (): void => this.setBounds(centred(this.#bounds));

  loadURL = (url: string): Promise<void> => this.webContents.loadURL(url);
  reload = (): void => this.webContents.reload();
  setTitle = (title: string): void => {
    this.#title = title;
  };
  getTitle = (): string => this.#title;

  /** As the person does by the window's cross. */
  close = (): void => void this.askToClose();
  askToClose(): boolean {
    if (this.#isDestroyed) return true;
    if (emitPreventable(this, 'close')) return false;
    this.destroy();
    return true;
  }
  destroy = (): void => {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#isVisible = false;
    this.#isFocused = false;
    this.#frame.then((frame) => frame.close()).catch(() => {}); // it never came up, or is gone
    this.webContents.destroyed();
    windows.delete(this);
    this.emit('closed');
    removeWindow(this);
  };
  isDestroyed = (): boolean => this.#isDestroyed;

  /** `whole`: Chromium with it. The cross of the real window cannot be refused; a refusal brings up another window, of the same page. */
  #lost(whole: boolean): void {
    if (this.#isDestroyed) return;
    const url = this.webContents.getURL();
    if (whole) this.webContents.gone('killed');
    else if (!emitPreventable(this, 'close')) {
      this.destroy();
      return;
    }
    this.webContents.detached();
    this.#frame = this.#open();
    if (this.#isVisible) this.#then((frame) => frame.show());
    // after a crash the app itself loads again; the window's cross has crashed nothing
    if (url && !whole) this.loadURL(url).catch(() => {}); // told by did-fail-load
  }

  #setFocused(now: boolean): void {
    if (this.#isFocused === now) return;
    this.#isFocused = now;
    const name = now ? 'focus' : 'blur';
    this.emit(name, preventable());
    app.emit(`browser-window-${name}`, preventable(), this);
  }

  #enter(state: 'normal' | 'minimized' | 'maximized' | 'fullscreen', event: string): void {
    const before = this.#state;
    if (before === state) return;
    this.#state = state;
    // Chromium goes from one to another by way of the normal state
    if (before !== 'normal' && state !== 'normal') this.#then((frame) => frame.setState('normal'));
    this.#then((frame) => frame.setState(state));
    if (state === 'minimized') this.#setFocused(false);
    this.emit(event);
  }

  async #followBounds(): Promise<void> {
    await this.#done;
    if (this.#state === 'minimized') return;
    const now = await (await this.#frame).bounds().catch(() => this.#bounds); // gone meanwhile
    const { width, height } = this.#bounds;
    this.#bounds = now;
    if (this.#state === 'normal') this.#normal = now;
    if (now.width !== width || now.height !== height) this.emit('resize');
  }

  #retitle(title: string): void {
    if (!emitPreventable(this, 'page-title-updated', title, true)) this.#title = title;
  }
}
