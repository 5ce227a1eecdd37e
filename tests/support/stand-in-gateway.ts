// A gateway on the SDK at the address of an engine: both generations, run files, the local socket. It can be cut off and come back as
// another one, which is what the bridge is about.
import { randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import {
  createMcpHandler,
  fromJsonSchema,
  inputRequired,
  isLegacyRequest,
  McpServer,
  type ToolCallback,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { createRunFiles, type RunFiles } from '../../core/api/run-files.ts';

type Args = Record<string, unknown>;

export interface StandIn {
  /** method and path of every request, with the headers that matter */
  seen: {
    method: string;
    path: string;
    client?: string;
    bridge?: string;
    session?: string;
    version?: string;
    name?: string;
    rpc?: string;
  }[];
  /** calls of tools, in order */
  calls: string[];
  /** calls whose signal was aborted */
  aborted: string[];
  subscribed: string[];
  level: string | null;
  sessions: Map<string, WebStandardStreamableHTTPServerTransport>;
  /** lets every `wait` answer */
  release(): void;
  /** answers every request with this status from now on */
  refuseWith(status: number | null): void;
  toolsChanged(): void;
  /** as kill -9: connections cut, run file left */
  cut(): Promise<void>;
  /** a moment of kill -9: connections cut, and new ones still taken by the kernel, that nobody will answer; `cut` ends it */
  die(): void;
  /** cuts connections and lives on */
  hangUp(): void;
  /** takes the run file away, as an engine that ends in order */
  leave(): void;
  /** forgets every session and stays */
  forget(): void;
}

const object = fromJsonSchema<Args>({ type: 'object' });

export async function standInGateway(run: string): Promise<StandIn> {
  const runFiles: RunFiles = createRunFiles(run);
  const releases = new Set<() => void>();
  const servers = new Set<McpServer>();
  const unanswered = new Set<Socket>();
  let refusal: number | null = null;
  const at: StandIn = {
    seen: [],
    calls: [],
    aborted: [],
    subscribed: [],
    level: null,
    sessions: new Map(),
    release() {
      for (const release of releases) release();
      releases.clear();
    },
    refuseWith(status) {
      refusal = status;
    },
    toolsChanged() {
      for (const server of servers) if (server.isConnected()) server.sendToolListChanged();
      modern.notify.toolsChanged();
    },
    leave: () => runFiles.withdraw(),
    forget: () => at.sessions.clear(),
    hangUp: () => http.closeAllConnections(),
    die() {
      http.removeAllListeners('connection');
      http.on('connection', (socket) => unanswered.add(socket.on('error', () => undefined)));
      http.closeAllConnections();
    },
    async cut() {
      const closed = new Promise((done) => http.close(done));
      http.closeAllConnections();
      for (const socket of unanswered) socket.destroy();
      await closed;
    },
  };

  function mcpServer(era: 'legacy' | 'modern'): McpServer {
    const server = new McpServer(
      { name: 'stand-in', version: '1' },
      { capabilities: { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true }, logging: {} } },
    );
    const tool = (name: string, answer: ToolCallback<typeof object>) =>
      server.registerTool(name, { description: name, inputSchema: object }, answer);
    const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] });
    tool('echo', (args) => {
      at.calls.push(`echo ${args.message}`);
      return { ...text(`Echo: ${args.message}`), structuredContent: { message: args.message } };
    });
    tool('fail', () => ({ ...text('it went wrong'), isError: true }));
    tool('wait', async (args, { mcpReq: { signal } }) => {
      at.calls.push(`wait ${args.message}`);
      await new Promise<void>((done) => {
        releases.add(done);
        signal.addEventListener('abort', () => {
          at.aborted.push(String(args.message));
          done();
        });
      });
      return text(`waited ${args.message}`);
    });
    tool('count', async (_, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (let progress = 1; progressToken !== undefined && progress <= 3; progress++)
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } });
      return text('counted');
    });
    tool('ask', async (args, { mcpReq }) => {
      at.calls.push('ask');
      const question = {
        message: `What is ${args.message}?`,
        requestedSchema: { type: 'object' as const, properties: { name: { type: 'string' as const } } },
      };
      if (era === 'legacy') {
        const answer = await mcpReq.elicitInput({ mode: 'form', ...question });
        return text(`answered ${answer.action} ${JSON.stringify(answer.content)}`);
      }
      if (mcpReq.inputResponses?.name === undefined)
        return inputRequired({ inputRequests: { name: inputRequired.elicit({ mode: 'form', ...question }) }, requestState: 'half way' });
      const { action, content } = mcpReq.inputResponses.name as { action: string; content: unknown };
      return text(`answered ${action} ${JSON.stringify(content)}`);
    });
    server.registerResource('one', 'test://one', {}, () => ({ contents: [{ uri: 'test://one', text: 'one' }] }));
    if (era === 'legacy') {
      server.server.setRequestHandler('resources/subscribe', ({ params }) => {
        at.subscribed.push(params.uri);
        return {};
      });
      server.server.setRequestHandler('logging/setLevel', ({ params }) => {
        at.level = params.level;
        return {};
      });
    }
    return server;
  }

  const modern = createMcpHandler(() => mcpServer('modern'), { legacy: 'reject' });
  async function legacy(request: Request): Promise<Response> {
    const session = request.headers.get('mcp-session-id');
    if (session !== null) {
      const transport = at.sessions.get(session);
      if (transport) return transport.handleRequest(request);
      return Response.json({ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } }, { status: 404 });
    }
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void at.sessions.set(id, transport),
      onsessionclosed: (id) => void at.sessions.delete(id),
    });
    const server = mcpServer('legacy');
    servers.add(server);
    await server.connect(transport);
    return transport.handleRequest(request);
  }

  const listener = getRequestListener(async (request) => {
    if (refusal !== null) return Response.json({ detail: `refused with ${refusal}`, code: 'test' }, { status: refusal });
    if (request.headers.get('authorization') !== `Bearer ${runFiles.token}`)
      return Response.json({ detail: 'another token' }, { status: 401 });
    return (await isLegacyRequest(request.clone())) ? legacy(request) : modern.fetch(request);
  });
  const http: HttpServer = createServer((request: IncomingMessage, response) => {
    const { method, url, headers } = request;
    if (url === '/health') return void response.end('{"ok":true}'); // the engine's, not the gateway's
    const one = (name: string) => headers[name] as string | undefined;
    at.seen.push({
      method: method!,
      path: url!,
      client: one('x-roundhouse-client'),
      bridge: one('roundhouse-bridge'),
      session: one('mcp-session-id'),
      version: one('mcp-protocol-version'),
      name: one('mcp-name'),
      rpc: one('mcp-method'),
    });
    void listener(request, response);
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const { port } = http.address() as AddressInfo;
  runFiles.announce({
    pid: process.pid,
    startedAt: new Date(Date.now() + port).toISOString(), // of this one alone
    url: `http://127.0.0.1:${port}`,
    socket: null,
    version: '0',
  });
  return at;
}

export const runFolder = (home: string): string => join(home, 'run');
