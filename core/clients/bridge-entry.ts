// The one entry that a linked client has: a command that works without a PATH and holds no secret.

import type { Plain } from '../decide/tree.ts';
import type { Env } from '../places.ts';

/** The name of our entry in every client's file. */
export const entryName = 'roundhouse';

/** How the command line of this installation is run: absolute paths. */
export interface BridgeCommand {
  command: string;
  args: string[];
  /** what the command needs to be one; left out: nothing */
  env?: Record<string, string>;
}

// without these a bridge that a desktop starts would look for another home than a shell's
const placing = ['ROUNDHOUSE_HOME', 'ROUNDHOUSE_CONFIG', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME'];

export interface EntryOptions {
  client: string;
  profile: string | null;
  typed: boolean;
  bridge: BridgeCommand;
  env: Env;
}

export function bridgeEntry({ client, profile, typed, bridge, env }: EntryOptions): { [key: string]: Plain } {
  const { command, args, env: placed } = anyEntry(bridge, env);
  return {
    ...(typed && { type: 'stdio' }),
    command,
    args: [...args, '--client', client, ...(profile === null ? [] : ['--profile', profile])],
    ...(placed && { env: placed }),
  };
}

/** For a client that nobody here knows by name. */
export function anyEntry(bridge: BridgeCommand, env: Env): { command: string; args: string[]; env?: Record<string, string> } {
  const placed = { ...bridge.env, ...Object.fromEntries(placing.flatMap((name) => (env[name] ? [[name, env[name]]] : []))) };
  return { command: bridge.command, args: [...bridge.args, 'connect'], ...(Object.keys(placed).length > 0 && { env: placed }) };
}

/** The profile that a bridge entry asks for. */
export function profileOf(args: readonly string[]): string | null {
  const at = args.indexOf('--profile');
  return (at < 0 ? args.find((arg) => arg.startsWith('--profile='))?.slice('--profile='.length) : args[at + 1]) ?? null;
}
