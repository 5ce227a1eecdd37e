// Our link as the client that the suite starts: `client.ts URL`. It opens, lists, and calls every tool with arguments that fit.

import type { OpenedLink, ToolInfo } from '../../core/link/link.ts';
import { openRemote } from '../../core/link/open-remote.ts';
import { StatusError } from '../../core/link/remote-words.ts';

type Values = Record<string, unknown>;

const url = process.argv.at(-1) ?? '';
const revision = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION ?? '2025-11-25';
const context: Values = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const WAIT = { timeoutMs: 20_000 };

// many clients start at once: what few of them need is loaded by those alone
const signing = process.env.MCP_CONFORMANCE_SCENARIO?.startsWith('auth/') ? (await import('./sign-in.ts')).signInsFor(url, context) : null;
/** how often a person would try */
const TRIES = 3;

const link = await signedIn(() =>
  openRemote(
    { type: 'http', url, headers: {} },
    {
      credentials: signing?.credentials,
      clientInfo: { name: 'roundhouse-link', version: '1.0.0' },
      timeoutMs: 20_000,
      generation: revision >= '2026' ? 'stateless' : 'handshake',
      declare: { elicitation: {} },
      events: {
        onStep() {},
        onTools() {},
        onNoise: (text) => process.stderr.write(`${text}\n`),
        onClosed() {},
        onRequest: async ({ params }) => accept(params),
      },
    },
  ),
);
for (const { name, args } of calls(link)) {
  await signedIn(() => call(link, name, args)).catch((error: Error) => process.stderr.write(`${name}: ${error.message}\n`));
}
await link.close();
// what the server's end leaves open is not waited for
process.exit(0);

/** Signs in when that is what it fails for, and tries again. */
async function signedIn<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!signing || !(error instanceof StatusError) || (error.status !== 401 && error.status !== 403) || tries === TRIES) throw error;
      await signing.signIn();
    }
  }
}

function calls({ tools }: OpenedLink): { name: string; args: Values }[] {
  const given = context.toolCalls as { name: string; arguments: Values }[] | undefined;
  return (
    given?.map((each) => ({ name: each.name, args: each.arguments })) ??
    tools.map((tool) => ({ name: tool.name, args: argumentsFor(tool, tools) }))
  );
}

/** Answers what a server wants to know before it answers, as the gateway does on behalf of its clients. */
async function call(to: OpenedLink, name: string, args: Values): Promise<unknown> {
  let again: Values = {};
  for (let round = 0; round < 5; round += 1) {
    const result = (await to.request('tools/call', { name, arguments: args, ...again }, WAIT)) as Values;
    if (result.resultType !== 'input_required') return result;
    const asked = Object.keys((result.inputRequests as Values | undefined) ?? {});
    const inputResponses = Object.fromEntries(asked.map((key) => [key, { action: 'accept', content: { confirmed: true } }]));
    again = { inputResponses, ...(result.requestState === undefined ? {} : { requestState: result.requestState }) };
  }
  throw new Error('it asked five times');
}

/** A person who leaves every field as it is. */
function accept(params: unknown): unknown {
  const { requestedSchema = {} } = params as { requestedSchema?: { properties?: Record<string, { default?: unknown }> } };
  const filled = Object.entries(requestedSchema.properties ?? {}).filter(([, field]) => field.default !== undefined);
  return { action: 'accept', content: Object.fromEntries(filled.map(([name, field]) => [name, field.default])) };
}

function argumentsFor({ inputSchema }: ToolInfo, tools: ToolInfo[]): Values {
  const { properties = {} } = (inputSchema ?? {}) as { properties?: Record<string, { type?: string }> };
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [name, type === 'object' ? tools[0]?.inputSchema : sample(type)]),
  );
}

function sample(type: string | undefined): unknown {
  if (type === 'number' || type === 'integer') return 3;
  if (type === 'boolean') return true;
  return 'text';
}
