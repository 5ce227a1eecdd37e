// What updates have to know of the app that runs: its package says whether it was signed, its resources where to ask.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownAppImage } from '../app-image.ts';
import type { Build } from './why-off.ts';

export interface RunningApp {
  isPackaged: boolean;
  getAppPath(): string;
}

const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // this kind of package has none
  }
};

export function thisBuild(
  app: RunningApp,
  around: Pick<NodeJS.Process, 'platform' | 'env' | 'execPath'> & { resourcesPath: string },
): Build {
  const { platform, resourcesPath, env, execPath } = around;
  const about = read(join(app.getAppPath(), 'package.json'));
  const { version, roundhouse } = (about === null ? {} : JSON.parse(about)) as { version?: string; roundhouse?: { signed?: unknown } };
  return {
    version: version ?? '',
    packaged: app.isPackaged,
    platform,
    appImage: ownAppImage(execPath, env) !== null,
    feed: app.isPackaged ? read(join(resourcesPath, 'app-update.yml')) : null,
    signed: roundhouse?.signed === true,
  };
}
