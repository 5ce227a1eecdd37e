// Snapshot, then numbered events, one reducer: engine, page, command line and tray all see the state through this file.
import { z } from 'zod';
import { type CallsNow, callsNow } from './call-figures.ts';
import { problem, type ServerView, serverView, stateKinds, type Vitals, vitals } from './server.ts';

export const engineView = z.object({
  version: z.string(),
  pid: z.number().int(),
  startedAt: z.iso.datetime(),
  /** changes with every start of the engine: a stream of another life must resync */
  instance: z.string(),
  home: z.string(),
  url: z.string().nullable(),
  stopping: z.boolean(),
  paused: z.object({ until: z.iso.datetime().nullable() }).nullable(),
  onboarded: z.boolean().optional().describe('a person has been shown around on this home, or did not want to be'),
  watchOnly: z.boolean().optional().describe('nothing is started by itself'),
});
export type EngineView = z.infer<typeof engineView>;

export const snapshot = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  engine: engineView,
  servers: z.array(serverView),
  problems: z.array(problem),
  calls: callsNow.optional().describe('of clients, in figures; left out: not counted yet'),
});
export type Snapshot = z.infer<typeof snapshot>;

/** `server.STATE` when the state changes; `server.updated` when anything else that people see of it does. */
export const eventTypes = [
  ...stateKinds.map((state) => `server.${state}` as const),
  'server.added',
  'server.updated',
  'server.removed',
  // `data` holds `section` and `changes`: each with `path`, `before`, `after` (masked), `secret`, `file` and `line`
  'server.definition_changed',
  // of a remote; `data` of the second holds `issuer` and `keptIn`
  'server.sign_in_needed',
  'server.signed_in',
  'server.signed_out',
  'config.loaded',
  'config.invalid',
  // over the API; `data` holds `file`, `keys`, `undo` and who asked (`by`)
  'config.edited',
  'engine.started',
  'engine.updated',
  'engine.stopping',
  // an AI client's file has our entry, or has it no more; `data` holds `client`, `file` and whether it was `lost`
  'client.linked',
  'client.unlinked',
  // what a server says of itself is not what it said when it was first seen, or holds hidden text; `data` holds the definitions
  'tools.changed',
  'tools.suspicious',
  'tools.approved',
  'tools.pins_lost',
  // clients or their tokens came or went; what clients are offered is another list. No words: at most one of each in a second, for whoever shows these
  'gateway.clients',
  'gateway.tools',
  // `data` of the first three holds the `alert`, of the others what is muted now
  'alert.opened',
  'alert.updated',
  'alert.closed',
  'alert.muted',
  'alert.unmuted',
] as const;
export type EventType = (typeof eventTypes)[number];

export const event = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  type: z.string(),
  server: z.string().optional(),
  /** one sentence for people */
  message: z.string().optional(),
  /** the server as it is after this event; left out of the persisted history */
  view: serverView.optional(),
  engine: engineView.optional(),
  problems: z.array(problem).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type Event = z.infer<typeof event>;

/** What `/stream` and `/socket` send. `vitals` carry no number: they may be merged or left out, events never. */
export const streamMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), snapshot }),
  z.object({ kind: z.literal('event'), event }),
  z.object({ kind: z.literal('vitals'), at: z.iso.datetime(), servers: z.record(z.string(), vitals), calls: callsNow.optional() }),
]);
export type StreamMessage = z.infer<typeof streamMessage>;

export function applyEvent(state: Snapshot, change: Event): Snapshot | 'resync' {
  if (change.seq <= state.seq) return state; // replayed: already in
  if (change.seq !== state.seq + 1) return 'resync';
  const next = { ...state, seq: change.seq, at: change.at };
  if (change.engine) next.engine = change.engine;
  if (change.problems) next.problems = change.problems;
  if (change.type === 'server.removed') next.servers = state.servers.filter((server) => server.name !== change.server);
  else if (change.view) next.servers = put(state.servers, change.view);
  return next;
}

/** A server whose figures are what they were stays the same object: whoever shows it need not look again. */
export function applyVitals(state: Snapshot, values: Record<string, Vitals>, calls?: CallsNow): Snapshot {
  let isSame = true;
  const servers = state.servers.map((server) => {
    const value = values[server.name];
    if (!value || has(server, value)) return server;
    isSame = false;
    return { ...server, ...value };
  });
  const isSameCalls = !calls || isEqual(state.calls, calls);
  if (isSame && isSameCalls) return state;
  return { ...state, ...(!isSameCalls && { calls }), servers: isSame ? state.servers : servers };
}

const has = (whole: object, part: object): boolean => Object.entries(part).every(([key, value]) => isEqual(Reflect.get(whole, key), value));

/** Plain values, and objects and lists of them. */
function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return Object.is(one, other);
  return Object.keys(one).length === Object.keys(other).length && has(one, other);
}

function put(servers: ServerView[], view: ServerView): ServerView[] {
  const at = servers.findIndex((server) => server.name === view.name);
  return at < 0 ? [...servers, view] : servers.with(at, view);
}
