// An AppImage runs from a folder that is mounted for this run alone; the image itself is what lasts.
import { posix } from 'node:path';

/** The image that we run from, or null. `APPIMAGE` may also come from somebody else's image that started us, which the place of our own program tells. */
export function ownAppImage(execPath: string, env: Record<string, string | undefined>): string | null {
  const { APPIMAGE: image, APPDIR: mounted } = env;
  if (!image || !mounted || !posix.isAbsolute(image)) return null;
  const inside = posix.relative(mounted, execPath);
  return inside !== '' && !inside.startsWith('..') && !posix.isAbsolute(inside) ? image : null;
}
