// One HTTP request of a client that was let in.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAbsolute, normalize } from 'node:path';
import type { EngineLog } from '../../store/logs.ts';
import type { Caller, ProfileRules, Router } from '../gateway.ts';
import type { Choose, Entry } from './choice.ts';
import type { Access } from './door.ts';
import { decodeHeader } from './envelope.ts';
import type { Watch } from './outlet.ts';
import type { ServerInfo } from './results.ts';

export interface Guest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly access: Access;
  readonly entry: Entry;
  /** by address and token alone */
  readonly profile: ProfileRules;
}

/** What both generations work with. */
export interface House {
  readonly router: Router;
  readonly log: EngineLog;
  readonly watch: Watch;
  readonly limits: FrontLimits;
  readonly choose: Choose;
  /** who we are: the same for everybody */
  serverInfo(profile: ProfileRules): ServerInfo;
  /** a number that is never given twice */
  next(): number;
  /** told of a client when it comes, and now and then while it asks */
  seen(caller: Caller, access: Access): void;
}

export const longestLabel = 100;

export interface FrontLimits {
  /** of one request */
  bodyBytes: number;
  sessions: number;
  /** a session that nobody uses ends after this */
  idleMs: number;
  /** open event streams that nobody asked for with a request */
  subscriptions: number;
  /** requests that wait until their client comes back with the input they need */
  parked: number;
  parkedMs: number;
  /** for a call whose client did not say how long it waits */
  callMs: number;
}

export const usualLimits: FrontLimits = {
  bodyBytes: 64 * 1024 * 1024,
  sessions: 2000,
  idleMs: 12 * 3_600_000,
  subscriptions: 1000,
  parked: 500,
  parkedMs: 10 * 60_000,
  callMs: 3_600_000,
};

/**
 * Our own bridge names itself by an id that nobody can guess. It passes on what a client says on stdio, where there are no headers: it repeats no
 * arguments in them, and nobody on its way reads any.
 */
export const bridgeHeader = 'roundhouse-bridge';

/** Who asks outside of a session. The engine's own token is everybody's: it tells nobody from anybody. */
export function ownerOf({ access, request }: Guest, requestId: string): string {
  const bridge = request.headers[bridgeHeader];
  if (typeof bridge === 'string' && bridge !== '') return `bridge ${bridge} ${access.key}`;
  return access.label === null ? requestId : access.key;
}

/** The bridge speaks for a client that was named when it was linked. */
export function labelOf({ access, entry, request }: Guest, clientName: string): string {
  const given = request.headers['x-roundhouse-client'];
  const named = typeof given === 'string' ? decodeHeader(given) : null;
  return access.label ?? entry.client ?? (named ? named.slice(0, longestLabel) : clientName);
}

/** Under which sessions of one client are known to be one client's. A name of a token and one that a bridge gives are never the same. */
export function clientOf({ access, entry, request }: Guest): string | null {
  if (access.label !== null) return access.key;
  const given = request.headers['x-roundhouse-client'];
  const named = typeof given === 'string' ? decodeHeader(given) : null;
  const name = entry.client ?? named?.slice(0, longestLabel);
  return name ? `bridge ${name}` : null;
}

/** The folder that a client works in. What is no absolute path is none. */
export function workspaceOf({ request }: Guest): string | null {
  const given = request.headers['roundhouse-workspace'];
  if (typeof given !== 'string' || given.length > 16_384) return null;
  try {
    const folder = normalize(decodeURIComponent(given));
    return isAbsolute(folder) && !folder.includes('\0') ? folder.replace(/(?<=[^/\\:])[/\\]+$/, '') : null;
  } catch {
    return null; // not percent-encoded by our bridge
  }
}
