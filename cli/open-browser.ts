// Hands a URL to the person's browser. Never through a shell: a URL is data.
import { spawn } from 'node:child_process';

export interface Opener {
  command: string;
  args: string[];
}

/** Null when there is nobody to show it to. */
export function openerFor(url: string, platform: NodeJS.Platform, env: Record<string, string | undefined>): Opener | null {
  if (!/^https?:\/\//.test(url)) return null;
  if (env.BROWSER === 'none') return null;
  if (platform === 'darwin') return { command: 'open', args: [url] };
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  if (env.BROWSER) return { command: env.BROWSER, args: [url] };
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { command: 'xdg-open', args: [url] } : null;
}

/** True when a program took it; a program that cannot be started is the same as none. */
export function openBrowser(url: string, env: Record<string, string | undefined>): Promise<boolean> {
  const opener = openerFor(url, process.platform, env);
  if (!opener) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(opener.command, opener.args, { detached: true, stdio: 'ignore', windowsHide: true });
    child.on('error', () => resolve(false));
    // an opener that fails does so at once; a browser that is the child itself stays
    const timer = setTimeout(() => resolve(true), 1_500);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
    child.unref();
  });
}
