// Puts the handler on a port and on a local socket, and takes it off again within a bounded time.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener, RequestError } from '@hono/node-server';
import { Failure } from '../../contract/errors.ts';
import type { EngineLog } from '../store/logs.ts';
import type { Carrier } from './access.ts';
import { connectionLimit, limitConnections } from './crowd.ts';
import type { Handler } from './handler.ts';
import { claimSocket } from './local-socket.ts';
import { problemResponse } from './problem.ts';
import { createUpgrades, type Upgrades } from './upgrades.ts';

export interface ListenOptions {
  /** `http.host` */
  host: string;
  /** 0 picks one that is free */
  port: number;
  /** path of the local socket (a pipe on Windows); null: none */
  socket: string | null;
  log: EngineLog;
  /** who has a port; null: not known */
  portHolder(port: number): Promise<{ pid: number; command: string } | null>;
  /** connections beyond this are refused: the rest of the descriptors belongs to the servers */
  mostConnections?: number;
  /** a request must have come whole within this */
  requestMs?: number;
  /** takes requests for its own addresses before the API does */
  front?: Front;
  /** open answers get so long when it closes */
  closeMs?: number;
}

/** What speaks with clients in a protocol of its own, on the same port. */
export interface Front {
  takes(url: string | undefined): boolean;
  answer(request: IncomingMessage, response: ServerResponse, carrier: Carrier): void;
  /** ends what is open, with a last word */
  endAll(): void;
}

export interface Listening {
  /** for clients on this machine; without a trailing slash */
  url: string;
  port: number;
  socket: string | null;
  close(): Promise<void>;
}

export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const { host, log } = options;
  const upgrades = createUpgrades(handler);
  const tcp = serverFor(handler, upgrades, options, () => ({ kind: 'tcp', port }));
  await bind(tcp, { host, port: options.port }).catch(async (error: NodeJS.ErrnoException) => {
    throw await bindFailure(error, options);
  });
  const port = (tcp.address() as AddressInfo).port;

  const servers = [tcp];
  let socket: string | null = null;
  if (options.socket !== null) {
    const local = serverFor(handler, upgrades, options, () => ({ kind: 'socket' }));
    try {
      await claimSocket(options.socket, (path) => bind(local, { path }));
      servers.push(local);
      socket = options.socket;
    } catch (error) {
      log.warn('the local socket could not be opened; the port serves all', { path: options.socket, error: String(error) });
    }
  }
  return {
    url: `http://${clientHost(host)}:${port}`,
    port,
    socket,
    async close() {
      // nobody new, then a last word to those who listen, then a moment for answers under way
      const closing = servers.map((server) => closed(server, options.closeMs ?? 500));
      handler.endStreams();
      options.front?.endAll();
      upgrades.close();
      await Promise.all(closing);
    },
  };
}

function serverFor(handler: Handler, upgrades: Upgrades, options: ListenOptions, carrier: () => Carrier): Server {
  const listener = getRequestListener(
    (request, { outgoing }) => handler(request, { ...carrier(), hangUp: () => void (outgoing as ServerResponse).destroy() }),
    { overrideGlobalObjects: false, errorHandler: (error) => requestProblem(error) },
  );
  const server = createServer({
    headersTimeout: options.requestMs ?? 10_000,
    requestTimeout: options.requestMs ?? 10_000,
    connectionsCheckingInterval: Math.min(2000, (options.requestMs ?? 10_000) / 2),
    keepAliveTimeout: 10_000,
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
  });
  const crowd = limitConnections(server, options.mostConnections ?? connectionLimit(), options.log);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (crowd.refuses(request.socket, response)) return;
    if (options.front?.takes(request.url)) options.front.answer(request, response, carrier());
    else void listener(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.answer(request, socket, head, { ...carrier(), hangUp: () => void socket.destroy() });
  });
  return server;
}

/** What cannot even be read as a request. A Host that is no name is a foreign one. */
function requestProblem(error: unknown): Response {
  const isHost = error instanceof RequestError && /host|URL/i.test(error.message);
  if (isHost) return problemResponse(new Failure('foreign-host', 'The Host of this request is not one of the engine’s own.'));
  return problemResponse(new Failure('bad-request', 'This request could not be read.'));
}

function bind(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...where, backlog: 1024 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function bindFailure(error: NodeJS.ErrnoException, { host, port, portHolder }: ListenOptions): Promise<Failure> {
  if (error.code === 'EADDRINUSE') {
    const holder = await portHolder(port).catch(() => null);
    const by = holder ? `by ${holder.command} (pid ${holder.pid})` : 'by another program';
    return new Failure(
      'conflict',
      `Port ${port} is in use ${by}. Stop it, or choose another port: --port N, or http.port in roundhouse.yaml.`,
    );
  }
  if (error.code === 'EACCES') return new Failure('forbidden', `Port ${port} may not be opened by this user. Choose one above 1023.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Failure('config-invalid', `http.host is ${host}, which is no address of this machine. Use 127.0.0.1.`);
  }
  return new Failure('internal', `The API could not be opened on ${host}:${port}: ${error.message}.`);
}

function clientHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::' || host === '::1') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function closed(server: Server, withinMs: number): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  // an answer that ends now leaves an idle connection behind
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await done;
  clearInterval(sweep);
  clearTimeout(cut);
}
