// TCP ports of this machine: who listens, whether anybody does, and which one is free.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

export interface PortHolder {
  pid: number;
  command: string;
}

/** null: nobody listens, or it belongs to a user whose processes we may not look into */
export async function portHolder(port: number): Promise<PortHolder | null> {
  if (process.platform === 'linux') return holderOnLinux(port);
  return process.platform === 'win32' ? holderByNetstat(port) : holderByLsof(port);
}

export function isListening(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

/** Free at this moment; whoever wants to keep it must listen on it soon. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given'))));
    });
  });
}

const LISTEN = '0A';

function holderOnLinux(port: number): PortHolder | null {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(readText(file), port)));
  if (inodes.size === 0) return null;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    if (descriptors(pid).some((link) => inodes.has(link))) return { pid: Number(pid), command: commandOf(pid) };
  }
  return null;
}

export function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[3] === LISTEN && fields[1]?.endsWith(wanted) && fields[9] ? [`socket:[${fields[9]}]`] : [];
  });
}

function descriptors(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).map((fd) => {
      try {
        return readlinkSync(`${folder}/${fd}`);
      } catch {
        return ''; // closed since the listing
      }
    });
  } catch {
    return []; // ended, or somebody else's
  }
}

function commandOf(pid: string): string {
  return readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() || readText(`/proc/${pid}/comm`).trim();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // no IPv6, or ended
  }
}

/** macOS. Unverified there. */
async function holderByLsof(port: number): Promise<PortHolder | null> {
  const { execa } = await import('execa');
  const { stdout } = await execa('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { reject: false, timeout: 3000 });
  const pid = /^p(\d+)$/m.exec(stdout ?? '')?.[1];
  return pid ? { pid: Number(pid), command: /^c(.*)$/m.exec(stdout ?? '')?.[1] ?? '' } : null;
}

/** Windows. Unverified there. */
async function holderByNetstat(port: number): Promise<PortHolder | null> {
  const { execa } = await import('execa');
  const { stdout } = await execa('netstat', ['-ano', '-p', 'TCP'], { reject: false, timeout: 5000, windowsHide: true });
  const line = (stdout ?? '').split('\n').find((one) => new RegExp(`:${port}\\s+\\S+:0\\s`).test(one));
  const pid = /(\d+)\s*$/.exec(line ?? '')?.[1];
  if (!pid) return null;
  const tasks = await execa('tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh'], { reject: false, timeout: 5000, windowsHide: true });
  return { pid: Number(pid), command: /^"([^"]+)"/.exec(tasks.stdout ?? '')?.[1] ?? '' };
}
