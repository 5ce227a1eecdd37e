// Servers that clients do not share: each class of callers gets a copy of its own, an ordinary supervised server, made at its first call and
// removed when nobody uses it any more. Names and lists come from the server itself, which serves nobody's calls.
import { fileURLToPath } from 'node:url';
import type { Definition } from '../../contract/server.ts';
import { canonical } from '../decide/canonical.ts';
import { freeName, instanceOf, MOST_INSTANCES, namesWorkspace, poolKey } from '../decide/instances.ts';
import { launchKey } from '../decide/launch.ts';
import { isRecord } from '../link/message.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import { type Caller, type Copies, type Exchange, RpcError, rpcCodes } from './gateway.ts';
import { whyNot } from './last-words.ts';

/** after the last user left, or the last call of one that has no session; the server's own `idle` goes before it */
const UNUSED_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 250;
/** one that nobody used for so long, and that nobody holds, gives way when there are too many */
const GIVES_WAY_MS = 60_000;

interface Instance {
  name: string;
  server: string;
  key: string;
  workspace: string | null;
  /** what it was made from */
  base: Definition;
  /** sessions and requests that are open */
  callers: Map<string, Caller>;
  /** who used it, by owner; those without a session stay until it goes */
  users: Map<string, string>;
  since: number;
}

export interface PoolParts {
  supervisor(): Pick<Supervisor, 'entries' | 'addAll' | 'redefine' | 'remove' | 'setUsers'>;
  /** end of the latest call; null: none yet */
  usedAt(name: string): number | null;
  /** a call is under way, or something of it is watched */
  isUsed(name: string): boolean;
  /** this session has a connection open: it may say nothing for hours and still be somebody's */
  isHere(callerId: string): boolean;
  now(): number;
  unusedMs?: number;
}

export interface Pool extends Copies {
  /** what can be used of a server, or its definition, is something else now */
  look(name: string): void;
  close(): void;
}

export function createPool({ supervisor, usedAt, isUsed, isHere, now, unusedMs = UNUSED_MS }: PoolParts): Pool {
  const instances = new Map<string, Instance>();
  /** by id of the caller and server: a session asks again and again */
  const taken = new Map<string, Map<string, Instance>>();
  /** by owner: what they answered when they were asked for their roots */
  const rooted = new Map<string, string>();
  let timer: { at: number; id: NodeJS.Timeout } | null = null;
  let isClosed = false;

  const ofServer = (server: string) => [...instances.values()].filter((one) => one.server === server);

  function take(server: string, exchange: Exchange): string | Promise<string> {
    const { caller } = exchange;
    const known = taken.get(caller.id)?.get(server);
    if (known) return known.name;
    const entry = supervisor().entries.get(server);
    if (isClosed) throw new RpcError(rpcCodes.upstreamGone, `${server} is being stopped.`);
    const words = whyNot(server, entry);
    if (words || !entry) throw new RpcError(rpcCodes.upstreamGone, words?.message ?? `There is no server “${server}”.`, words?.data);
    const { definition } = entry;
    const workspace = caller.workspace ?? rooted.get(caller.owner) ?? null;
    if (workspace !== null || caller.capabilities.roots === undefined || !caresForWorkspace(definition)) {
      return open(definition, caller, workspace).name;
    }
    return rootOf(exchange).then((root) => {
      // a session says when they change; whoever has none is asked each time
      if (root !== null && caller.generation === 'handshake') rooted.set(caller.owner, root);
      return open(definition, caller, root).name;
    });
  }

  function open(base: Definition, caller: Caller, given: string | null): Instance {
    const workspace = caresForWorkspace(base) ? given : null;
    const key = poolKey(base, { owner: caller.owner, client: caller.client ?? null, workspace });
    if (key === null) throw homeless(base.name);
    const present = ofServer(base.name);
    let instance = present.find((one) => one.key === key);
    if (!instance) {
      if (present.length >= MOST_INSTANCES && !makeRoom(present)) throw tooMany(base.name);
      const name = freeName(base.name, (one) => supervisor().entries.has(one));
      instance = { name, server: base.name, key, workspace, base, callers: new Map(), users: new Map(), since: now() };
      instances.set(name, instance);
      supervisor().addAll([{ definition: instanceOf(base, name, workspace), wanted: 'up' }]);
    }
    instance.callers.set(caller.id, caller);
    instance.since = now();
    const mine = taken.get(caller.id);
    if (mine) mine.set(base.name, instance);
    else taken.set(caller.id, new Map([[base.name, instance]]));
    if (instance.users.get(caller.owner) !== caller.label) {
      instance.users.set(caller.owner, caller.label);
      tell(instance);
    }
    return instance;
  }

  const tell = ({ name, users }: Instance) => supervisor().setUsers(name, [...new Set(users.values())].sort());

  function leave(callerId: string): void {
    const mine = taken.get(callerId);
    if (!mine) return;
    taken.delete(callerId);
    for (const instance of mine.values()) {
      const caller = release(instance, callerId);
      if (!caller) continue;
      rooted.delete(caller.owner);
      // nobody can come back as one who is known by nothing else
      if (instance.callers.size === 0 && caller.owner === caller.id && isOwned(instance, caller)) drop(instance);
    }
  }

  function release(instance: Instance, callerId: string): Caller | null {
    const caller = instance.callers.get(callerId);
    if (!caller) return null;
    instance.callers.delete(callerId);
    instance.since = now();
    arm(dueOf(instance));
    const isGone = caller.owner === caller.id || caller.generation === 'handshake';
    const isStill = [...instance.callers.values()].some(({ owner }) => owner === caller.owner);
    if (isGone && !isStill && instance.users.delete(caller.owner)) tell(instance);
    return caller;
  }

  /** Whose it is, is told by the owner alone. */
  const isOwned = ({ base }: Instance, caller: Caller) =>
    base.isolation === 'exclusive' || (base.isolation === 'per-client' && (caller.client ?? null) === null);

  function drop(instance: Instance): void {
    forget(instance);
    supervisor().remove(instance.name);
  }

  function forget(instance: Instance): void {
    instances.delete(instance.name);
    for (const id of instance.callers.keys()) {
      const mine = taken.get(id);
      if (mine?.get(instance.server) === instance) mine.delete(instance.server);
      if (mine?.size === 0) taken.delete(id);
    }
  }

  // --- with the server that it is a copy of ----------------------------------------------------------------------------

  function look(name: string): void {
    const { entries } = supervisor();
    const entry = entries.get(name);
    const instance = instances.get(name);
    if (instance) {
      // a server of this name was defined meanwhile, or the last of it is gone
      if (entry?.definition.instanceOf !== instance.server) forget(instance);
      else if (entry.server.wanted === 'down') drop(instance);
      return;
    }
    for (const one of ofServer(name)) {
      const isOff = !entry || entry.leaving || entry.server.wanted === 'down';
      const base = entry?.definition;
      if (isOff || !base?.enabled || base.approval !== 'approved' || base.refused || base.isolation !== one.base.isolation) drop(one);
      else if (base !== one.base) redefine(one, base);
    }
  }

  /** Whose it is stays: what it runs may be something else. */
  function redefine(instance: Instance, base: Definition): void {
    const before = instanceOf(instance.base, instance.name, instance.workspace);
    const after = instanceOf(base, instance.name, instance.workspace);
    const caller = instance.callers.values().next().value;
    instance.base = base;
    if (canonical(before) === canonical(after)) return;
    const isOther = launchKey(before.launch) !== launchKey(after.launch);
    // it was for somebody who is not here to be asked, or is in no folder where now one is needed
    const key = caller ? poolKey(base, { owner: caller.owner, client: caller.client ?? null, workspace: instance.workspace }) : null;
    if (isOther && key === null) drop(instance);
    else {
      if (key !== null) instance.key = key;
      supervisor().redefine(after, isOther);
    }
  }

  // --- time ------------------------------------------------------------------------------------------------------------

  const lastOf = ({ name, since }: Instance) => Math.max(since, usedAt(name) ?? 0);
  const dueOf = (instance: Instance) => lastOf(instance) + (instance.base.idleMs ?? unusedMs);

  /** Somebody waits for it, or holds it: by a word in the config an idle one goes although its clients stay. */
  function isHeld({ name, base, callers }: Instance): boolean {
    // while it comes up a call may wait for it that was not sent yet
    const kind = supervisor().entries.get(name)?.server.state.kind;
    if (isUsed(name) || kind === 'starting' || kind === 'restarting') return true;
    return base.idleMs === undefined && [...callers.keys()].some(isHere);
  }

  function makeRoom(present: readonly Instance[]): boolean {
    const free = present.filter((one) => !isHeld(one) && lastOf(one) + GIVES_WAY_MS < now());
    const oldest = free.sort((a, b) => lastOf(a) - lastOf(b))[0];
    if (oldest) drop(oldest);
    return oldest !== undefined;
  }

  function arm(due: number): void {
    if (timer && timer.at <= due) return;
    if (timer) clearTimeout(timer.id);
    timer = { at: due, id: setTimeout(fire, Math.min(2 ** 30, Math.max(0, Math.ceil(due - now())))) };
    timer.id.unref();
  }

  function fire(): void {
    timer = null;
    const at = now();
    for (const instance of [...instances.values()]) {
      const due = dueOf(instance);
      if (due > at) arm(due);
      else if (isHeld(instance)) arm(at + Math.max(LOOK_AGAIN_MS, Math.min(10_000, instance.base.idleMs ?? unusedMs)));
      else drop(instance);
    }
  }

  return {
    take(server, exchange) {
      const name = take(server, exchange);
      if (typeof name === 'string') arm(dueOf(instances.get(name)!));
      return name;
    },
    names: (server) => ofServer(server).map(({ name }) => name),
    belongs: (name, caller) => instances.get(name)?.callers.has(caller.id) ?? false,
    leave,
    moved(caller) {
      rooted.delete(caller.owner);
      for (const instance of taken.get(caller.id)?.values() ?? []) release(instance, caller.id);
      taken.delete(caller.id);
    },
    look,
    close() {
      isClosed = true;
      if (timer) clearTimeout(timer.id);
      timer = null;
    },
  };
}

/** The first folder that a client works in, by its own word. null: it names none. */
async function rootOf(exchange: Exchange): Promise<string | null> {
  const answer = await exchange.ask('roots/list', {}, { signal: exchange.signal }).catch((error: unknown) => {
    if (exchange.signal.aborted) throw error;
    return null; // it offers roots and does not tell them: it has none
  });
  const roots = isRecord(answer) && Array.isArray(answer.roots) ? answer.roots : [];
  for (const root of roots) {
    if (!isRecord(root) || typeof root.uri !== 'string' || !root.uri.startsWith('file:')) continue;
    try {
      return fileURLToPath(root.uri);
    } catch {
      // no folder of this machine: the next one may be
    }
  }
  return null;
}

const caresForWorkspace = ({ isolation, launch }: Definition) => isolation === 'per-workspace' || namesWorkspace(launch) !== 'no';

const homeless = (server: string) =>
  new RpcError(
    rpcCodes.upstreamGone,
    `${server} runs once for each folder that is worked in, and this client did not say which that is. Connect it with \`roundhouse connect --workspace DIR\`.`,
    { server },
  );

const tooMany = (server: string) =>
  new RpcError(
    rpcCodes.upstreamGone,
    `${server} runs ${MOST_INSTANCES} times already, and more are not allowed. Close a client that uses it, or restart it with \`roundhouse stop ${server}\` and \`start\`.`,
    { server, limit: MOST_INSTANCES },
  );
