// Everything the supervisor holds of one server: what decides (`server`), what it runs on (`definition`), and what was
// observed and is only shown.
import type { Definition, ServerView } from '../../contract/server.ts';
import { type Instant, isDormant, type Server } from '../decide/server-state.ts';
import type { TrustNote } from '../decide/trust-words.ts';
import type { OpenedLink, ToolInfo } from '../link/link.ts';
import type { ExitNote, Run } from './run.ts';

export interface Figures {
  cpu: number | null;
  memory: number | null;
  processes: number | null;
}

export interface Process {
  pid: number;
  startTime: string;
  mark: string;
}

export interface Entry {
  definition: Definition;
  server: Server;
  run: Run | null;
  process: Process | null;
  startedAt: Date | null;
  /** when the state began, by the wall clock */
  since: Date;
  checkedAt: Date | null;
  lastExit: (ExitNote & { at: Date; run: number }) | null;
  tools: ToolInfo[] | null;
  port: number | null;
  /** what those who use its link were told last */
  offer: Offer;
  figures: Figures;
  /** lines on stdout that were no messages, in this run */
  noise: number;
  /** limits that the last sample passed */
  overLimits: string[];
  survivors: number[];
  /** of a copy: who uses it */
  users: readonly string[];
  /** what is to be said of the definitions that it offers */
  trust: TrustNote | null;
  /** a person wants it restarted once its calls are over, or by then: new calls of it wait */
  drainUntil: Date | null;
  /** gone from the files: it is dropped once nothing of it is left */
  leaving: boolean;
  shown: ServerView | null;
  history: { at: string; state: string; reason: string | null }[];
}

/** What can be used of it now. */
export interface Offer {
  link: OpenedLink | null;
  tools: ToolInfo[] | null;
  serves: boolean;
  /** asleep, and a call wakes it: what it offered still stands */
  dormant: boolean;
  /** it serves, and what is asked of it from now on waits: it is about to be restarted */
  held: boolean;
}

export const noFigures: Figures = { cpu: null, memory: null, processes: null };

export function newEntry(definition: Definition, server: Server, at: Date): Entry {
  return {
    definition,
    server,
    run: null,
    process: null,
    startedAt: null,
    since: at,
    checkedAt: null,
    lastExit: null,
    tools: null,
    port: typeof definition.port === 'number' ? definition.port : null,
    offer: { link: null, tools: null, serves: false, dormant: false, held: false },
    figures: noFigures,
    noise: 0,
    overLimits: [],
    survivors: [],
    users: [],
    trust: null,
    drainUntil: null,
    leaving: false,
    shown: null,
    history: [],
  };
}

export function offerOf({ run, tools, server, drainUntil }: Entry): Offer {
  const link = run?.link ?? null;
  const isUp = server.state.kind === 'running' || server.state.kind === 'degraded';
  return { link, tools: link && tools, serves: link !== null && isUp, dormant: isDormant(server), held: drainUntil !== null };
}

/** Ready in the sense of those who depend on it: it serves, or it did what it was for. */
export function isReady({ state }: Server): boolean {
  return state.kind === 'running' || state.kind === 'degraded' || (state.kind === 'stopped' && state.why === 'finished');
}

/** Calls of clients that it works on. */
export const callsOf = ({ run }: Entry): number => run?.link?.inFlight().count ?? 0;

export function deadlineToWall(deadline: Instant, nowMonotonic: Instant, nowWall: Date): Date {
  return new Date(nowWall.getTime() + (deadline - nowMonotonic));
}

export function overLimits({ limits }: Definition, { cpu, memory }: Figures): string[] {
  const over: string[] = [];
  if (cpu !== null && cpu > limits.cpu) over.push(`CPU is above ${limits.cpu} % of a core`);
  if (memory !== null && memory > limits.memoryBytes) over.push(`memory is above ${Math.round(limits.memoryBytes / 2 ** 20)} MiB`);
  return over;
}
