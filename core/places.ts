// Where everything lies. The only file that knows the platforms' folders.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Places {
  /** identifies this installation: two engines on one home are refused */
  home: string;
  config: string;
  /** first that exists wins; the first is the one that is created */
  configFiles: string[];
  data: string;
  logs: string;
  run: string;
  /** the user's home folder, where the clients' files are */
  user: string;
}

export type Env = Record<string, string | undefined>;

export function places(env: Env = process.env, platform: NodeJS.Platform = process.platform): Places {
  const user = (platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir();
  if (env.ROUNDHOUSE_HOME) {
    const home = resolve(env.ROUNDHOUSE_HOME);
    return layout(home, home, home, home, user, env, [join(home, 'config')]);
  }
  if (platform === 'darwin') {
    const base = join(user, 'Library', 'Application Support', 'Roundhouse');
    return layout(base, base, base, base, user, env);
  }
  if (platform === 'win32') {
    const config = join(env.APPDATA || join(user, 'AppData', 'Roaming'), 'Roundhouse');
    const local = join(env.LOCALAPPDATA || join(user, 'AppData', 'Local'), 'Roundhouse');
    return layout(local, config, local, local, user, env);
  }
  const config = join(env.XDG_CONFIG_HOME || join(user, '.config'), 'roundhouse');
  const data = join(env.XDG_DATA_HOME || join(user, '.local', 'share'), 'roundhouse');
  const state = join(env.XDG_STATE_HOME || join(user, '.local', 'state'), 'roundhouse');
  return layout(state, config, data, state, user, env);
}

function layout(home: string, config: string, data: string, state: string, user: string, env: Env, more: string[] = []): Places {
  const named = env.ROUNDHOUSE_CONFIG ? [resolve(env.ROUNDHOUSE_CONFIG)] : undefined;
  const names = ['roundhouse.yaml', 'roundhouse.yml', 'roundhouse.json'];
  return {
    home,
    config,
    configFiles: named ?? [config, ...more].flatMap((folder) => names.map((name) => join(folder, name))),
    data: join(data, 'data'),
    logs: join(state, 'logs'),
    run: join(state, 'run'),
    user,
  };
}

export function ownConfigFile(at: Places): string {
  return at.configFiles.find((file) => existsSync(file)) ?? at.configFiles[0]!;
}
