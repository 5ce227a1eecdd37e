// `webContents`: the page of a window, as the main process knows it.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { isCustom, toLoopback } from './address.ts';
import { app } from './app.ts';
import { ContentsSettings } from './contents-settings.ts';
import { emitPreventable, preventable } from './events.ts';
import { frameOf } from './frame-of.ts';
import { ipcMain } from './ipc-main.ts';
import { startLoopback } from './loopback.ts';
import { nativeTheme } from './machine.ts';
import { explainFailure } from './net-errors.ts';
import type { NavigationAsked, PageLink } from './page-link.ts';
import { tellPermissions } from './permissions.ts';
import { defaultSession } from './session.ts';
import type { FromPage } from './worlds/preload-world.ts';
import { wire } from './worlds/wire.ts';

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];
type Used =
  | 'send'
  | 'getURL'
  | 'getTitle'
  | 'loadURL'
  | 'reload'
  | 'reloadIgnoringCache'
  | 'isDestroyed'
  | 'isLoading'
  | 'isCrashed'
  | 'focus'
  | 'executeJavaScript'
  | 'setWindowOpenHandler'
  | 'openDevTools'
  | 'closeDevTools'
  | 'isDevToolsOpened'
  | 'toggleDevTools'
  | 'setZoomFactor'
  | 'getZoomFactor'
  | 'setZoomLevel'
  | 'getZoomLevel'
  | 'setBackgroundThrottling'
  | 'setVisualZoomLevelLimits'
  | 'setUserAgent'
  | 'getUserAgent'
  | 'forcefullyCrashRenderer'
  | 'id';

const { pack } = wire();
let nextId = 1;

export class WebContents extends ContentsSettings implements Pick<Electron.WebContents, Used> {
  readonly id = nextId++;
  readonly session = defaultSession;
  readonly preferences: Electron.WebPreferences;
  readonly mainFrame = frameOf(this);
  /** the window listens for the page's own focus and size */
  readonly fromPage = new EventEmitter();
  #linked = Promise.withResolvers<PageLink>();
  #link: PageLink | null = null;
  #url = '';
  #title = '';
  #isLoading = false;
  #isCrashed = false;
  /** nothing of the app was in this window yet */
  #isNew = true;
  #isDestroyed = false;
  #ownNavigations = 0;
  /** by loadURL, the last */
  #asked = '';
  #openHandler: OpenHandler | null = null;

  constructor(preferences: Electron.WebPreferences) {
    super();
    this.preferences = preferences;
    this.#linked.promise.catch(() => {}); // whoever loads hears it
  }

  async attach(link: PageLink): Promise<void> {
    const { preload, additionalArguments = [] } = this.preferences;
    let text: string | null = null;
    try {
      text = preload ? readFileSync(preload, 'utf8') : null;
    } catch (error) {
      this.emit('preload-error', preventable(), preload, error);
    }
    await link.install(text, [process.execPath, ...additionalArguments]);
    link.mayNavigate = (asked) => this.#mayNavigate(asked);
    link.on('message', (message) => this.#hear(message));
    link.on('navigated', (url, isSameDocument) => this.#arrive(url, isSameDocument));
    link.on('unreachable', (url) => {
      // loadURL tells of its own
      if (url !== this.#asked) this.emit('did-fail-load', preventable(), -2, 'ERR_FAILED', url, true, 1, 1);
    });
    link.on('dom-ready', () => this.emit('dom-ready', preventable()));
    link.on('loaded', () => void this.#loaded(link));
    link.on('painted', () => this.fromPage.emit('painted'));
    link.on('crashed', () => this.gone('crashed'));
    const followTheme = () => link.setColorScheme(nativeTheme.shouldUseDarkColors ? 'dark' : 'light');
    nativeTheme.on('updated', followTheme);
    const unfollow = () => nativeTheme.off('updated', followTheme);
    this.once('destroyed', unfollow);
    this.fromPage.once('detached', unfollow);
    await followTheme();
    this.#link = link;
    this.#linked.resolve(link);
  }

  /** Its window was lost; another will be attached. */
  detached(): void {
    this.#link = null;
    this.#isNew = true;
    this.#ownNavigations = 0;
    this.#linked = Promise.withResolvers<PageLink>();
    this.#linked.promise.catch(() => {}); // whoever loads hears it
    this.fromPage.emit('detached');
  }

  loadURL = async (url: string): Promise<void> => {
    if (isCustom(url)) await startLoopback();
    const link = await this.#linked.promise;
    await tellPermissions(link.session, this, toLoopback(url));
    this.#asked = url;
    this.#ownNavigations++;
    const loaded = new Promise<void>((done) => link.once('loaded', done));
    const { errorText } = await link.session.send('Page.navigate', { url: toLoopback(url) });
    this.#ownNavigations = 0;
    if (!errorText) return loaded;
    const failure = explainFailure(errorText);
    this.emit('did-fail-load', preventable(), failure.errno, failure.code, url, true, 1, 1);
    throw Object.assign(new Error(`${failure.code} (${failure.errno}) loading '${url}'`), { ...failure, url });
  };

  reload = (): void => {
    // in a window that came up anew there is nothing to reload yet
    const again = async () => (this.#isNew ? this.loadURL(this.#url) : this.#reload(await this.#linked.promise));
    again().catch(() => {}); // told by did-fail-load, or the window is gone
  };
  async #reload(link: PageLink): Promise<void> {
    this.#ownNavigations++;
    await link.session.send('Page.reload');
  }
  reloadIgnoringCache = (): void => this.reload();

  send = (channel: string, ...args: unknown[]): void => {
    this.#link?.tell({ kind: 'event', channel, args: pack(args) });
  };
  executeJavaScript = async (code: string, userGesture = false): Promise<unknown> =>
    (await this.#linked.promise).evaluate(code, userGesture);

  getURL = (): string => this.#url;
  getTitle = (): string => this.#title;
  isLoading = (): boolean => this.#isLoading;
  isCrashed = (): boolean => this.#isCrashed;
  isDestroyed = (): boolean => this.#isDestroyed;
  focus = (): void => void this.#link?.session.send('Page.bringToFront').catch(() => {}); // the window is gone
  forcefullyCrashRenderer = (): void => void this.#link?.session.send('Page.crash').catch(() => {}); // it never answers: it crashed
  setWindowOpenHandler = (handler: OpenHandler): void => {
    this.#openHandler = handler;
  };

  /** A page asks for a window. True: the handler lets it have one. */
  popupAsked(details: { url: string; frameName: string; features: string }): boolean {
    const more = { disposition: 'new-window' as const, referrer: { url: '', policy: 'default' as const }, postBody: undefined };
    return this.#openHandler?.({ ...details, ...more }).action === 'allow';
  }

  gone(reason: Electron.RenderProcessGoneDetails['reason']): void {
    this.#isCrashed = true;
    const details = { reason, exitCode: reason === 'clean-exit' ? 0 : 5 };
    this.emit('render-process-gone', preventable(), details);
    app.emit('render-process-gone', preventable(), this, details);
  }

  destroyed(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#linked.reject(new Error('Object has been destroyed'));
    this.emit('destroyed');
  }

  /** As if the page had said it; a test may name another sender. */
  #hear(message: FromPage): void {
    if (message.kind === 'preload-error') this.emit('preload-error', preventable(), this.preferences.preload, new Error(message.message));
    else if (message.kind === 'send' || message.kind === 'invoke') void this.receive(message, this.#url);
    else this.fromPage.emit(message.kind);
  }

  async receive(message: Extract<FromPage, { channel: string }>, senderUrl: string): Promise<{ ok: boolean; value: unknown } | null> {
    const senderFrame = { ...this.mainFrame, url: senderUrl, origin: new URL(senderUrl || 'about:blank').origin };
    const reply = (channel: string, ...args: unknown[]) => this.send(channel, ...args);
    const event = { type: 'frame', sender: this, senderFrame, frameId: 1, processId: 1, reply };
    if (message.kind === 'send') {
      this.emit('ipc-message', event, message.channel);
      ipcMain.hear(event, message.channel, message.args);
      return null;
    }
    const answer = await ipcMain.answer(event, message.channel, message.args);
    this.#link?.tell({ kind: 'answer', id: message.id, ...answer });
    return answer;
  }

  #mayNavigate({ url, isMainFrame, frameUrl }: NavigationAsked): boolean {
    if (isMainFrame && this.#ownNavigations > 0) {
      this.#ownNavigations--;
      return true;
    }
    const frame = { ...this.mainFrame, url: frameUrl };
    const details = { url, isMainFrame, isSameDocument: false, frame, initiator: frame };
    const framed = preventable(details);
    this.emit('will-frame-navigate', framed);
    if (framed.defaultPrevented || !isMainFrame) return !framed.defaultPrevented;
    const event = preventable(details);
    this.emit('will-navigate', event, url, false, true, 1, 1);
    return !event.defaultPrevented;
  }

  #arrive(url: string, isSameDocument: boolean): void {
    this.#url = url;
    if (isSameDocument) {
      this.emit('did-navigate-in-page', preventable(), url, true, 1, 1);
      return;
    }
    this.#isLoading = true;
    this.#isCrashed = false;
    this.#isNew = false;
    this.emit('did-start-loading');
    this.emit('did-navigate', preventable(), url, 200, 'OK');
  }

  async #loaded(link: PageLink): Promise<void> {
    this.#isLoading = false;
    // asked for first and told later: a page that is busy drawing answers late, and has loaded all the same
    const title = link.evaluate('document.title').catch(() => ''); // it went away meanwhile
    this.emit('did-finish-load');
    this.emit('did-stop-loading');
    this.#title = String(await title);
    if (!emitPreventable(this, 'page-title-updated', this.#title, true)) this.fromPage.emit('title', this.#title);
  }
}
