// Copies of a server that is not shared: whose copy is whose, and what it runs.
import type { Definition, Launch } from '../../contract/server.ts';
import { expandLaunch, launchKey } from './launch.ts';

/** Who asks, as far as it matters for whose copy they get. */
export interface User {
  /** equal: one client */
  owner: string;
  /** name of its own token, or under which its bridge runs; null: none that could be relied on */
  client: string | null;
  workspace: string | null;
}

/** Beyond it a mistake is likelier than a need: each is a process of its own. */
export const MOST_INSTANCES = 16;

const variable = 'WORKSPACE';

/** Callers with equal keys share one copy of this server. null: this caller has no workspace, and needs one. */
export function poolKey(base: Definition, user: User): string | null {
  const { isolation, launch } = base;
  if (user.workspace === null && needsWorkspace(base)) return null;
  const spec = launchKey(inWorkspace(launch, user.workspace));
  switch (isolation) {
    case 'per-client':
      return JSON.stringify([spec, user.client === null ? { owner: user.owner } : { client: user.client }]);
    case 'per-workspace':
      return JSON.stringify([spec, user.workspace]);
    default:
      return JSON.stringify([spec, { owner: user.owner }]);
  }
}

/** Can nobody use this server who has no workspace? A default that the config gives does for one. */
export function needsWorkspace({ isolation, launch }: Definition): boolean {
  const named = namesWorkspace(launch);
  return named === 'needs' || (isolation === 'per-workspace' && named === 'no');
}

export function namesWorkspace(launch: Launch): 'no' | 'needs' | 'may' {
  let isNamed = false;
  const missing = new Set<string>();
  expandLaunch(
    launch,
    (name) => {
      if (name !== variable) return null;
      isNamed = true;
      return undefined;
    },
    missing,
  );
  if (missing.has(variable)) return 'needs';
  return isNamed ? 'may' : 'no';
}

export function instanceOf(base: Definition, name: string, workspace: string | null): Definition {
  const { isolation: _class, idleMs: _idle, watchRoot: _root, ...rest } = base;
  return {
    ...rest,
    name,
    launch: inWorkspace(base.launch, workspace),
    autostart: false,
    watch: [],
    warnings: [],
    instanceOf: base.name,
    ...(workspace === null ? {} : { workspace }),
  };
}

/** null: there is none; a default that the config gives stands in for it. */
export function inWorkspace(launch: Launch, workspace: string | null): Launch {
  return expandLaunch(launch, (name) => (name === variable ? (workspace ?? undefined) : null), new Set());
}

/** The lowest number that is free: names of logs stay few, and are found again. */
export function freeName(base: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const name = `${base}~${number}`;
    if (!isTaken(name)) return name;
  }
}

/** It begins with the folder that is filled in later, so it is absolute by then. */
export const isWorkspace = (folder: string): boolean => /^\$\{WORKSPACE(:-[^}]*)?\}/.test(folder);
