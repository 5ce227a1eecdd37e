// What was found on this machine, as the set-up shows it: places, servers with where each was found, and names that mean two servers.

import type { AnswerOf } from '../../contract/routes/table.ts';
import type { Problem, ServerView } from '../../contract/server.ts';
import { clientName } from '../../contract/words.ts';
import { recordOf } from './inspection.ts';

export type Config = AnswerOf<'config'>;

export interface Place {
  client: string;
  title: string;
  files: { file: string; problem: Problem | null }[];
  servers: number;
  /** its files are read now; null: they always are */
  read: boolean | null;
}

export interface Found {
  name: string;
  section: 'servers' | 'services';
  /** runs now, or may */
  on: boolean;
  /** nobody has approved it yet: this is what it would run */
  waiting: string | null;
  /** which clients' files have it */
  clients: string[];
  tags: string[];
}

/** One name, several servers: the first has the name. */
export interface Clash {
  name: string;
  options: { name: string; command: string; client: string; file: string }[];
}

export const isSelfNote = 'this is Roundhouse itself';

export function placesOf(config: Config, problems: readonly Problem[], servers: readonly ServerView[]): Place[] {
  const sources = recordOf(config.values.sources);
  const places = new Map<string, Place>();
  for (const { client, file, exists, ok } of config.files) {
    if (!exists) continue;
    const isOwn = client === 'roundhouse';
    const count = isOwn
      ? servers.filter((view) => view.sources.some((source) => source.client === client)).length
      : config.imported.filter((entry) => entry.file === file && entry.client === client && entry.note !== isSelfNote).length;
    // the own config is where the rest is decided: it is a place only when servers are in it, or nothing of it can be read
    if (isOwn && count === 0 && ok) continue;
    const problem = ok ? null : (problems.find((each) => each.file === file && each.level !== 'warning') ?? null);
    const place = places.get(client);
    if (place) {
      place.files.push({ file, problem });
      place.servers += count;
    } else {
      places.set(client, {
        client,
        title: clientName(client),
        files: [{ file, problem }],
        servers: count,
        read: isOwn ? null : sources[client] !== false,
      });
    }
  }
  return [...places.values()].map((place) => ({ ...place, title: titleOf(place) }));
}

/** A project is known by its folder. */
function titleOf({ client, files }: Place): string {
  return client === 'project' && files.length === 1 ? tagOf(client, files[0]!.file) : clientName(client);
}

function tagOf(client: string, file: string): string {
  const parts = file.split(/[\\/]/);
  const isProject = client !== 'mcp-json' && parts.at(-1) === '.mcp.json';
  return isProject ? (parts.at(-2) ?? file) : clientName(client);
}

export function foundIn(config: Config, servers: readonly ServerView[]): Found[] {
  return servers
    .filter(({ instanceOf }) => instanceOf === undefined)
    .map((view) => {
      const section = view.kind === 'service' ? ('services' as const) : ('servers' as const);
      const all = recordOf(config.values[section]);
      const isEnabled = recordOf(Object.hasOwn(all, view.name) ? all[view.name] : null).enabled !== false;
      const entry = config.imported.find((one) => one.as === view.name);
      return {
        name: view.name,
        section,
        on: view.state !== 'disabled',
        waiting: view.state === 'disabled' && isEnabled ? (entry?.command ?? view.launcher) : null,
        clients: [...new Set(view.sources.map(({ client }) => client))],
        tags: [...new Set(view.sources.map(({ client, file }) => tagOf(client, file)))],
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

export function clashesOf(config: Config, servers: readonly ServerView[]): Clash[] {
  const listed = new Set(servers.map(({ name }) => name));
  const clashes = new Map<string, Clash>();
  for (const { name, as } of config.imported) {
    if (as === null || as === name || !listed.has(name) || !as.startsWith(`${name}@`)) continue;
    clashes.set(name, { name, options: optionsOf(name, config, servers) });
  }
  return [...clashes.values()];
}

function optionsOf(name: string, config: Config, servers: readonly ServerView[]): Clash['options'] {
  const named = servers.filter((view) => view.name === name || view.name.startsWith(`${name}@`));
  return named
    .sort((a, b) => Number(b.name === name) - Number(a.name === name) || a.name.localeCompare(b.name))
    .flatMap((view) => {
      const entry = config.imported.find((one) => one.as === view.name);
      const source = view.sources[0];
      if (!source || (entry && entry.name !== name)) return [];
      return [{ name: view.name, command: entry?.command ?? commandOf(config, view.name), ...source }];
    });
}

/** of one that the own config defines */
function commandOf(config: Config, name: string): string {
  const { command, args, url } = recordOf(recordOf(config.values.servers)[name]);
  return [url ?? command, args].flat(2).filter(Boolean).join(' ');
}

/** How many values of servers are hidden wherever they are shown. */
export function secretsIn(config: Config): number {
  const count = (value: unknown): number => {
    if (typeof value === 'string') return value.includes('******') ? 1 : 0;
    return value !== null && typeof value === 'object' ? Object.values(value).reduce((sum: number, each) => sum + count(each), 0) : 0;
  };
  return count(config.values.servers) + count(config.values.services);
}
