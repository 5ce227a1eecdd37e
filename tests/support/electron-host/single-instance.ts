// One app per userData folder. The lock is one that the kernel holds (SQLite's, on a file of its own), so that it goes with its
// process, however that ends; the first one listens on a socket for what the others were started with.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { preventable } from './events.ts';
import { getPath, madePath } from './paths.ts';

let held: { lock: DatabaseSync; listener: Server } | null = null;

interface SecondStart {
  argv: string[];
  cwd: string;
  data: unknown;
}

export function requestLock(app: EventEmitter, data: unknown): boolean {
  if (held) return true;
  const lock = take(join(madePath('userData'), 'SingletonLock'));
  if (lock) {
    held = { lock, listener: listen(app) };
    return true;
  }
  const start: SecondStart = { argv: process.argv, cwd: process.cwd(), data: data ?? null };
  tell(start);
  return false;
}

export const hasLock = (): boolean => held !== null;

export function releaseLock(): void {
  held?.listener.close();
  held?.lock.close();
  held = null;
}

function take(file: string): DatabaseSync | null {
  const lock = new DatabaseSync(file);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close(); // busy: another one has it
    return null;
  }
}

/** An abstract socket: it leaves no file behind, and goes with its process. */
const socketName = () => `\0electron-host-${createHash('sha256').update(getPath('userData')).digest('hex').slice(0, 32)}`;

function listen(app: EventEmitter): Server {
  const listener = createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {}); // the second one went away; what it said whole was heard
    socket.on('data', (chunk) => {
      text += chunk;
      if (!text.endsWith('\n')) return;
      const { argv, cwd, data } = JSON.parse(text) as SecondStart;
      socket.end('heard\n');
      app.emit('second-instance', preventable(), argv, cwd, data);
    });
  });
  listener.on('error', (error) => console.error(`electron-host: nobody can tell this app of a second start: ${error.message}`));
  listener.listen(socketName());
  return listener;
}

/** To its end before the caller goes on: the app quits right after. The first one may not listen yet. */
function tell(start: SecondStart): void {
  const script = `const net=require('node:net');const[name,text]=JSON.parse(require('node:fs').readFileSync(0,'utf8'));let left=50;
    const go=()=>net.connect(name).on('error',()=>left-->0?setTimeout(go,50):process.exit(1)).on('connect',function(){this.write(text+'\\n')}).on('data',()=>process.exit(0));go()`;
  const { status } = spawnSync(process.env.ELECTRON_HOST_NODE ?? 'node', ['-e', script], {
    input: JSON.stringify([socketName(), JSON.stringify(start)]),
    timeout: 10_000,
  });
  if (status !== 0) console.error('electron-host: the app that has the lock does not answer; it was not told of this start');
}
