// Stands in for an engine towards the page: serves the built page and a state that a test or a screenshot writes.
// The same routes, headers and stream shapes as the engine; what the engine decides is left to the caller.
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { applyEvent, type Event, type Snapshot } from '../../contract/events.ts';
import type { ActResult, LogLine, ServerView, Vitals } from '../../contract/server.ts';

export interface Asked {
  verb: string;
  name: string;
}

export interface PageServer {
  url: string;
  asked: Asked[];
  /** what the next actions answer; left out: done */
  answer(with_: ((asked: Asked) => Promise<ActResult>) | null): void;
  snapshot(): Snapshot;
  /** a numbered event that changes one server */
  change(name: string, changes: Partial<ServerView>): void;
  /** changes the state without an event: what happens while nobody is connected */
  changeSilently(name: string, changes: Partial<ServerView>): void;
  /** another engine answers from now on; who is connected is told after the next connection */
  become(engine: Partial<Snapshot['engine']>): void;
  vitals(values: Record<string, Partial<Vitals>>): void;
  log(...lines: LogLine[]): void;
  /** ends all streams and refuses new ones, as a dead engine does */
  cut(): void;
  /** keeps the streams open and says nothing, as a hanging engine does */
  hang(): void;
  restore(): void;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** As strict as the engine's. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function servePage(dist: string, start: Snapshot, pastLogs: LogLine[] = []): Promise<PageServer> {
  let state = start;
  let mode: 'up' | 'cut' | 'hung' = 'up';
  const logs = [...pastLogs];
  const stateStreams = new Set<ServerResponse>();
  const logStreams = new Set<ServerResponse>();
  const asked: Asked[] = [];
  let answerWith: ((asked: Asked) => Promise<ActResult>) | null = null;

  const send = (streams: Iterable<ServerResponse>, data: unknown) => {
    if (mode !== 'up') return;
    for (const stream of streams) stream.write(`data: ${JSON.stringify(data)}\n\n`);
  };
  const beat = setInterval(() => {
    if (mode === 'up') for (const stream of [...stateStreams, ...logStreams]) stream.write(': here\n\n');
  }, 500);

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://page');
    if (mode === 'cut') return void request.socket.destroy();
    if (mode === 'hung') return; // never answered; ended by close()
    const streams = { '/api/v1/stream': stateStreams, '/api/v1/logs/stream': logStreams }[url.pathname];
    if (streams) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      streams.add(response);
      response.on('close', () => streams.delete(response));
      if (streams === stateStreams) send([response], { kind: 'snapshot', snapshot: state });
      else for (const line of logs) send([response], line);
      return;
    }
    const action = /^\/api\/v1\/servers\/([^/]+)\/(start|stop|restart)$/.exec(url.pathname);
    if (action && request.method === 'POST') {
      const one = { name: decodeURIComponent(action[1]!), verb: action[2]! };
      asked.push(one);
      const view = state.servers.find((each) => each.name === one.name);
      const result = answerWith ? await answerWith(one) : { name: one.name, ok: true, state: view?.state ?? 'stopped' };
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify([result]));
    }
    await serveFile(dist, url.pathname, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const changed = (name: string, changes: Partial<ServerView>): ServerView => {
    const view = state.servers.find((each) => each.name === name);
    if (!view) throw new Error(`no server ${name}`);
    return { ...view, since: changes.state ? new Date().toISOString() : view.since, ...changes };
  };
  const next = (view: ServerView): Event => ({
    seq: state.seq + 1,
    at: new Date().toISOString(),
    type: `server.${view.state}`,
    server: view.name,
    view,
  });
  const apply = (event: Event) => {
    const after = applyEvent(state, event);
    if (after === 'resync') throw new Error('the numbers do not follow');
    state = after;
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (with_) => {
      answerWith = with_;
    },
    snapshot: () => state,
    change(name, changes) {
      const event = next(changed(name, changes));
      apply(event);
      send(stateStreams, { kind: 'event', event });
    },
    changeSilently: (name, changes) => apply(next(changed(name, changes))),
    become(engine) {
      state = { ...state, engine: { ...state.engine, ...engine } };
    },
    vitals(values) {
      const servers = Object.fromEntries(
        Object.entries(values).map(([name, value]) => {
          const { cpu, memory, processes, health } = changed(name, value);
          return [name, { cpu, memory, processes, health }];
        }),
      );
      state = { ...state, servers: state.servers.map((view) => ({ ...view, ...servers[view.name] })) };
      send(stateStreams, { kind: 'vitals', at: new Date().toISOString(), servers });
    },
    log(...lines) {
      logs.push(...lines);
      for (const line of lines) send(logStreams, line);
    },
    cut() {
      mode = 'cut';
      server.closeAllConnections();
    },
    hang() {
      mode = 'hung';
    },
    restore() {
      mode = 'up';
      // what hung is not answered late: a real engine that hung is started anew
      server.closeAllConnections();
    },
    async close() {
      clearInterval(beat);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serveFile(dist: string, path: string, response: ServerResponse): Promise<void> {
  const file = normalize(join(dist, path === '/' ? 'index.html' : path));
  const content = file.startsWith(dist) ? await readFile(file).catch(() => null) : null;
  if (content === null) return void response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': pagePolicy,
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}
