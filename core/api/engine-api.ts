// What the API asks of the engine. The command line, the page and other programs all come through here.
import type { Alert, Mute } from '../../contract/alerts.ts';
import type { CallPoint, ToolCalls } from '../../contract/call-figures.ts';
import type { KeptCall } from '../../contract/calls.ts';
import type { EngineView, Event, Snapshot, StreamMessage } from '../../contract/events.ts';
import type { ClientToken, NewClientToken, RevokedToken } from '../../contract/routes/client-tokens.ts';
import type { ClientPreview, ClientView } from '../../contract/routes/clients.ts';
import type { SettingsView } from '../../contract/routes/config.ts';
import type { ConfigEdit, PastEdit } from '../../contract/routes/config-edits.ts';
import type { GatewayView } from '../../contract/routes/gateway.ts';
import type { CopiesView, OnboardingView } from '../../contract/routes/onboarding.ts';
import type { SignInBegun, SignInOutcome } from '../../contract/routes/sign-in.ts';
import type { ToolCallAnswer } from '../../contract/routes/tool-calls.ts';
import type { Actor, ActResult, HealthView, ServerView } from '../../contract/server.ts';
import type { Surface } from '../../contract/surface.ts';
import type { DefinitionFinding, TrustOfDefinition } from '../../contract/trust.ts';
import type { ImportedEntry, ShownConfig } from '../catalog/catalog.ts';
import type { OwnServer } from '../catalog/own-config-edit.ts';
import type { Wish as ConfigWish } from '../edits/plan-edit.ts';
import type { Approval } from '../gateway/trust/trust.ts';
import type { ToolInfo } from '../link/link.ts';
import type { CallbackAnswer } from '../link/oauth/sign-in.ts';
import type { Logs } from '../store/logs.ts';
import type { AuditEntry, CallQuery, CallTallyQuery, EventQuery, MetricPoint } from '../store/store.ts';

/** No names and no group = all. Unknown names are a Failure `unknown-server` that lists them; nothing is done then. */
export interface Targets {
  names?: string[];
  group?: string;
  /** `--service NAME` / `--server NAME` */
  kind?: 'service' | 'server';
}

export interface ActOptions {
  by: Actor;
  /** false: answer as soon as the wish is taken */
  wait: boolean;
  signal?: AbortSignal;
  /** of a stop: nothing of it gets the time to end by itself */
  force?: boolean;
  /** of a restart: calls that are under way are waited for, so long at most */
  drainMs?: number;
}

export interface HealthReport {
  name: string;
  ok: boolean;
  state: ServerView['state'];
  checkedAt: string | null;
  latencyMs: number | null;
  reason: string | null;
  health: HealthView;
}

export interface Inspection {
  view: ServerView;
  /** definition with secrets masked */
  definition: Record<string, unknown>;
  /** what is really run: resolved executable, argv, folder, names of the environment variables that are set by the entry */
  resolved: Record<string, unknown>;
  /** state changes, newest last */
  history: { at: string; state: string; reason: string | null }[];
  tools: ToolInfo[];
  events: Event[];
}

export type NewServer = OwnServer;

/** A tool as clients of a profile see it, or would if its rules let them. */
export interface OfferedTool {
  /** with the name that clients see */
  definition: ToolInfo;
  /** null: a management tool */
  server: string | null;
  /** the server's own name of it */
  tool: string;
  /** its server is up, or wakes on a call */
  available: boolean;
  hidden: boolean;
  /** by a person, in every profile */
  hiddenEverywhere: boolean;
  /** a person gave it its name */
  renamed: boolean;
  /** left out or null: nothing to say of it */
  trust?: TrustOfDefinition | null;
}

/** Changes of single tools, kept in the own config. They apply to every client. A tool that nobody knows is a Failure `not-found`. */
export interface ToolsApi {
  /** `tool`: SERVER.TOOL, or the name that clients use */
  hide(tool: string, by: Actor): Promise<OfferedTool>;
  show(tool: string, by: Actor): Promise<OfferedTool>;
  /** null: the name that it had by itself */
  rename(tool: string, name: string | null, by: Actor): Promise<OfferedTool>;
}

/** Tokens of single clients. A name that nobody knows is a Failure `not-found`. */
export interface TokensApi {
  list(): ClientToken[];
  add(wish: { name: string; profile?: string; surface?: Surface }, by: Actor): NewClientToken;
  revoke(name: string, by: Actor): RevokedToken;
}

/** Calls that are over. */
export interface CallsApi {
  /** newest first; `first`: the oldest ones after `since`, in order */
  read(query: CallQuery): KeptCall[];
  follow(listener: (call: KeptCall) => void): () => void;
  /** calls that came faster than they could be written */
  dropped(): number;
}

/** Calls counted together. */
export interface CallFiguresApi {
  /** of one server, or of all together; oldest first, without the steps in which nobody called */
  points(query: CallTallyQuery): CallPoint[];
  /** whole hours, the one of `from` included */
  tools(query: { server?: string | undefined; from: Date }): ToolCalls[];
}

/** A tool called by hand; rejects when there is no such tool, answers what came of it otherwise. */
export type ToolCallApi = (
  wish: { tool: string; arguments?: Record<string, unknown> },
  by: Actor,
  signal: AbortSignal,
) => Promise<ToolCallAnswer>;

export interface GatewayApi {
  view(): GatewayView;
  /** in the order in which clients get them, hidden ones included; null: no such profile */
  tools(profile: string): OfferedTool[] | null;
  calls: CallsApi;
  figures: CallFiguresApi;
  /** definitions that changed or are suspicious; of one server, or of all */
  changed(server?: string): DefinitionFinding[];
  /** accepts what is there now; resolves when that is kept */
  approve(wish: Approval, by: Actor): Promise<DefinitionFinding[]>;
  tokens: TokensApi;
  edit: ToolsApi;
  call: ToolCallApi;
}

export interface LinkWish {
  /** default: true */
  move?: boolean;
  profile?: string;
  /** `fingerprint` of a preview: another change than that one is not made */
  expect?: string;
}

/** The AI clients of this machine. A name that nobody knows is a Failure `not-found`. */
export interface ClientsApi {
  list(): Promise<ClientView[]>;
  preview(client: string, verb: 'link' | 'unlink', wish: LinkWish): Promise<ClientPreview>;
  link(client: string, wish: LinkWish, by: Actor): Promise<ClientPreview>;
  unlink(client: string, wish: Pick<LinkWish, 'expect'>, by: Actor): Promise<ClientPreview>;
}

/** Changes of the own config. A value that it does not accept is a Failure `bad-request` that says where and why. */
export interface ConfigEditsApi {
  preview(wishes: readonly ConfigWish[]): Promise<ConfigEdit>;
  /** `expect`: `fingerprint` of a preview; another change than that one is not made */
  apply(wishes: readonly ConfigWish[], expect: string | undefined, by: Actor): Promise<ConfigEdit>;
  /** Failure `conflict` when the file was changed since */
  undo(id: string, by: Actor): Promise<ConfigEdit>;
  /** newest first */
  list(): Promise<PastEdit[]>;
}

/** Signing in to remote servers. */
export interface SignInApi {
  begin(name: string, by: Actor): Promise<SignInBegun>;
  /** null: no such sign-in */
  outcome(id: string, waitMs: number, signal?: AbortSignal): Promise<SignInOutcome | null>;
  /** `server` null: nobody began this one; `reason` null: it worked */
  finish(answer: CallbackAnswer): Promise<{ server: string | null; reason: string | null }>;
  end(name: string, by: Actor): Promise<{ wasSignedIn: boolean; revoked: boolean }>;
}

/** What somebody should have been told. */
export interface AlertsApi {
  /** newest first */
  list(): Alert[];
  mutes(): Mute[];
  mute(mute: Mute, by: Actor): Mute[];
  unmute(mute: Pick<Mute, 'server' | 'kind'>, by: Actor): Mute[];
}

export interface EngineApi {
  engine(): EngineView;
  snapshot(): Snapshot;
  /**
   * Calls `push` with everything from `since` on, then live. Without `since`, or when it is too old or from another life of the
   * engine, the first message is a snapshot. `push` returns false when the reader is too slow: it is then dropped.
   */
  subscribe(since: number | null, push: (message: StreamMessage) => boolean): () => void;
  act(verb: 'start' | 'stop' | 'restart', targets: Targets, options: ActOptions): Promise<ActResult[]>;
  pause(names: string[] | undefined, forMs: number | null, by: Actor): ActResult[];
  resume(names: string[] | undefined, by: Actor): ActResult[];
  enable(name: string, by: Actor): Promise<ActResult>;
  disable(name: string, by: Actor): Promise<ActResult>;
  addServer(server: NewServer, by: Actor): Promise<ActResult>;
  removeServer(name: string, by: Actor): Promise<ActResult>;
  /** one check now */
  health(name: string): Promise<HealthReport>;
  inspect(name: string): Inspection;
  tools(name: string): ToolInfo[];
  logs: Logs;
  events(query: EventQuery): Event[];
  audit(query: { limit?: number; from?: string }): AuditEntry[];
  metrics(name: string, query: { from: Date; to: Date; stepMs?: number }): MetricPoint[];
  config: { show(): ShownConfig; imported(): ImportedEntry[]; path(): string };
  edits: ConfigEditsApi;
  clients: ClientsApi;
  signIns: SignInApi;
  alerts: AlertsApi;
  settings(): Promise<SettingsView>;
  /** the API itself signs browsers in and out; the engine keeps who asked for it */
  auditSignOut(session: string, ok: boolean, by: Actor): void;
  /** what others run of the servers, looked for now */
  copies(): Promise<CopiesView>;
  finishOnboarding(wish: { watchOnly?: boolean | undefined }, by: Actor): Promise<OnboardingView>;
  gateway: GatewayApi;
  /** text of the Prometheus page */
  prometheus(): string;
  /** somebody looks (an open stream): metrics are sampled faster. Returns how to say that they left. */
  watch(): () => void;
  shutdown(by: Actor): void;
}
