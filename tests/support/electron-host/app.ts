// `app`: readiness, paths, the single instance, and the ways down.
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { host } from './identity.ts';
import { noLoginItem } from './login-item.ts';
import { openWindows } from './open-windows.ts';
import { getPath, type PathName, setPath } from './paths.ts';
import { exit, onExit, quit, quitWithLastWindow } from './quitting.ts';
import { becomeReady, isReady, onlyBeforeReady } from './readiness.ts';
import { record } from './record.ts';
import { hasLock, releaseLock, requestLock } from './single-instance.ts';

type Used =
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'focus'
  | 'hide'
  | 'show'
  | 'getPath'
  | 'setPath'
  | 'getAppPath'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getLocale'
  | 'getSystemLocale'
  | 'getPreferredSystemLanguages'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'setAsDefaultProtocolClient'
  | 'removeAsDefaultProtocolClient'
  | 'isDefaultProtocolClient'
  | 'setAppUserModelId'
  | 'setToastActivatorCLSID'
  | 'setDesktopName'
  | 'setAboutPanelOptions'
  | 'setLoginItemSettings'
  | 'getLoginItemSettings'
  | 'disableHardwareAcceleration'
  | 'enableSandbox'
  | 'setBadgeCount'
  | 'isPackaged'
  | 'userAgentFallback';

class App extends EventEmitter implements Pick<Electron.App, Used> {
  #becameReady = Promise.withResolvers<void>();
  #name = host().name;
  #protocols = new Set<string>();
  readonly isPackaged = host().isPackaged;
  userAgentFallback = '';
  readonly commandLine = commandLine();
  /** macOS alone has one */
  readonly dock = undefined;
  readonly applicationMenu = null;

  /** by boot, once the main module is there */
  becomeReady(): void {
    becomeReady();
    this.emit('ready', {}, {});
    this.#becameReady.resolve();
  }
  whenReady = (): Promise<void> => this.#becameReady.promise;
  isReady = (): boolean => isReady();

  quit = (): void => quit(this);
  exit = (code = 0): void => exit(this, code);
  relaunch = ({ args = [...host().args], execPath = host().binary }: Electron.RelaunchOptions = {}): void => {
    onExit(() => {
      releaseLock();
      spawn(execPath, args, { detached: true, stdio: 'inherit' }).unref();
    });
  };
  focus = (): void => {};
  hide = (): void => {};
  show = (): void => {};

  getPath = (name: PathName): string => getPath(name);
  setPath = (name: string, path: string): void => setPath(name, path);
  getAppPath = (): string => host().appPath;
  getName = (): string => this.#name;
  setName = (name: string): void => {
    this.#name = name;
  };
  get name(): string {
    return this.#name;
  }
  set name(name: string) {
    this.#name = name;
  }
  getVersion = (): string => host().version;
  getLocale = (): string => process.env.ELECTRON_HOST_LOCALE ?? 'en-US';
  getSystemLocale = (): string => this.getLocale();
  getPreferredSystemLanguages = (): string[] => [this.getLocale()];

  requestSingleInstanceLock = (data?: unknown): boolean => requestLock(this, data);
  hasSingleInstanceLock = (): boolean => hasLock();
  releaseSingleInstanceLock = (): void => releaseLock();

  /** Electron asks xdg-settings; here the desktop of who runs the tests stays as it is. */
  setAsDefaultProtocolClient = (protocol: string): boolean => {
    record('protocol-client', protocol);
    this.#protocols.add(protocol);
    return true;
  };
  removeAsDefaultProtocolClient = (protocol: string): boolean => this.#protocols.delete(protocol);
  isDefaultProtocolClient = (protocol: string): boolean => this.#protocols.has(protocol);
  setLoginItemSettings = (settings: Electron.Settings): void => record('login-item', settings);
  getLoginItemSettings = (): Electron.LoginItemSettings => noLoginItem();

  setAppUserModelId = (): void => {};
  setToastActivatorCLSID = (): void => {};
  setDesktopName = (): void => {};
  setAboutPanelOptions = (): void => {};
  disableHardwareAcceleration = (): void => onlyBeforeReady('app.disableHardwareAcceleration() can only be called before app is ready');
  enableSandbox = (): void => {};
  setBadgeCount = (): boolean => false;
  isHardwareAccelerationEnabled = (): boolean => false;
  isAccessibilitySupportEnabled = (): boolean => false;
  getAppMetrics = (): never[] => [];
  hasVisibleWindows = (): boolean => openWindows().some((window) => window.isVisible());
}

function commandLine(): Pick<Electron.CommandLine, 'appendSwitch' | 'hasSwitch' | 'getSwitchValue' | 'removeSwitch' | 'appendArgument'> {
  const switches = new Map<string, string>();
  for (const arg of host().args) {
    const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name) switches.set(name, value);
  }
  return {
    appendSwitch: (name, value = '') => void switches.set(name, value),
    hasSwitch: (name) => switches.has(name),
    getSwitchValue: (name) => switches.get(name) ?? '',
    removeSwitch: (name) => void switches.delete(name),
    appendArgument: () => {},
  };
}

export const app = new App();
quitWithLastWindow(app);
// Electron has an event loop of its own: the process stays until it is quit
setInterval(() => {}, 2 ** 31 - 1);
