// What servers say of themselves that is not what was first seen: shown, and accepted.
import type { DefinitionFinding } from '../../contract/trust.ts';
import { nearest } from '../../core/decide/nearest.ts';
import { type Engine, runningEngine } from '../engine.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { definitionLines, titleOf } from '../print/definition-lines.ts';

export async function listChanged(io: Io): Promise<ExitCode> {
  const found = await runningEngine(io).client.changedTools({});
  if (io.json) io.printJson(found);
  else if (found.length === 0) io.say('Nothing changed since it was first seen, and nothing is suspicious.');
  else {
    for (const one of found) for (const line of definitionLines(one, io.out)) io.print(line);
    io.say('Accept them with `roundhouse tools approve SERVER`, or one with `roundhouse tools approve SERVER.TOOL`.');
  }
  return exit.done;
}

export async function approveTools(io: Io, wanted: string[]): Promise<ExitCode> {
  const engine = runningEngine(io);
  const wishes = await Promise.all(wanted.map((one) => wishOf(engine, one)));
  const approved: DefinitionFinding[] = [];
  for (const wish of wishes) {
    const found = await engine.client.approveTools(wish);
    approved.push(...found);
    if (io.json) continue;
    if (found.length === 0) io.print(`${wish.server}: its definitions are approved as they are now.`);
    for (const one of found) io.print(`${titleOf(one)} is approved.`);
  }
  if (io.json) io.printJson(approved);
  return exit.done;
}

/** A server, SERVER.TOOL where the longest name of a known server counts, or the name that clients use. */
async function wishOf({ client }: Engine, wanted: string): Promise<{ server: string; name?: string }> {
  const servers = (await client.listServers()).map(({ name }) => name);
  if (servers.includes(wanted)) return { server: wanted };
  const server = servers.filter((name) => wanted.startsWith(`${name}.`)).sort((a, b) => b.length - a.length)[0];
  if (server !== undefined && wanted.length > server.length + 1) return { server, name: wanted.slice(server.length + 1) };
  const tool = (await client.gatewayTools({})).find(({ name }) => name === wanted);
  if (tool && tool.server !== null) return { server: tool.server, name: tool.tool };
  const close = nearest(wanted, servers);
  throw new CommandFailure(
    `there is no server or tool '${wanted}'${close === null ? '' : ` (did you mean '${close}'?)`}. \`roundhouse tools list --changed\` shows what waits.`,
  );
}
