// The database's shape, as steps from one version to the next. A released step is never edited: add one at the end.
export const migrations: readonly string[] = [
  `
  CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    type TEXT NOT NULL,
    server TEXT,
    body TEXT NOT NULL
  );
  CREATE INDEX events_by_server ON events (server, seq) WHERE server IS NOT NULL;
  CREATE INDEX events_by_time ON events (at);
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT,
    detail TEXT,
    ok INTEGER NOT NULL
  );
  CREATE INDEX audit_by_time ON audit (at);
  CREATE TABLE servers (name TEXT PRIMARY KEY, wanted TEXT NOT NULL, first_seen_at TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE approvals (
    name TEXT NOT NULL,
    launch_hash TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (name, launch_hash)
  ) WITHOUT ROWID;
  CREATE TABLE owned_trees (mark TEXT PRIMARY KEY, pid INTEGER NOT NULL, start_time TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE metric_names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  -- by time first: a tick of 200 servers is one append, not 200 pages
  CREATE TABLE metrics_raw (
    t INTEGER NOT NULL, server INTEGER NOT NULL, cpu REAL, memory REAL, processes REAL,
    PRIMARY KEY (t, server)
  ) WITHOUT ROWID;
  -- by server first: written rarely, and a chart reads one server over a long time
  CREATE TABLE metrics_minute (
    server INTEGER NOT NULL, t INTEGER NOT NULL, cpu REAL, memory REAL, processes REAL,
    PRIMARY KEY (server, t)
  ) WITHOUT ROWID;
  CREATE TABLE metrics_ten_minutes (
    server INTEGER NOT NULL, t INTEGER NOT NULL, cpu REAL, memory REAL, processes REAL,
    PRIMARY KEY (server, t)
  ) WITHOUT ROWID;
  -- numbers that the store itself keeps: how far event numbers are reserved, how far metrics are rolled up
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  -- the number is the time in microseconds, so that no other index is needed to find or to end a span of time
  CREATE TABLE calls (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    client TEXT NOT NULL,
    profile TEXT NOT NULL,
    server TEXT NOT NULL,
    method TEXT NOT NULL,
    target TEXT,
    ms REAL NOT NULL,
    outcome TEXT NOT NULL,
    request_bytes INTEGER NOT NULL,
    result_bytes INTEGER NOT NULL,
    arguments TEXT
  );
  `,
  `
  CREATE TABLE alerts (id INTEGER PRIMARY KEY, closed_at TEXT, body TEXT NOT NULL);
  CREATE INDEX alerts_by_end ON alerts (closed_at);
  `,
  `
  -- a mean hides the peak that ended a server; rows from before have none
  ALTER TABLE metrics_minute ADD COLUMN cpu_max REAL;
  ALTER TABLE metrics_minute ADD COLUMN memory_max REAL;
  ALTER TABLE metrics_ten_minutes ADD COLUMN cpu_max REAL;
  ALTER TABLE metrics_ten_minutes ADD COLUMN memory_max REAL;
  -- times: answers by slot of time, as in "410:3 422:1"
  CREATE TABLE call_figures (
    step INTEGER NOT NULL, server TEXT NOT NULL, target TEXT NOT NULL, t INTEGER NOT NULL,
    calls INTEGER NOT NULL, failed INTEGER NOT NULL, cancelled INTEGER NOT NULL, times TEXT NOT NULL,
    PRIMARY KEY (step, server, target, t)
  ) WITHOUT ROWID;
  `,
];
