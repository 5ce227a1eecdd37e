// What the system should start at login.
import { posix } from 'node:path';

export interface Launch {
  isPackaged: boolean;
  /** the running program */
  execPath: string;
  env: Record<string, string | undefined>;
}

/**
 * The program, or null in development. An AppImage runs from a folder that is mounted for this run alone: the image itself is started.
 * `APPIMAGE` may also come from somebody else's image that started us, which the place of our own program tells.
 * `ROUNDHOUSE_LOGIN_PROGRAM` names another one, which is how a development build is tried.
 */
export function loginProgram({ isPackaged, execPath, env }: Launch): string | null {
  if (env.ROUNDHOUSE_LOGIN_PROGRAM) return env.ROUNDHOUSE_LOGIN_PROGRAM;
  if (!isPackaged) return null;
  const { APPIMAGE: image, APPDIR: mounted } = env;
  if (image && mounted && posix.isAbsolute(image)) {
    const inside = posix.relative(mounted, execPath);
    if (inside !== '' && !inside.startsWith('..') && !posix.isAbsolute(inside)) return image;
  }
  return execPath;
}
