// The few small things that the engine must be able to ask at any time: kept in memory as well, so that neither a full disk nor a
// broken database makes it forget what it knows, and so that a fresh database gets them back.
import type { Wanted } from '../../../contract/server.ts';
import type { OwnedTree, ServerMemory } from '../store.ts';
import type { Database } from './database.ts';

interface Approval {
  name: string;
  launchHash: string;
  by: string;
  at: string;
}

export interface Mirror {
  servers: Map<string, ServerMemory>;
  approvals: Map<string, Approval>;
  facts: Map<string, string>;
  trees: Map<string, OwnedTree>;
}

export function emptyMirror(): Mirror {
  return { servers: new Map(), approvals: new Map(), facts: new Map(), trees: new Map() };
}

export function approvalKey(name: string, launchHash: string): string {
  return `${launchHash} ${name}`; // a hash holds no space
}

export function readMirror(db: Database): Mirror {
  const mirror = emptyMirror();
  for (const row of db.all('SELECT * FROM servers')) {
    const name = String(row.name);
    mirror.servers.set(name, { name, wanted: row.wanted as Wanted, firstSeenAt: String(row.first_seen_at) });
  }
  for (const row of db.all('SELECT * FROM approvals')) {
    const approval = { name: String(row.name), launchHash: String(row.launch_hash), by: String(row.approved_by), at: String(row.at) };
    mirror.approvals.set(approvalKey(approval.name, approval.launchHash), approval);
  }
  for (const row of db.all('SELECT * FROM facts')) mirror.facts.set(String(row.key), String(row.value));
  for (const row of db.all('SELECT * FROM owned_trees')) {
    const mark = String(row.mark);
    mirror.trees.set(mark, { mark, pid: Number(row.pid), startTime: String(row.start_time) });
  }
  return mirror;
}

export function writeMirror(db: Database, mirror: Mirror): void {
  db.transaction(() => {
    for (const server of mirror.servers.values()) putServer(db, server);
    for (const approval of mirror.approvals.values()) putApproval(db, approval);
    for (const [key, value] of mirror.facts) putFact(db, key, value);
    for (const tree of mirror.trees.values()) putTree(db, tree);
  });
}

export function putServer(db: Database, { name, wanted, firstSeenAt }: ServerMemory): void {
  db.run('INSERT INTO servers VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET wanted = excluded.wanted', name, wanted, firstSeenAt);
}

export function putApproval(db: Database, { name, launchHash, by, at }: Approval): void {
  db.run('INSERT OR REPLACE INTO approvals VALUES (?, ?, ?, ?)', name, launchHash, by, at);
}

export function putFact(db: Database, key: string, value: string): void {
  db.run('INSERT OR REPLACE INTO facts VALUES (?, ?)', key, value);
}

export function putTree(db: Database, { mark, pid, startTime }: OwnedTree): void {
  db.run('INSERT OR REPLACE INTO owned_trees VALUES (?, ?, ?)', mark, pid, startTime);
}

export function deleteTree(db: Database, mark: string): void {
  db.run('DELETE FROM owned_trees WHERE mark = ?', mark);
}
