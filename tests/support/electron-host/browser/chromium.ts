// The one Chromium of this host, started with its first window; it ends with its last. Each window is an app window of it
// (no tabs, no address bar), and arrives outside the screen: nothing is seen before the app shows it.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { madePath } from '../paths.ts';
import { Pipe, type Session } from './pipe.ts';

export interface Opened {
  targetId: string;
  session: Session;
  /** in the window's title until it is navigated: how its X window is found */
  title: string;
}

/** A page that a page opened: paused, nothing of it has loaded yet. */
export interface Popup {
  targetId: string;
  openerId: string;
}

export interface Chromium {
  root: Session;
  pid: number;
  /** where playwright attaches */
  address: Promise<string>;
  /** null: it ended before the window was there, as it does with its last window */
  openWindow(): Promise<Opened | null>;
  onPopup(listener: (popup: Popup) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** past Debian's shell script, which each start would wait for: Electron has none either */
const plain = '/usr/lib/chromium/chromium';
const command = process.env.CHROMIUM ?? (existsSync(plain) ? plain : '/usr/bin/chromium');
/** of a browser, and not of Electron */
const without = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-component-extensions-with-background-pages',
  '--disable-breakpad',
  '--no-default-browser-check',
  '--disable-features=MediaRouter,OptimizationHints,Translate,GlobalMediaControls',
];

export async function startChromium(): Promise<Chromium> {
  const profile = join(madePath('sessionData'), 'stand-in-chromium');
  mkdirSync(join(profile, 'Default'), { recursive: true });
  // the window manager's frame, or none: as an Electron window, and the page has the window's size
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ browser: { custom_chrome_frame: false } }));
  const own = [`--user-data-dir=${profile}`, '--no-sandbox', '--test-type', '--no-first-run', ...without];
  const flags = ['--disable-gpu', '--disable-dev-shm-usage', '--password-store=basic', '--window-position=-20000,-20000'];
  const debugging = ['--remote-debugging-pipe', '--remote-debugging-port=0'];
  const first = blank();
  const child = spawn(command, [...own, ...flags, ...debugging, `--app=${first.url}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  child.on('error', (error) => console.error(`electron-host: Chromium does not start: ${error.message}`));
  const pipe = new Pipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const root = pipe.session('');
  const address = addressOf(child);
  const [arriving, popups] = [new Map<string, (opened: Opened) => void>(), new Set<(popup: Popup) => void>()];
  const arrival = (title: string): Promise<Opened | null> => {
    const { promise, resolve } = Promise.withResolvers<Opened | null>();
    arriving.set(title, resolve);
    child.once('exit', () => resolve(null));
    return promise.finally(() => arriving.delete(title));
  };
  /** until somebody asks for a window */
  let unused: Promise<Opened | null> | null = arrival(first.title);

  root.on('Target.attachedToTarget', ({ sessionId, targetInfo, waitingForDebugger }) => {
    const session = pipe.session(sessionId);
    const title = /electron-host-[\w-]+/.exec(targetInfo.url)?.[0] ?? '';
    const arrive = arriving.get(title);
    if (arrive) arrive({ targetId: targetInfo.targetId, session, title });
    else if (targetInfo.openerId) {
      for (const tell of popups) tell({ targetId: targetInfo.targetId, openerId: targetInfo.openerId });
      // it waits in its opener's process: left waiting, it may take the opener's thread along for ever
      session.send('Runtime.runIfWaitingForDebugger').catch(() => {}); // it is closed
    } else if (waitingForDebugger) session.send('Runtime.runIfWaitingForDebugger').catch(() => {}); // it closed meanwhile
  });
  root.on('Target.detachedFromTarget', ({ sessionId }) => pipe.forget(sessionId));
  await root.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter: [{ type: 'page' }, { exclude: true }],
  });

  return {
    root,
    pid: child.pid ?? 0,
    address,
    openWindow() {
      if (unused) {
        const came = unused;
        unused = null;
        return came;
      }
      const next = blank();
      // A second start hands its window over to the first, and ends. It has the pipes as well: if the first has just ended, it would
      // become the browser itself, and must end with this process as the first did.
      const second = spawn(command, [...own, '--remote-debugging-pipe', `--app=${next.url}`], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      });
      child.once('exit', () => second.kill('SIGKILL'));
      return arrival(next.title);
    },
    onPopup: (listener) => void popups.add(listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** A window's page before its first. */
function blank(): { title: string; url: string } {
  const title = `electron-host-${randomUUID()}`;
  return { title, url: `data:text/html,<title>${title}</title>` };
}

function addressOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  child.stderr?.setEncoding('utf8');
  // read to the end, or Chromium would wait for room in the pipe one day
  child.stderr?.on('data', (chunk: string) => {
    text = (text + chunk).slice(-4_000);
    const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (found) resolve(found);
  });
  return promise;
}
