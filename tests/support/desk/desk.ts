// A desk of its own for a test: a screen, a session bus, a panel with a tray, somebody who takes notifications. All of it ends with the desk.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type MessageBus, sessionBus } from 'dbus-next';
import { hasStatusHost, isOwned, watcher } from '../electron-host/bus/call.ts';
import { until } from '../live-engine.ts';
import { type RecordingDaemon, startRecordingDaemon } from './notification-daemon.ts';
import { carrying, describePid, isAlive, killAll } from './processes.ts';
import { writeBusConfig, writePanelConfig } from './settings.ts';

export interface DeskOptions {
  size?: { width: number; height: number };
  /** xfce4-panel with its systray; default: none */
  tray?: boolean;
  /** `recorded`: the tests' own daemon; default: nobody takes them */
  notifications?: 'recorded' | 'dunst' | 'none';
  /** openbox: minimising, the keyboard's focus */
  windowManager?: boolean;
}

export interface Desk {
  readonly env: Record<string, string>;
  readonly bus: MessageBus;
  /** with `recorded` alone */
  readonly notifications: RecordingDaemon;
  /** the panel comes up (also later, or again) */
  startTray(): Promise<void>;
  stopTray(): Promise<void>;
  /** a picture of the whole screen */
  screenshot(file: string): Promise<void>;
  run(program: string, ...args: string[]): Promise<string>;
  close(): Promise<void>;
}

export async function withDesk<T>(options: DeskOptions, act: (desk: Desk) => Promise<T>): Promise<T> {
  const desk = await openDesk(options);
  try {
    return await act(desk);
  } finally {
    await desk.close();
  }
}

export async function openDesk({ size, tray, notifications, windowManager }: DeskOptions = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'rh-desk-'));
  const [run, home, config] = ['run', 'home', 'home/.config'].map((name) => join(folder, name)) as [string, string, string];
  for (const each of [run, home, config]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const mark = `ROUNDHOUSE_TEST_DESK=${randomUUID()}`;
  const children: ChildProcess[] = [];
  const address = `unix:path=${join(run, 'bus')}`;
  const env: Record<string, string> = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(XDG_|DISPLAY$|WAYLAND|DBUS_|XAUTHORITY)/.test(name))),
    HOME: home,
    XDG_CONFIG_HOME: config,
    XDG_RUNTIME_DIR: run,
    XDG_CURRENT_DESKTOP: 'XFCE',
    DBUS_SESSION_BUS_ADDRESS: address,
    NO_AT_BRIDGE: '1',
    GTK_A11Y: 'none',
    ROUNDHOUSE_TEST_DESK: mark.slice(mark.indexOf('=') + 1),
  } as Record<string, string>;

  const start = (program: string, args: string[], fd3: 'pipe' | 'ignore' = 'ignore'): ChildProcess => {
    // a test that is killed closes no desk: the kernel ends what it started
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], {
      env,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', fd3],
    });
    child.on('error', (error) => console.error(`desk: ${program}: ${error.message}`));
    children.push(child);
    return child;
  };

  // it picks a display that is free, and says which
  const { width = 1280, height = 800 } = size ?? {};
  const xServer = start('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'], 'pipe');
  env.DISPLAY = `:${await firstLine(xServer.stdio[3] as Readable)}`;
  start('dbus-daemon', ['--nofork', `--config-file=${writeBusConfig(folder, address)}`]);
  const bus = await joinBus(address);
  if (windowManager) start('openbox', []);
  let panel: ChildProcess | null = null;
  let daemon: RecordingDaemon | null = null;

  const desk: Desk = {
    env,
    bus,
    get notifications() {
      if (!daemon) throw new Error('this desk records no notifications: openDesk({ notifications: "recorded" })');
      return daemon;
    },
    async startTray() {
      writePanelConfig(config);
      panel = start('xfce4-panel', ['--disable-wm-check']);
      await until('the panel to take status items', () => hasStatusHost(bus));
    },
    async stopTray() {
      panel?.kill('SIGTERM');
      // its plugins end before itself, and while it is there another one leaves the place to it and ends
      const isThere = () => panel?.pid !== undefined && isAlive(panel.pid);
      await until('the panel to end', async () => !isThere() && !(await isOwned(bus, watcher)));
    },
    async screenshot(file) {
      await desk.run('import', '-window', 'root', file);
    },
    run: (program, ...args) =>
      new Promise((resolve, reject) => {
        execFile(program, args, { env }, (error, stdout) => (error ? reject(error) : resolve(stdout.trim())));
      }),
    async close() {
      daemon?.close();
      bus.disconnect();
      for (const child of children.reverse()) child.kill('SIGTERM');
      const left = () => [...new Set([...carrying(mark), ...children.flatMap(({ pid }) => (pid && isAlive(pid) ? [pid] : []))])];
      await until('the desk to end', () => left().length === 0, 3_000).catch(() => killAll(left())); // some only end this way
      await until(`the desk to end (${left().map(describePid)})`, () => left().length === 0, 3_000);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    if (tray) await desk.startTray();
    if (notifications === 'recorded') daemon = await startRecordingDaemon(address);
    if (notifications === 'dunst') {
      start('dunst', []);
      await until('dunst to take notifications', () => isOwned(bus, 'org.freedesktop.Notifications'));
    }
  } catch (error) {
    await desk.close();
    throw error;
  }
  return desk;
}

function firstLine(stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    stream.on('close', () => reject(new Error('Xvfb did not come up')));
  });
}

async function joinBus(address: string): Promise<MessageBus> {
  const path = address.slice('unix:path='.length);
  // its file is there a moment before anybody listens
  await until('the session bus to listen', () => existsSync(path) && isListening(path));
  const bus = sessionBus({ busAddress: address });
  await new Promise<void>((resolve, reject) => bus.on('connect', resolve).on('error', reject));
  return bus;
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    // refused: not yet
    socket.on('error', () => resolve(false));
  });
}
