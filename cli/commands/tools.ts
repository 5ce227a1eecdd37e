// The gateway's tools, and one call of one of them.
import type { GatewayProfile, GatewayTool } from '../../contract/routes/gateway.ts';
import type { ServerView } from '../../contract/server.ts';
import { labelOf } from '../../contract/words.ts';
import { nearest } from '../../core/decide/nearest.ts';
import { type Engine, runningEngine } from '../engine.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import { askGateway } from '../gateway-client.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { sanitise } from '../print/sanitise.ts';
import { table } from '../print/table.ts';
import { resultText } from '../print/tool-result.ts';

export interface ToolsOptions {
  profile?: string;
  all?: boolean;
  changed?: boolean;
  args?: Record<string, unknown>;
}

export async function listTools(io: Io, { profile, all = false, changed = false }: ToolsOptions): Promise<ExitCode> {
  if (changed) return (await import('./approve-tools.ts')).listChanged(io);
  const { client } = runningEngine(io);
  const [found, gateway] = await Promise.all([client.gatewayTools({ profile }), client.gateway()]);
  const tools = all ? found : found.filter(({ hidden, available }) => !hidden && available);
  if (io.json) io.printJson(found);
  else if (tools.length === 0) io.say('No server offers a tool now. `roundhouse status` shows the servers.');
  else {
    const columns = [
      // it is typed: the description goes first
      { title: 'NAME', min: 40 },
      { title: 'SERVER', min: 8, drop: 2 },
      { title: 'ITS NAME', min: 8, drop: 4 },
      { title: 'TOKENS', align: 'right' as const, drop: 1 },
      { title: 'DESCRIPTION', min: 20, drop: 3 },
    ];
    for (const line of table(
      columns,
      tools.map((tool) => rowOf(tool, io)),
      io.width,
      io.out.dim,
    ))
      io.print(line);
  }
  const about = gateway.profiles.find(({ name }) => name === (profile ?? 'default'));
  if (!io.json && about && tools.length > 0) sayCosts(io, about);
  if (io.json || all) return exit.done;
  const away = found.filter((tool) => !tool.hidden && !tool.available);
  if (away.length > 0) {
    const servers = [...new Set(away.map(({ server }) => clean(server ?? '')))];
    const [belong, a, it] = [
      away.length === 1 ? 'belongs' : 'belong',
      servers.length === 1 ? 'a server that is' : 'servers that are',
      away.length === 1 ? 'it' : 'them',
    ];
    io.say(`${away.length} ${belong} to ${a} not up: ${servers.join(', ')}. Clients see ${it} as soon as the server is.`);
  }
  const hidden = found.filter((tool) => tool.hidden).length;
  if (hidden > 0)
    io.say(`${hidden} ${hidden === 1 ? 'is' : 'are'} hidden: \`roundhouse tools list --all\` shows ${hidden === 1 ? 'it' : 'them'}.`);
  return exit.done;
}

/** About: nobody knows how a client words definitions for its model, and each model counts in its own way. */
function sayCosts(io: Io, { tokens, surface }: GatewayProfile): void {
  const number = (value: number) => value.toLocaleString('en');
  const each = Object.entries(tokens.servers)
    .sort(([, a], [, b]) => b - a)
    .map(([server, cost]) => `${clean(server)} ${number(cost)}`);
  const lazy = `as the lazy surface about ${number(tokens.lazy)}`;
  io.say(
    `About ${number(tokens.full)} tokens as the full list (bytes of JSON / 4)${each.length > 1 ? `: ${each.join(', ')}` : ''}; ${lazy}.`,
  );
  if (surface === 'lazy') io.say('This profile shows its clients the lazy surface.');
}

export async function hideTool(io: Io, verb: 'hide' | 'show', wanted: string): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const tool = await (verb === 'hide' ? client.hideTool : client.showTool)({ tool: wanted });
  if (io.json) io.printJson(tool);
  else if (tool.hiddenEverywhere) io.print(`${clean(tool.name)} is hidden: no client sees or reaches it.`);
  else io.print(`${clean(tool.name)} is shown${tool.hidden ? ', but not in the default profile' : ''}.`);
  return exit.done;
}

export async function renameTool(io: Io, wanted: string, name: string | undefined): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const tool = await client.renameTool({ tool: wanted, ...(name !== undefined && { name }) });
  if (io.json) io.printJson(tool);
  else io.print(`${clean(`${tool.server}.${tool.tool}`)} is called ${clean(tool.name)}${tool.renamed ? '' : ', as by itself'}.`);
  return exit.done;
}

const clean = (text: string): string => sanitise(text, false);

function rowOf({ name, server, tool, tokens, description, title, available, hidden, hiddenEverywhere, trust }: GatewayTool, { out }: Io) {
  const mark = trustMark(trust);
  const about = sanitise((description ?? title ?? '').trim().split('\n')[0] ?? '', false);
  return [
    { text: sanitise(name, false), paint: hidden || !available ? out.dim : out.bold },
    clean(server ?? 'roundhouse'),
    clean(tool),
    String(tokens),
    hidden
      ? { text: `hidden${hiddenEverywhere ? ' everywhere' : ''}: ${mark}${about}`, paint: out.dim }
      : !available
        ? { text: `not up: ${mark}${about}`, paint: out.dim }
        : mark === ''
          ? about
          : { text: `${mark}${about}`, paint: (text: string) => out.tone(trust?.blocked ? 'fail' : 'warn', text) },
  ];
}

function trustMark(trust: GatewayTool['trust']): string {
  if (!trust) return '';
  const words = [trust.change, trust.suspicious.length > 0 ? 'suspicious' : null, trust.blocked ? 'blocked' : null];
  return `${words.filter((word) => word !== null).join(', ')}: `;
}

export async function callTool(io: Io, wanted: string, { profile, args = {} }: ToolsOptions): Promise<ExitCode> {
  const engine = runningEngine(io);
  const name = await nameAtGateway(engine, wanted, profile);
  const interrupt = onInterrupt();
  const params = { name, arguments: args };
  const result = await askGateway(engine, { profile, method: 'tools/call', params, signal: interrupt.signal });
  interrupt.release();
  if (result.resultType === 'input_required') {
    throw new CommandFailure(`${wanted} asks for something that only a client with a person before it can answer.`);
  }
  const isError = result.isError === true;
  if (io.json) io.printJson(result);
  else {
    const text = resultText(result);
    const shown = io.stdout.isTTY
      ? text
          .split('\n')
          .map((line) => sanitise(line, false))
          .join('\n')
      : text;
    if (isError) io.say(shown === '' ? `${wanted} failed, and did not say why.` : shown);
    else if (shown !== '') io.print(shown);
  }
  return isError ? exit.failed : exit.done;
}

/** `SERVER.TOOL`, where the longest name of a known server counts, or the name that clients use. */
async function nameAtGateway({ client }: Engine, wanted: string, profile: string | undefined): Promise<string> {
  const [tools, servers] = await Promise.all([client.gatewayTools({ profile }), client.listServers()]);
  const named = serverIn(wanted, servers);
  const found =
    tools.find(({ name }) => name === wanted) ??
    tools.find((tool) => `${tool.server}.${tool.tool}` === wanted && tool.server === named?.name);
  if (found && !found.hidden) return found.name;
  const of = profile === undefined ? '' : ` of the profile ${profile}`;
  if (found)
    throw new CommandFailure(
      `${found.hiddenEverywhere ? `${wanted} is hidden from all clients` : `the rules${of} hide ${wanted} from clients`}. \`roundhouse tools list --all\` marks what is hidden.`,
    );
  // without a tool of it, the name is not what is wrong
  if (named && !tools.some(({ server }) => server === named.name) && named.state !== 'running')
    throw new CommandFailure(
      `there is no tool '${wanted}'${of} now: ${named.name} is ${labelOf(named.state).toLowerCase()}. \`roundhouse status ${named.name}\` says more.`,
    );
  const known = tools.flatMap(({ name, server, tool }) => (server === null ? [name] : [name, `${server}.${tool}`]));
  const close = nearest(wanted, known);
  throw new CommandFailure(
    `there is no tool '${wanted}'${of}${close === null ? '' : ` (did you mean '${close}'?)`}. \`roundhouse tools list\` lists them.`,
  );
}

function serverIn(wanted: string, servers: ServerView[]): ServerView | undefined {
  return servers.filter(({ name }) => wanted.startsWith(`${name}.`)).sort((a, b) => b.name.length - a.name.length)[0];
}
