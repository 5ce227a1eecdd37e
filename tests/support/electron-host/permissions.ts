// What the session's handlers answer, told to Chromium before a page of an origin loads: it asks nobody by itself.
import { fromLoopback } from './address.ts';
import type { Session } from './browser/pipe.ts';
import { defaultSession } from './session.ts';

/** Chromium's name, and Electron's. */
const names = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['camera', 'media'],
  ['microphone', 'media'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
] as const;

export async function tellPermissions(session: Session, contents: unknown, url: string): Promise<void> {
  if (!/^https?:/.test(url)) return;
  const { origin } = new URL(url);
  for (const [name, electronName] of names) {
    const { request, check } = await defaultSession.wouldAllow(contents, electronName, fromLoopback(`${origin}/`));
    // without a handler Electron grants
    const setting = request !== false && check !== false ? 'granted' : 'denied';
    await session.send('Browser.setPermission', { permission: { name }, setting, origin });
  }
}
