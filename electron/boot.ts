// The boot, as a list. Each part knows only what it is handed; nothing here waits for the engine but what needs it.
// A little longer than other files because it is a list, as core/engine.ts is.
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
} from 'electron';
import { findEngineIn } from '../core/api/find-engine.ts';
import { createPage } from '../core/api/page.ts';
import { openEngineLog } from '../core/store/engine-log.ts';
import about from '../package.json' with { type: 'json' };
import type { Perform } from './acts.ts';
import { ownAppImage } from './app-image.ts';
import { answerApp, appScheme } from './app-protocol.ts';
import { openBridge } from './bridge/open-bridge.ts';
import { mayClose } from './closing.ts';
import { prepareCommandLine, thisInstallation } from './command-line.ts';
import { keepDock } from './dock.ts';
import { onceThere } from './engine/once-there.ts';
import { onActivate } from './events/activate.ts';
import { onBeforeQuit } from './events/before-quit.ts';
import { onChildProcessGone } from './events/child-process-gone.ts';
import { onDisplays } from './events/displays.ts';
import { onOpenUrl } from './events/open-url.ts';
import { onPower } from './events/power.ts';
import { onSecondInstance } from './events/second-instance.ts';
import { onSignals } from './events/signals.ts';
import { onWindowAllClosed } from './events/window-all-closed.ts';
import { introduce } from './introduce.ts';
import { wayOut } from './leaving.ts';
import { linkIn, placeOfLink } from './links.ts';
import { createLoginItem } from './login-item/create-login-item.ts';
import { launchedHidden } from './login-item/login-item.ts';
import { failureNotice, windowGoneNotice } from './notify/app-notices.ts';
import { createNotifications, type Notifications } from './notify/notify.ts';
import { toldFile } from './notify/told.ts';
import { performer } from './perform.ts';
import { desktopPlaces } from './places.ts';
import { openPreferences } from './preferences.ts';
import { withoutSandbox } from './sandbox.ts';
import { toStartAgain } from './start-again.ts';
import { createTray, type RunningTray } from './tray/tray.ts';
import { troubleShows } from './trouble-shows.ts';
import { createUpdates } from './updates/create-updates.ts';
import { thisBuild } from './updates/this-build.ts';
import { type Watch, watchEngine } from './watch.ts';
import { guardContents, guardSession } from './windows/guard.ts';
import { mainWindow } from './windows/main-window.ts';
import { applicationMenu } from './windows/menu.ts';
import { windowOptions } from './windows/options.ts';
import { say } from './words.ts';

const { env } = process;
const platform = process.platform as 'darwin' | 'win32' | 'linux';
const places = desktopPlaces(env);
const root = app.getAppPath();
const resources = join(root, 'resources');
const pageFolder = join(root, 'dist', 'renderer');
/**
 * Loading the engine keeps this process busy, which draws the window and the tray, too: they go first. A window that does not come keeps
 * no server waiting for longer.
 */
const headStartMs = 1500;
/** What the window shows passes through this process on its way to the screen. */
const toScreenMs = 40;
const loadStore = async () => (await import('./preference-store.ts')).openStore;
/** what a desktop may take at login until its panel is up */
const panelMs = 8000;

app.setName('Roundhouse');
app.setPath('userData', places.userData);
introduce(app, platform);
protocol.registerSchemesAsPrivileged([appScheme]);

const appImage = ownAppImage(process.execPath, env);
const unsafe = withoutSandbox({ packaged: app.isPackaged, argv: process.argv, appImage: appImage !== null });
if (unsafe !== null) {
  // before that there are no boxes on Linux, and whoever clicked an icon sees nothing
  void app.whenReady().then(() => {
    dialog.showErrorBox(say('sandbox.title'), unsafe);
    app.exit(1);
  });
}
// a second launch hands its link to the first, and is no app of its own
else if (app.requestSingleInstanceLock()) boot();
else app.exit(0);

function boot(): void {
  const log = openEngineLog(places.log);
  const loginItem = createLoginItem({ app, shell, platform, execPath: process.execPath, env, user: places.engine.user });
  const engine = onceThere(start);
  const preferences = openPreferences({ folder: places.desktop, store: engine.there().then(loadStore, loadStore), log });
  let watch: Watch | null = null;
  let tray: RunningTray | null = null;
  let notifications: Notifications | null = null;
  let closeBridge: (() => void) | null = null;
  /** the window, for the first time */
  const shown = Promise.withResolvers<void>();
  /** until it is known: a launch shows the window in any case */
  let trayIsSeen = platform !== 'linux';

  const leaving = wayOut({
    app,
    again: (link) => toStartAgain({ argv: process.argv, appImage }, link),
    dialog,
    engine,
    watch: () => watch,
    window: () => window.shown(),
    hideAll() {
      tray?.close();
      notifications?.close();
      closeBridge?.();
      updates.close();
      watch?.close();
      window.destroy();
    },
    log,
  });
  const quit = () => void leaving.leave({ ask: true });
  /** by a person */
  const show = (place?: string): void => (leaving.isLeaving() ? leaving.again(place) : window.show(place));
  const dock = (): void => keepDock(app.dock, { hasWindow: window.current() !== null, trayInSight: trayIsSeen });
  const perform: Perform = performer({
    engine: engine.there,
    show,
    quit,
    clipboard,
    failed: (act, reason) => notifications?.say(failureNotice(act, reason)),
    log,
  });
  const window = mainWindow({
    BrowserWindow,
    screen,
    log,
    options: () =>
      windowOptions({
        platform,
        isDark: nativeTheme.shouldUseDarkColors,
        isPackaged: app.isPackaged,
        preload: join(root, 'dist', 'electron', 'preload.cjs'),
        icon: join(resources, 'app', '256x256.png'),
      }),
    mayClose: (closing) =>
      leaving.isLeaving() ||
      mayClose(closing, {
        platform,
        preferences,
        hasTray: () => trayIsSeen,
        serversUp: () => watch?.get().snapshot?.servers.filter(({ pid }) => pid !== null).length ?? 0,
        dialog,
        tell: (notice) => notifications?.say(notice),
        quit,
      }),
    onOpen() {
      setTimeout(shown.resolve, toScreenMs);
      dock();
    },
    onClosed: dock,
    onSessionEnd: () => void leaving.leave({ ask: false }),
    onGivenUp: () => notifications?.say(windowGoneNotice(places.log)),
  });
  const updates = createUpdates({
    build: thisBuild(app, process),
    log,
    file: join(places.desktop, 'last-update-check'),
    leave: (last) => leaving.leave({ ask: true, last }),
  });

  onSecondInstance(app, show);
  onOpenUrl(app, (place) => void app.whenReady().then(() => show(place)));
  onActivate(app, show);
  onWindowAllClosed(app);
  onBeforeQuit(app, leaving, platform);
  onSignals(process, leaving);
  onChildProcessGone(app, log);
  guardContents({ app, shell, log });
  void app.whenReady().then(ready).catch(giveUp);

  async function ready(): Promise<void> {
    guardSession(session.defaultSession);
    const page = createPage(pageFolder);
    answerApp(protocol, { engine, page, isOther });
    // links lead here from now on; a development build would register Electron itself
    if (app.isPackaged) app.setAsDefaultProtocolClient('roundhouse');
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(platform, perform)));
    onPower(powerMonitor, leaving, window.bringInSight, log);
    onDisplays(screen, window.bringInSight);
    closeBridge = openBridge({
      ipc: ipcMain,
      window: window.current,
      dialog,
      shell,
      engine: () => running().client,
      loginItem,
      preferences,
      notifications: {
        notifications: async () => notifications?.reach() ?? { state: 'unknown', reason: null },
        testNotification: async () => notifications?.test(),
      },
      updates: {
        updates: async () => updates.state(),
        checkForUpdates: updates.check,
        installUpdate: updates.install,
        onChange: updates.onChange,
      },
      log,
    });
    const link = linkIn(process.argv);
    const isHidden = link === null && launchedHidden(process.argv, platform === 'darwin' ? app.getLoginItemSettings() : null);
    // before the engine: its page says what it knows as soon as it knows it
    if (!isHidden) {
      window.show((link === null ? null : placeOfLink(link)) ?? undefined);
      // found and read once while Chromium still makes the window
      void page('/').catch(() => undefined);
    } else dock();
    watch = watchEngine(engine.there(), log);
    notifications = createNotifications({
      watch,
      perform,
      preferences,
      isFocused: window.isFocused,
      onFocus: window.onFocus,
      told: toldFile(join(places.desktop, 'told.json'), (line) => log.warn(line)),
      platform,
      icon: join(resources, 'app', '256x256.png'),
      log: (line) => log.warn(line),
    });
    tray = createTray({
      watch,
      engine: () => engine.now()?.kind ?? null,
      preferences,
      perform,
      platform,
      resources,
      Tray,
      Menu,
      nativeImage,
      nativeTheme,
      onSight(isInSight) {
        trayIsSeen = isInSight;
        dock();
      },
    });
    const seen = (isThere: boolean): void => {
      trayIsSeen = isThere;
      // without a tray a hidden start would be an app that nobody can reach
      if (!isThere && isHidden && window.current() === null && !leaving.isLeaving()) window.show();
    };
    if (platform === 'linux') {
      tray.onHost(seen);
      // one that starts at login is often there before the panel; nothing else waits for it
      void tray.hasHost(isHidden ? panelMs : 0).then(seen);
    }
    if (isHidden && preferences.get().showOnTrouble) troubleShows(watch, window.show);
    if (!isOther() && !isHidden) await Promise.race([shown.promise, new Promise((done) => setTimeout(done, headStartMs))]);
    if (leaving.isLeaving()) return;
    engine.begin();
    const { stopped } = await engine.there();
    // by the command line or over the API: an app without its engine is of no use
    void stopped.then(() => leaving.leave({ ask: false }));
    await loginItem.mend();
  }

  /** an engine of this home that is not ours: nothing of it has to be loaded here */
  function isOther(): boolean {
    return findEngineIn(places.engine.run) !== null;
  }

  function running() {
    const there = engine.now();
    if (!there) throw new Error('the engine is not up yet. Try again in a moment.');
    return there;
  }

  async function start() {
    const { openEngine } = await import('./engine/host.ts');
    const bridge = await prepareCommandLine(thisInstallation(app, process, places.engine.data));
    log.info('starting', { version: about.version, electron: process.versions.electron });
    return openEngine({ places: places.engine, env, version: about.version, page: pageFolder, bridge });
  }

  function giveUp(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    log.error('the app could not start', { error: error instanceof Error ? (error.stack ?? reason) : reason });
    // one that runs would be halted by the box, and is worth more than whatever failed beside it
    if (engine.now() !== null) return;
    dialog.showErrorBox(say('engine.title'), say('engine.next', { reason, log: places.log }));
    app.exit(1);
  }
}
