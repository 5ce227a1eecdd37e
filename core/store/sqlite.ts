// The store on SQLite: events, audit, metrics and what is remembered between runs, in `data/roundhouse.db`.
import type { Event } from '../../contract/events.ts';
import * as alerts from './db/alerts-table.ts';
import { createCallFiguresTable } from './db/call-figures-table.ts';
import { createCallsTable } from './db/calls-table.ts';
import { openConnection } from './db/connection.ts';
import type { Database } from './db/database.ts';
import * as history from './db/events-table.ts';
import { createMetrics } from './db/metrics-table.ts';
import * as memory from './db/mirror.ts';
import type { EventQuery, Store } from './store.ts';

export interface StoreOptions {
  now?: () => Date;
  retryMs?: number;
  /** writes kept in memory while the disk refuses them */
  maxPending?: number;
  /** calls of clients that are kept */
  mostCalls?: number;
  /** sentences for the engine's log: what went wrong with the database, and that it is well again */
  onTrouble?: (message: string) => void;
}

export function openStore(folder: string, options: StoreOptions = {}): Store {
  const now = options.now ?? (() => new Date());
  const metrics = createMetrics();
  const calls = createCallsTable(options.mostCalls);
  const callFigures = createCallFiguresTable();
  let mirror = memory.emptyMirror();
  let lastSeq = 0;
  let reserved = 0;
  /** events that the database does not hold yet; read together with those it does */
  const waiting = new Map<number, Event>();

  const connection = openConnection(folder, {
    retryMs: options.retryMs ?? 2_000,
    maxPending: options.maxPending ?? 20_000,
    onTrouble: options.onTrouble ?? (() => {}),
    onOpen(db, how) {
      metrics.forget();
      calls.forget();
      if (how === 'replaced') {
        memory.writeMirror(db, mirror);
        lastSeq = Math.max(lastSeq, numberWithoutMemory(now()));
        reserved = history.reserve(db, lastSeq);
      } else {
        const found = memory.readMirror(db);
        mirror = how === 'first' ? found : merged(found, mirror);
        lastSeq = Math.max(lastSeq, history.lastReserved(db));
        reserved = history.reserve(db, lastSeq);
      }
    },
    onRollback() {
      metrics.forget();
      calls.forget();
      reserved = 0;
    },
  });
  // not opened at all: see onOpen for what happens once it can be
  if (reserved === 0) lastSeq = numberWithoutMemory(now());

  const writeEvent = (db: Database, event: Event): void => {
    if (event.seq > reserved) reserved = history.reserve(db, event.seq);
    history.insertEvent(db, event);
  };

  return {
    get trouble() {
      return connection.trouble;
    },
    lastSeq: () => lastSeq,
    appendEvent(event) {
      lastSeq = Math.max(lastSeq, event.seq);
      let written = false;
      connection.write((db) => {
        writeEvent(db, event);
        written = true;
      });
      if (!written) keepWaiting(waiting, event);
    },
    events(query) {
      const stored = connection.read((db) => history.selectEvents(db, query), []);
      if (connection.pending() === 0) waiting.clear();
      return waiting.size === 0 ? stored : withWaiting(stored, waiting, query);
    },
    appendAudit: (entry) => connection.write((db) => history.insertAudit(db, entry)),
    audit: (query) => connection.read((db) => history.selectAudit(db, query), []),
    appendCalls(batch) {
      if (connection.pending() > 0) return false;
      connection.write((db) => calls.insert(db, batch), true);
      return true;
    },
    calls: (query) => connection.read((db) => calls.select(db, query), []),
    lastCall: () => connection.read((db) => calls.last(db), 0),
    addCallTallies: (tallies) => connection.write((db) => callFigures.add(db, tallies), true),
    callTallies: (query) => connection.read((db) => callFigures.select(db, query, now()), []),
    toolTallies: (query) => connection.read((db) => callFigures.tools(db, query), []),
    putAlert: (alert) => connection.write((db) => alerts.putAlert(db, alert)),
    alerts: () => connection.read((db) => alerts.selectAlerts(db), []),
    appendMetrics(at, samples) {
      if (samples.length > 0) connection.write((db) => metrics.insert(db, at, samples), true);
    },
    metrics: (server, query) => connection.read((db) => metrics.select(db, server, query, now()), []),
    remembered: () => [...mirror.servers.values()],
    remember(name, wanted) {
      const known = mirror.servers.get(name);
      if (known?.wanted === wanted) return;
      const server = { name, wanted, firstSeenAt: known?.firstSeenAt ?? now().toISOString() };
      mirror.servers.set(name, server);
      connection.write((db) => memory.putServer(db, server));
    },
    isApproved: (name, launchHash) => mirror.approvals.has(memory.approvalKey(name, launchHash)),
    approve(name, launchHash, by) {
      const approval = { name, launchHash, by, at: now().toISOString() };
      mirror.approvals.set(memory.approvalKey(name, launchHash), approval);
      connection.write((db) => memory.putApproval(db, approval));
    },
    getFact: (key) => mirror.facts.get(key) ?? null,
    setFact(key, value) {
      if (mirror.facts.get(key) === value) return;
      mirror.facts.set(key, value);
      connection.write((db) => memory.putFact(db, key, value));
    },
    ownedTrees: () => [...mirror.trees.values()],
    own(tree) {
      mirror.trees.set(tree.mark, tree);
      connection.write((db) => memory.putTree(db, tree));
    },
    disown(mark) {
      if (mirror.trees.delete(mark)) connection.write((db) => memory.deleteTree(db, mark));
    },
    prune(at) {
      connection.write((db) => history.pruneHistory(db, at), true);
      connection.write((db) => metrics.prune(db, at), true);
      connection.write((db) => calls.prune(db, at), true);
      connection.write((db) => callFigures.prune(db, at), true);
      connection.write((db) => alerts.pruneAlerts(db, at), true);
    },
    pendingWrites: () => connection.pending(),
    close() {
      connection.close((db) => history.setReserved(db, lastSeq));
    },
  };
}

/**
 * Where to go on when the earlier numbers cannot be read: they count from one and an engine does not have an event each second for
 * fifty years, so the seconds since 1970 are beyond every number that was ever given out.
 */
function numberWithoutMemory(now: Date): number {
  return Math.floor(now.getTime() / 1_000);
}

/** What was learned while the database could not be opened wins over what it holds. */
function merged(found: memory.Mirror, learned: memory.Mirror): memory.Mirror {
  return {
    servers: new Map([...found.servers, ...learned.servers]),
    approvals: new Map([...found.approvals, ...learned.approvals]),
    facts: new Map([...found.facts, ...learned.facts]),
    trees: new Map([...found.trees, ...learned.trees]),
  };
}

function keepWaiting(waiting: Map<number, Event>, event: Event): void {
  const { view: _view, engine: _engine, ...kept } = event;
  waiting.set(event.seq, kept);
  const oldest = waiting.keys().next().value;
  if (waiting.size > 1_000 && oldest !== undefined) waiting.delete(oldest);
}

function withWaiting(stored: Event[], waiting: Map<number, Event>, query: EventQuery): Event[] {
  const known = new Set(stored.map((event) => event.seq));
  const fits = [...waiting.values()].filter(
    (event) =>
      !known.has(event.seq) &&
      (query.since === undefined || event.seq > query.since) &&
      (query.before === undefined || event.seq < query.before) &&
      (query.from === undefined || event.at >= query.from) &&
      (query.type === undefined || event.type === query.type) &&
      (query.server === undefined || event.server === query.server),
  );
  const all = [...stored, ...fits].sort((a, b) => a.seq - b.seq);
  const limit = query.limit ?? 1_000;
  return query.since === undefined ? all.slice(-limit) : all.slice(0, limit);
}
