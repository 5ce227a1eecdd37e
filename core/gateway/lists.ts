// What clients see of all servers together: one list per profile and kind, made when it is first asked for and kept until something changes.
// Names are given over all servers and everything known of them, so that they differ neither between profiles nor with who runs just now;
// a list holds what is offered now, a route leads to everything that is known: a call to a server that restarts can wait for it.
import type { ToolSettings } from '../decide/gateway-config.ts';
import { isReservedToolName, splitToolKey } from '../decide/tool-names.ts';
import type { ToolInfo } from '../link/link.ts';
import { RpcError, rpcCodes, type Upstream, type Upstreams } from './gateway.ts';
import { lazyTools } from './lazy.ts';
import { type NameTable, nameAll } from './names.ts';
import type { Profile } from './profiles.ts';
import { keepText } from './serialised.ts';
import { type Item, type Kind, Shelf } from './shelf.ts';
import type { Judges } from './trust/trust.ts';
import { nameUris, type UriRoute, type UriTable } from './uris.ts';

/** Many clients never ask for a second page: only a list that is too big for one message has any. */
const PAGE = 10_000;

export const kinds = ['tools', 'resources', 'templates', 'prompts'] as const satisfies readonly Kind[];
const idOf = { tools: 'name', resources: 'uri', templates: 'uriTemplate', prompts: 'name' } as const;
const keyOf = { tools: 'tools', resources: 'resources', templates: 'resourceTemplates', prompts: 'prompts' } as const;

export interface Route extends UriRoute {
  /** as the server described it, when it is in a list */
  item?: Item;
}

interface ProfileList {
  version: number;
  routes: ReadonlyMap<string, Route>;
  /** what would be a route, were it not kept back until somebody approves it */
  refused: ReadonlyMap<string, Route>;
  items: readonly Item[];
  result: Record<string, unknown>;
}

interface Names {
  version: number;
  table: NameTable;
  mounted: UriTable['mounted'];
}

export interface ListParts {
  upstreams: Upstreams;
  /** null: its own name; '': none */
  prefixOf(server: string): string | null;
  /** by `server.tool`: what a person made of single tools. The same object until it changes */
  tools(): Readonly<Record<string, ToolSettings>>;
  management: readonly ToolInfo[];
  /** a list may be another one now */
  onChange(kind: Kind): void;
  /** left out: whatever servers say of themselves is offered */
  judges?: Judges | undefined;
}

export class Lists {
  readonly #parts: ListParts;
  readonly #shelves = new Map<string, Shelf>();
  readonly #versions: Record<Kind, number> = { tools: 1, resources: 1, templates: 1, prompts: 1 };
  readonly #names = new Map<Kind, Names>();
  readonly #made = new WeakMap<Profile, Map<Kind, ProfileList>>();
  readonly #offered = new Set<string>();
  #order: readonly string[] = [];
  #prefixes = '';
  #settings: Readonly<Record<string, ToolSettings>> | null = null;
  #tools = noSettings;
  #known = 0;

  constructor(parts: ListParts) {
    this.#parts = parts;
    this.refresh();
  }

  /** in the order that lists have */
  get servers(): readonly string[] {
    return this.#order;
  }

  shelf(server: string): Shelf | null {
    return this.#shelves.get(server) ?? null;
  }

  /** Looks at the servers again; calls `opened` for each that has another connection than before. */
  refresh(opened: (upstream: Upstream) => void = () => {}): void {
    const upstreams = this.#parts.upstreams.list();
    const order = upstreams.map(({ name }) => name);
    const prefixes = JSON.stringify(order.map((name) => this.#parts.prefixOf(name)));
    let all = prefixes !== this.#prefixes || order.some((name, at) => name !== this.#order[at]) || order.length !== this.#order.length;
    this.#prefixes = prefixes;
    const settings = this.#parts.tools();
    if (all || settings !== this.#settings) {
      this.#settings = settings;
      const tools = readSettings(settings, order);
      if (tools.text !== this.#tools.text) all = true;
      this.#tools = tools;
    }
    this.#order = order;
    for (const [name, shelf] of this.#shelves) {
      if (order.includes(name)) continue;
      shelf.close();
      this.#shelves.delete(name);
      this.#offered.delete(name);
      this.#parts.judges?.forget(name);
    }
    for (const upstream of upstreams) {
      const { name, link, offered } = upstream;
      if (offered !== this.#offered.has(name)) {
        all = true;
        if (offered) this.#offered.add(name);
        else this.#offered.delete(name);
      }
      let shelf = this.#shelves.get(name);
      if (!shelf) {
        shelf = new Shelf(name, (kind) => this.#changed(kind), this.#parts.judges);
        this.#shelves.set(name, shelf);
      }
      if (upstream.naps) shelf.keepAll();
      shelf.judgeAgain({ onlyIfOthers: true });
      if (shelf.connect(link)) opened(upstream);
    }
    this.#known = [...this.#shelves.values()].filter(({ isKnown }) => isKnown).length;
    if (all) for (const kind of kinds) this.#changed(kind);
  }

  /** Starts to read what is wanted for the first time, and waits for what is being read, but never longer than `timeoutMs`. */
  async settled(profile: Profile, wanted: readonly Kind[], timeoutMs: number): Promise<void> {
    const readings: Promise<void>[] = [];
    for (const [name, shelf] of this.#shelves) {
      for (const kind of wanted) {
        const reading = shelf.want(kind);
        if (reading && profile.sees(name)) readings.push(reading);
      }
    }
    if (readings.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([Promise.all(readings), late]);
    clearTimeout(timer);
  }

  /** Servers that the profile shows, and of which nothing was ever known: they may be starting. */
  unknown(profile: Profile): Shelf[] {
    if (this.#known === this.#order.length) return [];
    return [...this.#shelves.values()].filter((shelf) => !shelf.isKnown && profile.sees(shelf.name));
  }

  prefixOf(server: string): string {
    return this.#parts.prefixOf(server) ?? server;
  }

  route(profile: Profile, kind: Kind, name: string): Route | null {
    return this.#list(profile, kind).routes.get(name) ?? null;
  }

  routes(profile: Profile, kind: Kind): ReadonlyMap<string, Route> {
    return this.#list(profile, kind).routes;
  }

  /** asked when there is no route: is it there, and waits for somebody to approve it? */
  refused(profile: Profile, kind: Kind, name: string): Route | null {
    return this.#list(profile, kind).refused.get(name) ?? null;
  }

  allRefused(profile: Profile, kind: Kind): ReadonlyMap<string, Route> {
    return this.#list(profile, kind).refused;
  }

  /** the whole list as one result */
  whole(profile: Profile, kind: Kind): Record<string, unknown> {
    return this.#list(profile, kind).result;
  }

  page(profile: Profile, kind: Kind, cursor: unknown): Record<string, unknown> {
    const { items, result } = this.#list(profile, kind);
    if (cursor === undefined && items.length <= PAGE) return result;
    const from = cursor === undefined ? 0 : Number(cursor);
    if (typeof cursor === 'string' ? !/^\d{1,9}$/.test(cursor) || from % PAGE !== 0 || from >= items.length : cursor !== undefined) {
      throw new RpcError(rpcCodes.invalidParams, 'This cursor is not one that was given out. Ask for the first page again.');
    }
    const next = from + PAGE < items.length ? { nextCursor: String(from + PAGE) } : {};
    return { [keyOf[kind]]: items.slice(from, from + PAGE), ...next };
  }

  /** Does a server have URIs that clients see with its mount before them? */
  isMounted(server: string): boolean {
    return this.#namesOf('resources').mounted.has(server) || this.#namesOf('templates').mounted.has(server);
  }

  isListed(server: string, uri: string): boolean {
    return this.#namesOf('resources').table.get(server)?.has(uri) ?? false;
  }

  /** a server's own URI as clients see it */
  outward(server: string, uri: string): string {
    return this.#namesOf('resources').table.get(server)?.get(uri) ?? uri;
  }

  /** by a person, from everybody */
  isHidden(server: string, tool: string): boolean {
    return this.#tools.hidden.get(server)?.has(tool) ?? false;
  }

  isRenamed(server: string, tool: string): boolean {
    return this.#tools.given.get(server)?.has(tool) ?? false;
  }

  /** the server whose tool was given this name, known or not */
  givenTo(name: string): string | null {
    return this.#tools.names.get(name) ?? null;
  }

  /** every tool that is known, whoever may see it, in the order of lists */
  isOffered(server: string): boolean {
    return this.#offered.has(server);
  }

  tools(): { name: string; server: string; own: string; item: Item }[] {
    const { table } = this.#namesOf('tools');
    return this.#order.flatMap((server) => {
      // a server may say one twice
      const once = new Map(
        this.#shelves
          .get(server)!
          .list('tools')
          .map((item) => [item.name as string, item]),
      );
      return [...once].map(([own, item]) => ({ name: table.get(server)!.get(own)!, server, own, item }));
    });
  }

  close(): void {
    for (const shelf of this.#shelves.values()) shelf.close();
  }

  #changed(kind: Kind): void {
    this.#versions[kind] += 1;
    this.#parts.onChange(kind);
  }

  #namesOf(kind: Kind): Names {
    const version = this.#versions[kind];
    const known = this.#names.get(kind);
    if (known?.version === version) return known;
    const fresh = { version, ...this.#nameAll(kind) };
    this.#names.set(kind, fresh);
    return fresh;
  }

  #nameAll(kind: Kind): { table: NameTable; mounted: UriTable['mounted'] } {
    const own = (server: string) => (this.#shelves.get(server)?.list(kind) ?? []).map((item) => item[idOf[kind]] as string);
    if (kind === 'resources' || kind === 'templates') {
      const { outward, mounted } = nameUris(this.#order.map((server) => ({ server, uris: own(server) })));
      return { table: outward, mounted };
    }
    const offers = this.#order.map((server) => ({ server, prefix: this.prefixOf(server), names: own(server) }));
    if (kind === 'prompts') return { table: nameAll(offers), mounted: new Set() };
    const { given, names, hidden: _ } = this.#tools;
    const named = offers.map((offer) => {
      const ownGiven = given.get(offer.server);
      return ownGiven ? { ...offer, given: ownGiven } : offer;
    });
    return { table: nameAll(named, (name) => isReservedToolName(name) || names.has(name)), mounted: new Set() };
  }

  #list(asked: Profile, kind: Kind): ProfileList {
    const profile = kind === 'tools' ? asked : asked.full;
    let made = this.#made.get(profile);
    if (!made) {
      made = new Map();
      this.#made.set(profile, made);
    }
    const known = made.get(kind);
    if (known?.version === this.#versions[kind]) return known;
    const fresh = this.#make(profile, kind);
    made.set(kind, fresh);
    return fresh;
  }

  /** What can be called is the same; what is listed are the tools that find it. */
  #makeLazy(profile: Profile): ProfileList {
    const { version, routes, refused } = this.#list(profile.full, 'tools');
    const found = lazyTools(this.#order.filter((server) => profile.sees(server)));
    const tools = [...found, ...(profile.rules.management ? this.#parts.management : [])];
    const items = tools as unknown as Item[];
    return { version, routes, refused, items, result: keepText({ tools: items }) };
  }

  #make(profile: Profile, kind: Kind): ProfileList {
    if (profile.surface === 'lazy' && kind === 'tools') return this.#makeLazy(profile);
    const { version, table } = this.#namesOf(kind);
    const id = idOf[kind];
    const isHidden = (server: string, own: string) => this.isHidden(server, own);
    const routes = new Map<string, Route>();
    const refused = new Map<string, Route>();
    const items: Item[] = [];
    for (const server of this.#order) {
      if (!profile.sees(server)) continue;
      const isOffered = this.#offered.has(server);
      const shelf = this.#shelves.get(server)!;
      const blocked = kind === 'resources' ? null : shelf.blocked(kind);
      for (const item of shelf.list(kind)) {
        const own = item[id] as string;
        const name = table.get(server)!.get(own)!;
        if (routes.has(name) || refused.has(name)) continue;
        if (kind === 'tools' && (isHidden(server, own) || !profile.allows(server, own))) continue;
        if (blocked?.has(own)) {
          refused.set(name, { server, own, item });
          continue;
        }
        routes.set(name, { server, own, item });
        if (isOffered) items.push(name === own ? item : { ...item, [id]: name });
      }
    }
    if (kind === 'tools' && profile.rules.management) items.push(...(this.#parts.management as unknown as Item[]));
    return { version, routes, refused, items, result: keepText({ [keyOf[kind]]: items }) };
  }
}

interface Settings {
  /** server → its own name → the name that a person gave */
  given: ReadonlyMap<string, ReadonlyMap<string, string>>;
  hidden: ReadonlyMap<string, ReadonlySet<string>>;
  /** every given name, with its server */
  names: ReadonlyMap<string, string>;
  text: string;
}

const noSettings: Settings = { given: new Map(), hidden: new Map(), names: new Map(), text: '{}' };

function readSettings(settings: Readonly<Record<string, ToolSettings>>, servers: readonly string[]): Settings {
  const given = new Map<string, Map<string, string>>();
  const hidden = new Map<string, Set<string>>();
  const names = new Map<string, string>();
  for (const [key, { name, hidden: isHidden }] of Object.entries(settings)) {
    const tool = splitToolKey(key, servers);
    if (!tool) continue;
    const { server, own } = tool;
    if (name !== undefined) {
      given.set(server, (given.get(server) ?? new Map()).set(own, name));
      names.set(name, server);
    }
    if (isHidden) hidden.set(server, (hidden.get(server) ?? new Set()).add(own));
  }
  return { given, hidden, names, text: JSON.stringify(settings) };
}
