// A window of the running Chromium as a thing on the screen: mapped or not, where, how large.
import { PageLink } from '../page-link.ts';
import { onExit } from '../quitting.ts';
import { type Chromium, type Opened, startChromium } from './chromium.ts';
import { findXWindow, map, raise, unmap, type XWindow } from './x-window.ts';

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}
export type FrameState = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

let running: Promise<Chromium> | null = null;
export const runningChromium = (): Promise<Chromium> | null => running;

/** Whom a popup's opener is. */
export const openers = new Map<string, { popupAsked(): boolean }>();

function chromium(): Promise<Chromium> {
  running ??= startChromium().then((started) => {
    onExit(() => started.kill());
    started.onExit(() => {
      running = null;
    });
    started.onPopup(({ targetId, openerId }) => {
      if (openers.get(openerId)?.popupAsked()) console.error('electron-host: a popup that the app allows is not imitated; it is refused');
      started.root.send('Target.closeTarget', { targetId }).catch(() => {}); // its opener took it along
    });
    return started;
  });
  return running;
}

/** One that is just ending with its last window may take the next along; then it comes with a new one. */
async function newWindow(): Promise<{ browser: Chromium; opened: Opened }> {
  for (let left = 3; left > 0; left--) {
    const browser = await chromium();
    const opened = await browser.openWindow();
    if (opened) return { browser, opened };
  }
  throw new Error('Chromium ended three times before its window was there');
}

export class Frame {
  readonly link: PageLink;
  readonly #chromium: Chromium;
  readonly #window: XWindow;
  readonly #windowId: number;

  private constructor(chromium: Chromium, link: PageLink, window: XWindow, windowId: number) {
    this.#chromium = chromium;
    this.link = link;
    this.#window = window;
    this.#windowId = windowId;
  }

  /** Not to be seen yet. */
  static async open(bounds: Bounds, onGone: (whole: boolean) => void): Promise<Frame> {
    const { browser, opened } = await newWindow();
    const { session, targetId, title } = opened;
    const link = new PageLink(session, targetId);
    const [window] = await Promise.all([findXWindow(title), link.begin()]);
    const [{ windowId }] = await Promise.all([browser.root.send('Browser.getWindowForTarget', { targetId }), unmap(window)]);
    let told = false;
    const gone = (whole: boolean) => {
      if (told) return;
      told = true;
      openers.delete(targetId);
      onGone(whole);
    };
    session.on('Inspector.detached', () => gone(false));
    browser.onExit(() => gone(true));
    const frame = new Frame(browser, link, window, windowId);
    await Promise.all([frame.#drawUnseen(true), frame.setBounds(bounds)]);
    return frame;
  }

  async show(): Promise<void> {
    await map(this.#window);
    await this.#drawUnseen(false);
    await this.link.setHidden(false);
  }
  async hide(): Promise<void> {
    await unmap(this.#window);
    await this.#drawUnseen(false);
    await this.link.setHidden(true);
  }
  /** Before it is shown for the first time an Electron window draws as if it were seen; Chromium's own would wait until it is. */
  async #drawUnseen(enabled: boolean): Promise<void> {
    await this.link.session.send('Emulation.setFocusEmulationEnabled', { enabled });
  }
  raise = (): Promise<string> => raise(this.#window);

  async setBounds({ x, y, width, height }: Bounds): Promise<void> {
    await this.#set({ left: x, top: y, width, height });
  }
  setState = (windowState: FrameState): Promise<unknown> => this.#set({ windowState });

  async bounds(): Promise<Bounds> {
    const { bounds } = await this.#chromium.root.send('Browser.getWindowBounds', { windowId: this.#windowId });
    return { x: bounds.left ?? 0, y: bounds.top ?? 0, width: bounds.width ?? 0, height: bounds.height ?? 0 };
  }

  async close(): Promise<void> {
    await this.#chromium.root.send('Target.closeTarget', { targetId: this.link.targetId });
  }

  #set(bounds: { left?: number; top?: number; width?: number; height?: number; windowState?: FrameState }): Promise<unknown> {
    return this.#chromium.root.send('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
  }
}
