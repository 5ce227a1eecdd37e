// From the layers of one server to its definition: everything expanded, every unit a number.
import type { CallLimits, Definition, Launch, SourceRef } from '../../contract/server.ts';
import type { PinMode } from '../../contract/trust.ts';
import { expandText, type Lookup } from './expand.ts';
import { isWorkspace } from './instances.ts';
import { expandLaunch, launchKey, writtenLaunch } from './launch.ts';
import { type Layer, leafAt, listAt, textAt, valueAt } from './layer.ts';
import { parseDuration, parseSize } from './units.ts';

/** What the decisions need from the outside; given in, so that they stay pure. */
export interface Outside {
  lookup: Lookup;
  /** one-way, the same on every machine */
  hash(text: string): string;
  isApproved(name: string, launchHash: string): boolean;
  resolveFolder(base: string, folder: string): string;
  /** the folder that an entry without `cwd` needs because it names something in it, or undefined */
  runsIn(folder: string, launch: Launch): string | undefined;
  /** ports that our own gateway listens on */
  ownPorts: readonly number[];
}

export interface Draft {
  name: string;
  service: boolean;
  /** defaults, entry and overlay, laid over each other */
  layer: Layer;
  /** where relative folders of the entry are meant from; null: the user's own entry, nothing is assumed */
  folder: string | null;
  /** of the own config: for watch patterns, and for what is written there */
  ownFolder: string;
  ownFile: string | null;
  sources: SourceRef[];
  trusted: boolean;
  groups: string[];
  warnings: string[];
}

/** Expanded, with the working folder settled: what equality and the hash are about. */
export function resolveLaunch(
  draft: Pick<Draft, 'layer' | 'service' | 'folder' | 'ownFolder' | 'ownFile'>,
  outside: Outside,
  missing: Set<string>,
): Launch | null {
  const written = writtenLaunch(draft.layer, draft.service);
  if (!written) return null;
  const port = valueAt(draft.layer, 'port');
  const lookup = withOwnPort(outside.lookup, port);
  const launch = expandLaunch(written, isolationOf(draft) ? withoutWorkspace(lookup) : lookup, missing);
  if ('url' in launch) return launch;
  if (launch.cwd !== undefined) {
    const writtenHere = leafAt(draft.layer, 'cwd')?.origin.file === draft.ownFile;
    if (!isWorkspace(launch.cwd)) launch.cwd = outside.resolveFolder(writtenHere ? draft.ownFolder : (draft.folder ?? ''), launch.cwd);
  } else {
    const cwd = draft.service ? draft.ownFolder : draft.folder === null ? undefined : outside.runsIn(draft.folder, launch);
    if (cwd !== undefined) launch.cwd = cwd;
  }
  if (typeof port === 'number') launch.env = { PORT: String(port), ...launch.env };
  return launch;
}

/** Whose copy it will be is not known yet. */
const withoutWorkspace =
  (lookup: Lookup): Lookup =>
  (name) =>
    name === 'WORKSPACE' ? null : lookup(name);

/** A service is not called, so nobody has a copy of it. */
function isolationOf({ layer, service }: Pick<Draft, 'layer' | 'service'>): Definition['isolation'] {
  const isolation = service ? undefined : textAt(layer, 'isolation');
  return isolation === 'shared' ? undefined : (isolation as Definition['isolation']);
}

/** `${PORT}` means the service's own port; an automatic one is filled in when the service starts. */
function withOwnPort(lookup: Lookup, port: unknown): Lookup {
  if (port === undefined || port === null) return lookup;
  const value = port === 'auto' ? '$' + '{PORT}' : String(port);
  return (name) => (name === 'PORT' ? value : lookup(name));
}

const sharedWorkspaceWords =
  'it names ${WORKSPACE}, the folder that a client works in, but all clients share it: set isolation: per-workspace to give each folder its own';

export function buildDefinition(draft: Draft, launch: Launch, missing: ReadonlySet<string>, outside: Outside): Definition {
  const { layer, name } = draft;
  const launchHash = outside.hash(launchKey(launch));
  const ms = (...path: string[]) => parseDuration(textAt(layer, ...path) ?? '') ?? 0;
  const number = (...path: string[]) => Number(valueAt(layer, ...path));
  const max = valueAt(layer, 'restart', 'max');
  const port = valueAt(layer, 'port');
  const http = textAt(layer, 'health', 'http');
  const watch = listAt(layer, 'watch') ?? [];
  const oauth = oauthOf(layer, launch, outside.lookup);
  const isolation = isolationOf(draft);
  const unset = [...new Set([...missing, ...oauth.missing])].sort().map((one) => {
    if (one === 'WORKSPACE') return sharedWorkspaceWords;
    if (!one.startsWith('INPUT_')) return `the variable ${one} is not set, so its reference stays as it is written`;
    // see catalog/editor-variables.ts
    return `the editor asks for a value that Roundhouse cannot ask for: set ${one}, or ${one}_FILE to a file that holds it, where the engine is started, or adjust the entry in your own config`;
  });
  const description = textAt(layer, 'description');
  // a service is not called, so nobody would wake it
  const idle = launch.type === 'service' ? undefined : textAt(layer, 'idle');
  const pin = launch.type === 'service' ? undefined : (textAt(layer, 'pin') as PinMode | undefined);
  return {
    name,
    kind: launch.type === 'service' ? 'service' : launch.type === 'stdio' ? 'stdio' : 'http',
    ...(description === undefined ? {} : { description }),
    launch,
    groups: draft.groups,
    dependsOn: [...new Set(listAt(layer, 'dependsOn') ?? [])],
    autostart: valueAt(layer, 'autostart') !== false,
    enabled: valueAt(layer, 'enabled') !== false,
    ...oauth.found,
    approval: draft.trusted || outside.isApproved(name, launchHash) ? 'approved' : 'waiting',
    restart: {
      policy: textAt(layer, 'restart', 'policy') as Definition['restart']['policy'],
      max: max === 'unlimited' ? Number.POSITIVE_INFINITY : Number(max),
      backoff: {
        initialMs: ms('restart', 'backoff', 'initial'),
        factor: number('restart', 'backoff', 'factor'),
        maxMs: ms('restart', 'backoff', 'max'),
        jitter: number('restart', 'backoff', 'jitter'),
      },
      resetAfterMs: ms('restart', 'resetAfter'),
    },
    health: {
      intervalMs: ms('health', 'interval'),
      timeoutMs: ms('health', 'timeout'),
      failures: number('health', 'failures'),
      ...(http === undefined ? {} : { http: expandText(http, withOwnPort(outside.lookup, port), new Set()) }),
    },
    limits: {
      cpu: number('limits', 'cpu'),
      memoryBytes: parseSize(textAt(layer, 'limits', 'memory') ?? '') ?? 0,
      action: textAt(layer, 'limits', 'action') as Definition['limits']['action'],
    },
    stopGraceMs: ms('stop', 'grace'),
    startTimeoutMs: ms('start', 'timeout'),
    ...(isolation === undefined ? {} : { isolation }),
    ...(pin === undefined || pin === 'flag' ? {} : { pin }),
    ...(idle === undefined || idle === 'never' ? {} : { idleMs: ms('idle') }),
    ...(launch.type === 'service' ? {} : { calls: callLimits(layer) }),
    ...(port === 'auto' || typeof port === 'number' ? { port } : {}),
    watch,
    ...(watch.length > 0 ? { watchRoot: draft.ownFolder } : {}),
    sources: draft.sources,
    warnings: [...draft.warnings, ...unset],
    launchHash,
  };
}

function callLimits(layer: Layer): CallLimits {
  const timeout = textAt(layer, 'calls', 'timeout') ?? 'never';
  return {
    timeoutMs: timeout === 'never' ? null : parseDuration(timeout),
    concurrency: Number(valueAt(layer, 'calls', 'concurrency')),
    maxResultBytes: parseSize(textAt(layer, 'calls', 'maxResult') ?? '') ?? 0,
  };
}

const oauthKeys = ['clientId', 'clientSecret', 'scope', 'clientMetadataUrl'] as const;

function oauthOf(layer: Layer, launch: Launch, lookup: Lookup): { found: Pick<Definition, 'oauth'>; missing: Set<string> } {
  const missing = new Set<string>();
  if (!('url' in launch)) return { found: {}, missing };
  const given = oauthKeys.flatMap((key) => {
    const text = textAt(layer, 'oauth', key);
    return text === undefined ? [] : [[key, expandText(text, lookup, missing)]];
  });
  return { found: given.length === 0 ? {} : { oauth: Object.fromEntries(given) }, missing };
}
