// What the system should start at login.
import { ownAppImage } from '../app-image.ts';

export interface Launch {
  isPackaged: boolean;
  /** the running program */
  execPath: string;
  env: Record<string, string | undefined>;
}

/**
 * The program, or null in development. Of an AppImage the image itself is started.
 * `ROUNDHOUSE_LOGIN_PROGRAM` names another one, which is how a development build is tried.
 */
export function loginProgram({ isPackaged, execPath, env }: Launch): string | null {
  if (env.ROUNDHOUSE_LOGIN_PROGRAM) return env.ROUNDHOUSE_LOGIN_PROGRAM;
  if (!isPackaged) return null;
  return ownAppImage(execPath, env) ?? execPath;
}
