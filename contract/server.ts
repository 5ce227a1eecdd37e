// What every side agrees on about one server: how it is defined, what is wanted of it, and what is true of it now.
import { z } from 'zod';
import { type PinMode, trustView } from './trust.ts';

export const serverKinds = ['stdio', 'http', 'service', 'container'] as const;
export type ServerKind = (typeof serverKinds)[number];

/** One word everywhere: table in docs/architecture.md. `paused` and "unknown" are not states. */
export const stateKinds = ['stopped', 'starting', 'running', 'degraded', 'restarting', 'stopping', 'crashed', 'idle', 'disabled'] as const;
export type StateKind = (typeof stateKinds)[number];

export type Wanted = 'up' | 'down';

/** Who asked for something; kept in the audit and with what it caused. */
export const actors = ['cli', 'ui', 'api', 'mcp', 'engine'] as const;
export type Actor = (typeof actors)[number];

// --- definitions: what the config files say, fully resolved -----------------------------------------------------------

export interface StdioLaunch {
  type: 'stdio';
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
}
export interface RemoteLaunch {
  type: 'http' | 'sse';
  url: string;
  headers: Record<string, string>;
}
/** A project's service: same process rules as stdio servers, but no protocol on its pipes. */
export interface ServiceLaunch {
  type: 'service';
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
}
export type Launch = StdioLaunch | RemoteLaunch | ServiceLaunch;

export interface Backoff {
  initialMs: number;
  factor: number;
  maxMs: number;
  /** share of the delay, 0.2 = ± 20 % */
  jitter: number;
}
export interface RestartPolicy {
  policy: 'always' | 'on-failure' | 'never';
  /** Infinity is `max: unlimited` */
  max: number;
  backoff: Backoff;
  resetAfterMs: number;
}
export interface HealthPolicy {
  intervalMs: number;
  timeoutMs: number;
  failures: number;
  /** services only: a URL that must answer 2xx or 3xx */
  http?: string;
}
export interface Limits {
  /** percent of one core */
  cpu: number;
  memoryBytes: number;
  action: 'warn' | 'restart';
}
export interface SourceRef {
  /** `roundhouse`, `mcp-json`, `claude-code`, `claude-desktop`, … */
  client: string;
  file: string;
}
/** Project files and discovered entries wait until a person has seen the full launch spec. */
export type Approval = 'approved' | 'waiting';

/** Who shares one process of a server. */
export const isolations = ['shared', 'per-client', 'per-workspace', 'exclusive'] as const;
export type Isolation = (typeof isolations)[number];

/** What the calls of clients may take of one server. */
export interface CallLimits {
  /** of one call, once the server has it; null: as long as its client waits */
  timeoutMs: number | null;
  /** calls that it works on at a time; the rest waits */
  concurrency: number;
  maxResultBytes: number;
}

/** How to sign in to a remote; what is left out is found out. */
export interface OAuthDefinition {
  clientId?: string;
  clientSecret?: string;
  scope?: string;
  clientMetadataUrl?: string;
}

export interface Definition {
  name: string;
  kind: Exclude<ServerKind, 'container'>;
  description?: string;
  launch: Launch;
  groups: string[];
  dependsOn: string[];
  autostart: boolean;
  enabled: boolean;
  approval: Approval;
  oauth?: OAuthDefinition;
  /** the config contradicts itself here (unknown dependency, circle): listed, never started, and this says why */
  refused?: { reason: string; next: string };
  restart: RestartPolicy;
  health: HealthPolicy;
  limits: Limits;
  stopGraceMs: number;
  startTimeoutMs: number;
  /** without a call for this long it goes to sleep; left out: never */
  idleMs?: number;
  /** what becomes of changed tools, prompts and instructions; left out: `flag` */
  pin?: PinMode;
  /** left out: shared */
  isolation?: Exclude<Isolation, 'shared'>;
  /** left out: nobody calls it */
  calls?: CallLimits;
  /** it is a copy of this server for some of its clients, made and removed by itself; `workspace`: the folder that they work in */
  instanceOf?: string;
  workspace?: string;
  port?: number | 'auto';
  /** globs relative to `watchRoot` */
  watch: string[];
  watchRoot?: string;
  sources: SourceRef[];
  /** things to know that stop nothing: name clash with another client, a variable that is not set, … */
  warnings: string[];
  /** hash of `launch` after expansion: equal hash = same server; a changed one means a restart and a fresh restart count */
  launchHash: string;
}

// --- views: what the API answers --------------------------------------------------------------------------------------

const iso = z.iso.datetime();

export const healthView = z.object({
  ok: z.boolean().nullable().describe('null: not checked yet'),
  checkedAt: iso.nullable(),
  latencyMs: z.number().nullable(),
  reason: z.string().nullable(),
});
export type HealthView = z.infer<typeof healthView>;

export const exitView = z.object({
  at: iso,
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
  stderr: z.array(z.string()).describe('its last lines on stderr'),
});
export type ExitView = z.infer<typeof exitView>;

/** `keyring`: encrypted, with the key in the keyring of the operating system. `file`: a file that this user alone may read. */
export const keptPlaces = ['keyring', 'file'] as const;
export type KeptIn = (typeof keptPlaces)[number];

/** `needed`: only a person can go on. `more-needed`: signed in, and the remote wants more permission. `waiting`: a browser has been sent. */
export const signInStates = ['signed-in', 'needed', 'more-needed', 'waiting'] as const;
export const authView = z.object({
  state: z.enum(signInStates),
  issuer: z.string().nullable().describe('who gave the token'),
  expiresAt: iso.nullable().describe('of the token now in use; it is renewed by itself where the server allows it'),
  keptIn: z.enum(keptPlaces).nullable().describe('where the sign-in is kept'),
});
export type AuthView = z.infer<typeof authView>;

export const serverView = z.object({
  name: z.string(),
  kind: z.enum(serverKinds),
  description: z.string().nullable(),
  state: z.enum(stateKinds),
  wanted: z.enum(['up', 'down']),
  pid: z.number().int().nullable().describe('the launched command itself'),
  startedAt: iso.nullable().describe('when the current process was started, or a remote connected'),
  since: iso.describe('when the present state began'),
  run: z.number().int().describe('number of the current or last run'),
  restarts: z.number().int().describe('automatic restarts since the last explicit start or changed definition'),
  health: healthView,
  cpu: z.number().nullable().describe('percent of one core, the whole process tree'),
  memory: z.number().nullable().describe('resident bytes, the whole process tree'),
  processes: z.number().int().nullable(),
  inFlight: z.number().int().optional().describe('calls of clients that it works on'),
  tools: z.number().int().nullable().describe('how many tools it offers; null: not known'),
  says: z.string().nullable().optional().describe('while starting: its last line on stderr, secrets masked'),
  step: z.enum(['waiting', 'spawn', 'initialize', 'tools', 'ready']).nullable().describe('while starting: what it is at'),
  group: z.string().nullable(),
  groups: z.array(z.string()),
  dependsOn: z.array(z.string()),
  port: z.number().int().nullable(),
  sources: z.array(z.object({ client: z.string(), file: z.string() })),
  launcher: z.string().describe('short word for how it runs: npx, uvx, docker, node, http, …'),
  reason: z.string().nullable().describe('what is wrong, in one sentence'),
  next: z.string().nullable().describe('what to do about it'),
  lastExit: exitView.nullable(),
  retryAt: iso.nullable(),
  warnings: z.array(z.string()),
  paused: z.object({ until: iso.nullable() }).nullable(),
  draining: z
    .object({ until: iso, calls: z.number().int() })
    .optional()
    .describe('it is about to be restarted, and waits for so many calls that are under way; left out: it is not'),
  auth: authView.nullable().describe('signing in to a remote; null: it is none, or never asked for it'),
  isolation: z.enum(isolations).optional().describe('who shares one process of it; left out: all clients'),
  instanceOf: z
    .string()
    .optional()
    .describe('it is a copy of this server, for the clients under `users`; left out: it is the server itself'),
  users: z.array(z.string()).optional().describe('of an instance: who uses it'),
  workspace: z.string().optional().describe('of an instance: the folder that its clients work in'),
  instances: z
    .array(z.object({ name: z.string(), state: z.enum(stateKinds), users: z.array(z.string()), workspace: z.string().optional() }))
    .optional()
    .describe('of a server that is not shared: its copies, and who uses them'),
  trust: trustView.nullable().describe('what a person should look at of its tools, prompts and instructions; null: nothing'),
});
export type ServerView = z.infer<typeof serverView>;

/** What changes all the time and is no event: merged and sent while somebody looks. */
export const vitals = z.object({
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
  processes: z.number().int().nullable(),
  inFlight: z.number().int().optional(),
  says: z.string().nullable().optional(),
  health: healthView,
});
export type Vitals = z.infer<typeof vitals>;

export const logStreams = ['stdout', 'stderr', 'engine'] as const;
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export const logLine = z.object({
  t: iso,
  server: z.string(),
  stream: z.enum(logStreams),
  level: z.enum(logLevels),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLine>;
export type LogStream = (typeof logStreams)[number];
export type LogLevel = (typeof logLevels)[number];

/** A config file that could not be used, or a part of it. */
export const problem = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  message: z.string(),
  next: z.string().nullable(),
  level: z.enum(['error', 'warning']).optional().describe('left out: error. A warning keeps nothing else from working'),
});
export type Problem = z.infer<typeof problem>;

export const actResult = z.object({
  name: z.string(),
  ok: z.boolean(),
  state: z.enum(stateKinds),
  reason: z.string().optional(),
});
export type ActResult = z.infer<typeof actResult>;

export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
