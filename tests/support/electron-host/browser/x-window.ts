// The X window of a Chromium window: hiding is unmapping, which the DevTools protocol cannot do.
import { execFile } from 'node:child_process';

export type XWindow = string;

/** Found by the title that it has before its first page. */
export async function findXWindow(title: string): Promise<XWindow> {
  for (let left = 250; left > 0; left--) {
    const found = (await xdotool('search', '--name', title).catch(() => '')).split('\n')[0]; // none yet: xdotool fails
    if (found) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`Chromium's window ${title} did not come up within 5 s on ${process.env.DISPLAY}`);
}

export const unmap = (window: XWindow) => xdotool('windowunmap', window);
export const map = (window: XWindow) => xdotool('windowmap', window);
/** Above the others, with the keyboard; without a window manager nobody else would see to it. */
export const raise = (window: XWindow) => xdotool('windowraise', window, 'windowfocus', window);

function xdotool(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('xdotool', args, (error, stdout) => (error ? reject(error) : resolve(stdout.trim())));
  });
}
