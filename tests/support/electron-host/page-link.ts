// One page over the DevTools protocol: its documents, its worlds, and what passes between it and the main process.
import { EventEmitter } from 'node:events';
import { fromLoopback } from './address.ts';
import type { Session } from './browser/pipe.ts';
import type { FromPage, ToPage } from './worlds/preload-world.ts';
import { worldScripts } from './worlds/scripts.ts';

const world = 'electron-host-preload';
const binding = 'electronHostSend';

export interface NavigationAsked {
  url: string;
  isMainFrame: boolean;
  frameUrl: string;
}

interface Hears {
  message: [message: FromPage];
  navigated: [url: string, isSameDocument: boolean];
  unreachable: [url: string];
  'dom-ready': [];
  loaded: [];
  painted: [];
  crashed: [];
  'popup-asked': [details: { url: string; frameName: string; features: string }];
}

export class PageLink extends EventEmitter<Hears> {
  readonly session: Session;
  readonly targetId: string;
  /** true: it may go there */
  mayNavigate: (asked: NavigationAsked) => boolean = () => true;
  #mainFrame = '';
  #frames = new Map<string, string>();
  #preloadContext: number | null = null;
  #hiddenScript: string | null = null;

  constructor(session: Session, targetId: string) {
    super();
    this.session = session;
    this.targetId = targetId;
  }

  /** The paused target goes on, and what happens in it is told from here on. */
  async begin(): Promise<void> {
    const { session } = this;
    this.#listen();
    await Promise.all([
      session.send('Page.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      session.send('Runtime.enable'),
      session.send('Inspector.enable'),
      session.send('Runtime.runIfWaitingForDebugger'),
    ]);
    const { frameTree } = await session.send('Page.getFrameTree');
    this.#mainFrame = frameTree.frame.id;
  }

  async install(preload: string | null, argv: string[]): Promise<void> {
    const { session } = this;
    const { platform, arch, versions } = process;
    const scripts = worldScripts(preload ?? '', { binding, platform, arch, argv, versions: { ...versions } });
    await session.send('Runtime.addBinding', { name: binding, executionContextName: world });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preload, worldName: world });
    await session.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Request' }] });
  }

  #listen(): void {
    const { session } = this;
    session.on('Page.frameNavigated', ({ frame }) => {
      this.#frames.set(frame.id, frame.url);
      if (frame.parentId) return;
      if (frame.unreachableUrl) this.emit('unreachable', fromLoopback(frame.unreachableUrl));
      else this.emit('navigated', fromLoopback(frame.url + (frame.urlFragment ?? '')), false);
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      this.#frames.set(frameId, url);
      if (frameId === this.#mainFrame) this.emit('navigated', fromLoopback(url), true);
    });
    session.on('Page.frameDetached', ({ frameId }) => void this.#frames.delete(frameId));
    session.on('Page.domContentEventFired', () => this.emit('dom-ready'));
    session.on('Page.lifecycleEvent', ({ frameId, name }) => {
      if (frameId !== this.#mainFrame) return;
      if (name === 'load') this.emit('loaded');
      if (name === 'firstPaint') this.emit('painted');
    });
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      this.emit('popup-asked', { url: fromLoopback(url), frameName: windowName, features: windowFeatures.join(',') });
    });
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const isMain = (context.auxData as { frameId?: string } | undefined)?.frameId === this.#mainFrame;
      if (context.name === world && isMain) this.#preloadContext = context.id;
    });
    session.on('Runtime.executionContextsCleared', () => {
      this.#preloadContext = null;
    });
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === binding) this.emit('message', JSON.parse(payload) as FromPage);
    });
    session.on('Inspector.targetCrashed', () => this.emit('crashed'));
    session.on('Fetch.requestPaused', ({ requestId, request, frameId }) => {
      const isMainFrame = frameId === this.#mainFrame;
      const asked = { url: fromLoopback(request.url), isMainFrame, frameUrl: fromLoopback(this.#frames.get(frameId) ?? '') };
      const going = this.mayNavigate(asked)
        ? session.send('Fetch.continueRequest', { requestId })
        : session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      going.catch(() => {}); // the page went elsewhere, or away, meanwhile
    });
  }

  /** Dropped while there is no document to hear it, as in Electron. */
  tell(message: ToPage): void {
    if (this.#preloadContext === null) return;
    const expression = `electronHostDeliver(${JSON.stringify(JSON.stringify(message))})`;
    this.session.send('Runtime.evaluate', { contextId: this.#preloadContext, expression }).catch(() => {}); // its document went away
  }

  async evaluate(expression: string, userGesture = false): Promise<unknown> {
    const options = { expression, userGesture, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.session.send('Runtime.evaluate', options);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  setColorScheme(value: 'dark' | 'light'): Promise<unknown> {
    const features = [{ name: 'prefers-color-scheme', value }];
    return this.session.send('Emulation.setEmulatedMedia', { features }).catch(() => null); // the window is gone
  }

  /** An unmapped X window is still visible to Chromium, so the page is told by other means what Electron's would see. */
  async setHidden(hidden: boolean): Promise<void> {
    const source = `(${sayVisibility})(${hidden})`;
    if (this.#hiddenScript) await this.session.send('Page.removeScriptToEvaluateOnNewDocument', { identifier: this.#hiddenScript });
    const { identifier } = await this.session.send('Page.addScriptToEvaluateOnNewDocument', { source });
    this.#hiddenScript = identifier;
    await this.session.send('Runtime.evaluate', { expression: source });
  }
}

function sayVisibility(hidden: boolean): void {
  const before = document.hidden;
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
  if (before !== hidden) document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}
