// Claude Desktop: one file, in a place that depends on the platform and, on Windows, on where the app was installed from.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readServersFile } from './read-entries.ts';
import type { Source, SourceContext } from './source.ts';

const client = 'claude-desktop';
const name = 'claude_desktop_config.json';

export const claudeDesktop: Source = {
  client,
  async files(context) {
    const folders = await foldersOf(context);
    return folders.map((folder) => {
      const file = join(folder, name);
      return { client, file, read: (tree) => readServersFile(tree, { client, file, trusted: true, folder: null }) };
    });
  },
};

async function foldersOf({ user, env, platform }: SourceContext): Promise<string[]> {
  if (platform === 'darwin') return [join(user, 'Library', 'Application Support', 'Claude')];
  if (platform !== 'win32') return [join(env.XDG_CONFIG_HOME || join(user, '.config'), 'Claude')];
  const packages = join(env.LOCALAPPDATA || join(user, 'AppData', 'Local'), 'Packages');
  const installed = await readdir(packages).catch(() => []); // no folder: no app from the Store
  const fromStore = installed.filter((folder) => folder.startsWith('Claude_')).sort();
  return [
    ...fromStore.map((folder) => join(packages, folder, 'LocalCache', 'Roaming', 'Claude')),
    join(env.APPDATA || join(user, 'AppData', 'Roaming'), 'Claude'),
  ];
}
