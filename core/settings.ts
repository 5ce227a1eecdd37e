// The settings in force, where everything lies, and what is kept for how long.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SettingsView } from '../contract/routes/config.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Places } from './places.ts';
import { alertsKept } from './store/db/alerts-table.ts';
import { callsKept } from './store/db/calls-table.ts';
import { eventsKept } from './store/db/events-table.ts';
import { metricsKept } from './store/db/metrics-table.ts';
import type { Store } from './store/store.ts';

interface SettingsParts {
  catalog: Pick<Catalog, 'current'>;
  store: Pick<Store, 'trouble'>;
  places: Places;
}

export async function settingsInForce({ catalog, store, places }: SettingsParts): Promise<SettingsView> {
  const { config, data, logs, run } = places;
  const [ofData, ofLogs] = await Promise.all([sizeOf(data), sizeOf(logs)]);
  return {
    ...catalog.current().settings,
    home: places.home,
    storeTrouble: store.trouble,
    folders: { config, data, logs, run },
    sizes: { data: ofData, logs: ofLogs },
    kept: { events: eventsKept, calls: callsKept, alerts: alertsKept, metrics: metricsKept },
    tokenFile: join(run, 'token'),
    node: process.version,
  };
}

/** The files that lie in it; folders in it are none of ours. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [] as string[]); // nothing was written yet
  const sizes = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(join(folder, name)).catch(() => null); // it was rotated away meanwhile
      return facts?.isFile() ? facts.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
