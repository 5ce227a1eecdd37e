// The desktop application from outside: the real main bundle under the stand-in for Electron's binary, on a desk.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Desk } from './desk/desk.ts';
import { carrying, descendants, describePid, isAlive, killAll } from './desk/processes.ts';
import { type Control, joinControl } from './desktop/control.ts';
import { type TrayView, trayOf } from './desktop/tray.ts';
import type { WindowFacts } from './electron-host/control/contract.ts';
import { until } from './live-engine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const hostFolder = join(root, 'tests', 'support', 'electron-host', 'bin');

export interface DesktopOptions {
  desk: Desk;
  /** ROUNDHOUSE_HOME; default: one of its own */
  home?: string;
  /** folder of the app; default: this repository, whose main bundle must be built */
  app?: string;
  /** a packaged app: its `resources` folder */
  packaged?: string;
  args?: string[];
  env?: Record<string, string>;
  /** by way of electron's own cli.js, as `npm start` does it */
  byCli?: boolean;
}

export class DesktopApp {
  readonly folder: string;
  readonly user: string;
  readonly home: string;
  readonly env: Record<string, string>;
  readonly tray: TrayView;
  control!: Control;
  #options: DesktopOptions;
  #process: ChildProcess | null = null;
  #said = '';
  #pid = 0;
  #browser: Browser | null = null;

  constructor(options: DesktopOptions) {
    this.#options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'rh-app-'));
    this.user = join(this.folder, 'user');
    this.home = options.home ?? join(this.folder, 'home');
    for (const each of [this.user, this.home]) mkdirSync(each, { recursive: true });
    const inherited = Object.entries(options.desk.env).filter(
      ([name]) => !/^(ROUNDHOUSE_(?!TEST)|PORT$|VITEST|NODE_OPTIONS|XDG_CONFIG)/.test(name),
    );
    this.env = {
      ...Object.fromEntries(inherited),
      HOME: this.user,
      ROUNDHOUSE_HOME: this.home,
      ROUNDHOUSE_LOGIN_ENV: 'off',
      ELECTRON_OVERRIDE_DIST_PATH: hostFolder,
      ELECTRON_HOST_NODE: process.execPath,
      ELECTRON_HOST_CONTROL: join(this.folder, 'control'),
      ...(options.packaged ? { ELECTRON_HOST_RESOURCES: options.packaged } : {}),
      ...options.env,
    };
    this.tray = trayOf(options.desk.bus, async () => this.#pid);
  }

  /** of the main process */
  get pid(): number {
    return this.#pid;
  }
  get said(): string {
    return this.#said;
  }
  get exitCode(): number | null {
    return this.#process?.exitCode ?? null;
  }
  get hasEnded(): boolean {
    const child = this.#process;
    return child === null || child.exitCode !== null || child.signalCode !== null;
  }

  /** Until the main process can be asked; the app itself may still be starting. */
  async start(): Promise<this> {
    this.#process = this.spawn(this.#options.args);
    await this.#join(() => {
      if (this.hasEnded) throw new Error(`the app ended with ${this.exitCode}: ${this.#said}`);
    });
    return this;
  }

  /** After the app has relaunched itself: the new main process is nobody's child. */
  rejoin(): Promise<void> {
    this.control?.close();
    return this.#join(() => {});
  }

  async #join(whileWaiting: () => void): Promise<void> {
    this.control = await joinControl(this.env.ELECTRON_HOST_CONTROL!, whileWaiting);
    this.#pid = await this.control.ask('pid');
  }

  /** Another start of the same app on the same home, as a person's second double click. */
  spawn(args: string[] = []): ChildProcess {
    const { packaged, byCli, app = root } = this.#options;
    const own = byCli ? [process.execPath, join(root, 'node_modules', 'electron', 'cli.js')] : [join(hostFolder, 'electron')];
    // killed with the test that started it
    const call = ['setpriv', '--pdeathsig', 'KILL', ...own, ...(packaged ? [] : [app]), ...args];
    const child = spawn(call[0]!, call.slice(1), { cwd: this.folder, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        this.#said += chunk;
      });
    }
    return child;
  }

  windows(): Promise<WindowFacts[]> {
    return this.control.ask('windows');
  }

  /** The page of the first window, once there is one. */
  async page(): Promise<Page> {
    let found: Page | undefined;
    await until(`a window's page (the app said: ${this.#said})`, async () => {
      const [window] = await this.windows();
      const browser = window?.targetId ? await this.#attach() : null;
      for (const page of browser?.contexts()[0]?.pages() ?? []) {
        const session = await page.context().newCDPSession(page);
        const { targetInfo } = await session.send('Target.getTargetInfo');
        if (targetInfo.targetId === window?.targetId) found = page;
      }
      // one that was found crashed is not found again when it was loaded anew
      if (browser && !found) await this.detach();
      return found !== undefined && window?.url !== '';
    });
    return found!;
  }

  /** After a page crashed: playwright takes its page for dead from then on, also when it was loaded again. */
  async detach(): Promise<void> {
    await this.#browser?.close().catch(() => {}); // it may have ended with its window
    this.#browser = null;
  }

  async #attach(): Promise<Browser | null> {
    if (this.#browser?.isConnected()) return this.#browser;
    const there = await this.control.ask('chromium');
    this.#browser = there && (await chromium.connectOverCDP(there.address));
    return this.#browser;
  }

  /** Everything that would have to end with the app: what carries its home, and its Chromium. */
  alive(): number[] {
    const marked = [`ROUNDHOUSE_HOME=${this.home}`, `ELECTRON_HOST_CONTROL=${this.env.ELECTRON_HOST_CONTROL}`, this.folder].flatMap(
      carrying,
    );
    return [...new Set([...marked, ...(isAlive(this.#pid) ? [this.#pid, ...descendants(this.#pid)] : [])])];
  }

  ended(): Promise<number | null> {
    const child = this.#process;
    if (!child || this.hasEnded) return Promise.resolve(this.exitCode);
    return new Promise((done) => child.once('exit', done));
  }

  /** In order, as the system ends an app. */
  async quit(): Promise<number | null> {
    const ended = this.ended();
    if (isAlive(this.#pid)) process.kill(this.#pid, 'SIGTERM');
    return ended;
  }

  async kill9(): Promise<void> {
    const ended = this.ended();
    process.kill(this.#pid, 'SIGKILL');
    await ended;
  }

  /** Who is still there after the time that all of it has to end. */
  async survivors(limitMs = 5_000): Promise<string[]> {
    await until('nothing to be left', () => this.alive().length === 0, limitMs).catch(() => {}); // said by name below
    return this.alive().map(describePid);
  }

  /** Fails when anything of it stays alive. */
  async close(): Promise<void> {
    await this.detach();
    this.control?.close();
    if (this.#pid && isAlive(this.#pid)) {
      const late = setTimeout(() => killAll([this.#pid]), 15_000);
      await this.quit();
      clearTimeout(late);
    }
    const left = await this.survivors();
    killAll(this.alive());
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    if (left.length > 0) throw new Error(`left alive: ${left.join('; ')}`);
  }
}

export async function withDesktopApp<T>(options: DesktopOptions, act: (app: DesktopApp) => Promise<T>): Promise<T> {
  const app = new DesktopApp(options);
  try {
    await app.start();
    return await act(app);
  } finally {
    await app.close();
  }
}
