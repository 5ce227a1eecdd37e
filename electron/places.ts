// Where the app keeps what is its own: beside the engine's files, so that a home of Roundhouse holds everything of it.
import { join } from 'node:path';
import { type Env, type Places, places } from '../core/places.ts';

export interface DesktopPlaces {
  engine: Places;
  /** preferences, what was told, the log of the app */
  desktop: string;
  /** Chromium's own */
  userData: string;
  log: string;
}

export function desktopPlaces(env: Env = process.env, platform: NodeJS.Platform = process.platform): DesktopPlaces {
  const engine = places(env, platform);
  const desktop = join(engine.home, 'desktop');
  return { engine, desktop, userData: join(desktop, 'chromium'), log: join(desktop, 'desktop.log') };
}
