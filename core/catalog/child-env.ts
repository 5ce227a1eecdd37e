// What the environment of the engine becomes for the servers: the login shell's PATH in, our own secrets out.
import { delimiter } from 'node:path';
import { isSecretName } from '../decide/mask.ts';
import type { Env } from '../places.ts';

// where this installation is: a server may well call `roundhouse` itself
const passedOn = new Set(['ROUNDHOUSE_HOME', 'ROUNDHOUSE_CONFIG']);
// PORT was meant for the engine; the secret opens the engine's own webhook; a server that is an Electron app must not become a Node
const ours = new Set(['PORT', 'TRUSTED_WEBHOOK_SECRET', 'ELECTRON_RUN_AS_NODE']);

function isOurs(name: string): boolean {
  const upper = name.toUpperCase();
  if (ours.has(upper)) return true;
  return upper.startsWith('ROUNDHOUSE_') && (!passedOn.has(upper) || isSecretName(upper));
}

// an AppImage puts its own folders before everybody's
const lists = ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR'];
const ofAppImage = new Set(['APPIMAGE', 'APPDIR', 'ARGV0', 'OWD']);

/** Without what an AppImage added: programs of the system must not load the libraries of an app that mounts itself. */
function outsideAppImage(env: Env): Env {
  const mount = env.APPDIR;
  if (!env.APPIMAGE || !mount) return env;
  const out: Env = {};
  for (const [name, value] of Object.entries(env)) {
    if (ofAppImage.has(name)) continue;
    if (!lists.includes(name) || value === undefined) {
      out[name] = value;
      continue;
    }
    const rest = value.split(delimiter).filter((folder) => folder !== '' && folder !== mount && !folder.startsWith(`${mount}/`));
    if (rest.length > 0) out[name] = rest.join(delimiter);
  }
  return out;
}

/** Complete environment that servers start from; their own `env` goes over it. */
export function effectiveEnv(base: Env, loginPath: string | null): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(outsideAppImage(base))) if (value !== undefined && !isOurs(name)) env[name] = value;
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  if (loginPath) env[pathName] = joinPaths(loginPath, env[pathName] ?? '');
  return env;
}

/** The login shell's folders first, in its order: what the person's own terminal would find is what is started. */
function joinPaths(...paths: string[]): string {
  const folders = paths.flatMap((path) => path.split(delimiter)).filter((folder) => folder !== '');
  return [...new Set(folders)].join(delimiter);
}
