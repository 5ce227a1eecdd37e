// The tools with which an assistant looks after the servers themselves. Their words and schemas are those of the HTTP routes they stand for,
// and they go the way that the API goes.
import { z } from 'zod';
import { Failure } from '../../contract/errors.ts';
import { serverRoutes } from '../../contract/routes/servers.ts';
import type { ActResult, ServerView } from '../../contract/server.ts';
import type { EngineApi } from '../api/engine-api.ts';
import type { ToolInfo } from '../link/link.ts';

const USUAL_LINES = 50;

export interface ManagementResult {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

interface Asked {
  /** which servers the client's profile shows; null: all */
  sees: ((server: string) => boolean) | null;
  signal: AbortSignal;
}

export interface ManagementTools {
  readonly tools: readonly ToolInfo[];
  has(name: string): boolean;
  /** Never rejects: what failed is said in the result. */
  call(name: string, args: unknown, asked: Asked): Promise<ManagementResult>;
}

interface Tool {
  summary: string;
  input: z.ZodObject;
  hints: { readOnlyHint: boolean; destructiveHint?: boolean };
  run(input: { service_name?: string; lines?: number }, asked: Asked): Promise<ManagementResult> | ManagementResult;
}

const service_name = serverRoutes.getServer.params.shape.name.describe('name of the server or service');
const one = z.strictObject({ service_name });
const oneOrAll = z.strictObject({ service_name: service_name.optional().describe('name of the server or service; left out: all') });
const logLines = z.strictObject({
  service_name,
  lines: serverRoutes.serverLogs.query.shape.lines.describe(`how many (default ${USUAL_LINES})`),
});
const none = z.strictObject({});

export function createManagement(engine: EngineApi): ManagementTools {
  const views = ({ sees }: Asked) => engine.snapshot().servers.filter(({ name }) => sees === null || sees(name));

  function find(name: string, asked: Asked): ServerView {
    const all = views(asked);
    const found = all.find((view) => view.name === name);
    if (found) return found;
    const known = all.length > 0 ? `Known: ${all.map((view) => view.name).join(', ')}.` : 'None are defined.';
    throw new Failure('unknown-server', `No server “${name}”. ${known}`);
  }

  async function act(verb: 'start' | 'stop' | 'restart', name: string | undefined, asked: Asked): Promise<ManagementResult> {
    const options = { by: 'mcp' as const, wait: true, signal: asked.signal };
    if (name !== undefined) return acted(await engine.act(verb, { names: [find(name, asked).name] }, options));
    if (asked.sees === null) return acted(await engine.act(verb, {}, options));
    const names = views(asked).map((view) => view.name);
    return acted(names.length > 0 ? await engine.act(verb, { names }, options) : []);
  }

  const changing = { readOnlyHint: false, destructiveHint: false };
  const ending = { readOnlyHint: false, destructiveHint: true };
  const looking = { readOnlyHint: true };
  const all: Record<string, Tool> = {
    service_status: {
      summary: 'The state of one server or of all',
      input: oneOrAll,
      hints: looking,
      run: (input, asked) =>
        structured({ services: input.service_name === undefined ? views(asked).map(brief) : [find(input.service_name, asked)] }),
    },
    start_service: {
      summary: serverRoutes.startServer.summary,
      input: one,
      hints: changing,
      run: (input, asked) => act('start', input.service_name, asked),
    },
    stop_service: {
      summary: serverRoutes.stopServer.summary,
      input: one,
      hints: ending,
      run: (input, asked) => act('stop', input.service_name, asked),
    },
    restart_service: {
      summary: serverRoutes.restartServer.summary,
      input: one,
      hints: ending,
      run: (input, asked) => act('restart', input.service_name, asked),
    },
    start_all_services: {
      summary: 'Start all servers, in the order of their dependencies',
      input: none,
      hints: changing,
      run: (_, asked) => act('start', undefined, asked),
    },
    stop_all_services: {
      summary: 'Stop all servers, dependents first',
      input: none,
      hints: ending,
      run: (_, asked) => act('stop', undefined, asked),
    },
    service_logs: {
      summary: serverRoutes.serverLogs.summary,
      input: logLines,
      hints: looking,
      async run({ service_name: name, lines }, asked) {
        const found = await engine.logs.read({ names: [find(name!, asked).name], lines: lines ?? USUAL_LINES });
        const text = found.map((line) => `${line.t} ${line.level} ${line.text}`).join('\n');
        return { content: [{ type: 'text', text: text || `The log of ${name} is empty.` }], structuredContent: { lines: found } };
      },
    },
    service_health_check: {
      summary: 'Check one server once, now, or all that run',
      input: oneOrAll,
      hints: looking,
      async run({ service_name: name }, asked) {
        const names = name === undefined ? runningOf(views(asked)) : [find(name, asked).name];
        return structured({ services: await Promise.all(names.map((each) => engine.health(each))) });
      },
    },
  };
  const tools = Object.entries(all).map(([name, { summary, input, hints }]): ToolInfo => {
    const { $schema: _, ...inputSchema } = z.toJSONSchema(input, { io: 'input' });
    return { name, description: `${summary}.`, inputSchema, annotations: { title: summary, ...hints } };
  });

  return {
    tools,
    has: (name) => Object.hasOwn(all, name),
    async call(name, args, asked) {
      const tool = all[name]!;
      const input = tool.input.safeParse(args ?? {});
      if (!input.success) return failed(`${name}: ${z.prettifyError(input.error)}`);
      try {
        return await tool.run(input.data, asked);
      } catch (error) {
        // what is no failure in words for people is our own, and may tell what is nobody's business
        return failed(error instanceof Failure ? error.message : `${name} failed inside the engine.`);
      }
    },
  };
}

const runningOf = (views: ServerView[]) => views.filter(({ state }) => state === 'running' || state === 'degraded').map(({ name }) => name);

function brief(view: ServerView): Partial<ServerView> {
  const { name, kind, state, wanted, pid, restarts, health, cpu, memory, port, reason, next } = view;
  return { name, kind, state, wanted, pid, restarts, health, cpu, memory, port, reason, next };
}

function acted(results: ActResult[]): ManagementResult {
  return { ...structured({ results }), ...(results.every(({ ok }) => ok) ? {} : { isError: true }) };
}

function structured(value: Record<string, unknown>): ManagementResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}

function failed(text: string): ManagementResult {
  return { content: [{ type: 'text', text }], isError: true };
}
