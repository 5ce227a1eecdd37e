// The lazy surface: three tools that find, describe and call all the others, for clients whose model should not read every definition first.
// A call through `call_tool` is a direct call by another name: it goes on in requests.ts, and is not answered here.
import type { ToolInfo } from '../link/link.ts';
import { isRecord } from '../link/message.ts';
import type { Lists } from './lists.ts';
import type { ManagementTools } from './management.ts';
import type { Profile } from './profiles.ts';
import { indexTools, type Searched, type SearchIndex } from './search.ts';

const USUAL_HITS = 10;
const MOST_HITS = 50;
/** so few hits come with their schemas, unless these are long */
const FEW = 3;
const MOST_SCHEMA_TEXT = 8_000;
const LINE = 200;
const MOST_SERVERS = 40;

export interface TextResult {
  content: { type: 'text'; text: string }[];
  isError?: boolean;
}

/** Their words are read with every conversation: as few as will do. The servers are named because a model only looks for what it may hope to find. */
export function lazyTools(servers: readonly string[]): ToolInfo[] {
  const named = servers.slice(0, MOST_SERVERS).join(', ');
  const more = servers.length > MOST_SERVERS ? ` and ${servers.length - MOST_SERVERS} more` : '';
  const from = servers.length > 0 ? ` There are tools of: ${named}${more}.` : '';
  return [
    {
      name: 'search_tools',
      description: `Finds tools by words: what is to be done, a name, or a server. Answers with names and one line each; a few hits come with their schemas.${from}`,
      inputSchema: {
        type: 'object',
        properties: {
          query: { type: 'string' },
          limit: { type: 'integer', minimum: 1, maximum: MOST_HITS, description: `default ${USUAL_HITS}` },
        },
        required: ['query'],
      },
      annotations: { title: 'Search tools', readOnlyHint: true, openWorldHint: false },
    },
    {
      name: 'describe_tool',
      description: 'The whole definition of a tool: what it does and which arguments it takes.',
      inputSchema: { type: 'object', properties: { name: { type: 'string', description: 'as search_tools gave it' } }, required: ['name'] },
      annotations: { title: 'Describe a tool', readOnlyHint: true, openWorldHint: false },
    },
    {
      name: 'call_tool',
      description: 'Calls a tool that search_tools has found. The answer is that of the tool.',
      inputSchema: {
        type: 'object',
        properties: {
          name: { type: 'string', description: 'as search_tools gave it' },
          arguments: { type: 'object', description: 'as the schema of the tool says', additionalProperties: true },
        },
        required: ['name'],
      },
      annotations: { title: 'Call a tool' },
    },
  ];
}

export interface Lazy {
  search(profile: Profile, args: unknown): TextResult;
  describe(profile: Profile, args: unknown): TextResult;
}

export function createLazy(lists: Lists, management: ManagementTools | undefined): Lazy {
  /** by the list that it was made of: another list is another index */
  const indexes = new WeakMap<object, { tools: readonly Searched[]; definitions: readonly ToolInfo[]; index: SearchIndex }>();

  function indexOf(profile: Profile) {
    const list = lists.whole(profile.full, 'tools');
    const known = indexes.get(list);
    if (known) return known;
    const offered = list.tools as ToolInfo[];
    const routes = lists.routes(profile.full, 'tools');
    const definitions = offered.filter(({ name }) => routes.has(name));
    const tools = definitions.map((definition) => searched(definition, routes.get(definition.name)!));
    const fresh = { tools, definitions, index: indexTools(tools) };
    indexes.set(list, fresh);
    return fresh;
  }

  function definitionOf(profile: Profile, name: string): ToolInfo | null {
    const { definitions, tools } = indexOf(profile);
    const listed = definitions.find((one, at) => one.name === name || `${tools[at]!.server}.${tools[at]!.own}` === name);
    if (listed) return listed;
    // its server restarts just now: what is known of it is true all the same
    const item = lists.route(profile, 'tools', name)?.item;
    if (item) return { ...(item as unknown as ToolInfo), name };
    return (profile.rules.management && management?.tools.find((one) => one.name === name)) || null;
  }

  return {
    search(profile, args) {
      const { query, limit } = isRecord(args) ? args : {};
      if (typeof query !== 'string') return failed('search_tools needs a “query”: some words, a name, or a server.');
      const { definitions, index } = indexOf(profile);
      const hits = index.search(query);
      if (hits.length === 0) {
        const servers = [...new Set(indexOf(profile).tools.map(({ server }) => server))].join(', ');
        return text(
          `No tool matches “${query.slice(0, 200)}”. Try other words. There are ${definitions.length} tools of: ${servers || 'no server'}.`,
        );
      }
      const most = Number.isFinite(limit) ? Math.min(MOST_HITS, Math.max(1, Math.floor(limit as number))) : USUAL_HITS;
      const shown = hits.slice(0, most);
      let room = MOST_SCHEMA_TEXT;
      const tools = shown.map(({ at, exact }) => {
        const { name, title, description, inputSchema } = definitions[at]!;
        const brief = { name, description: oneLine(description ?? title ?? '') };
        if (shown.length > FEW && !exact) return brief;
        const size = JSON.stringify(inputSchema ?? {}).length;
        room -= size;
        return room < 0 ? brief : { ...brief, inputSchema };
      });
      const more = hits.length - shown.length;
      return text(JSON.stringify(more > 0 ? { tools, more } : { tools }));
    },
    describe(profile, args) {
      const name = isRecord(args) ? args.name : undefined;
      if (typeof name !== 'string') return failed('describe_tool needs the “name” of a tool, as search_tools gave it.');
      const found = definitionOf(profile, name);
      if (found) return text(JSON.stringify(found));
      const { definitions, index } = indexOf(profile);
      const close = index.search(name).slice(0, FEW);
      const hint = close.length > 0 ? ` Did you mean ${close.map(({ at }) => definitions[at]!.name).join(', ')}?` : '';
      return failed(`There is no tool “${name.slice(0, 200)}”.${hint}`);
    },
  };
}

/** What `call_tool` is to call; a sentence when that cannot be known. Models write the arguments as text now and then. */
export function innerCall(args: unknown): { name: string; arguments: unknown } | string {
  if (!isRecord(args) || typeof args.name !== 'string') return 'call_tool needs the “name” of a tool and its “arguments”.';
  const { name, arguments: given } = args;
  if (given === undefined || given === null) return { name, arguments: undefined };
  if (isRecord(given)) return { name, arguments: given };
  const parsed = typeof given === 'string' ? parse(given) : undefined;
  return isRecord(parsed) ? { name, arguments: parsed } : 'The “arguments” of call_tool are an object, as the schema of the tool says.';
}

function parse(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined; // the caller says what is wrong
  }
}

function searched({ name, title, description, inputSchema }: ToolInfo, { server, own }: { server: string; own: string }): Searched {
  const properties = isRecord(inputSchema) && isRecord(inputSchema.properties) ? Object.keys(inputSchema.properties) : [];
  return {
    name,
    server,
    own,
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
    parameters: properties.slice(0, 100),
  };
}

function oneLine(description: string): string {
  const line =
    description
      .split('\n')
      .find((each) => each.trim() !== '')
      ?.trim() ?? '';
  return line.length <= LINE ? line : `${line.slice(0, LINE).replace(/\s+\S*$/, '')} …`;
}

const text = (words: string): TextResult => ({ content: [{ type: 'text', text: words }] });
export const failed = (words: string): TextResult => ({ ...text(words), isError: true });
