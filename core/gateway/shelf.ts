// What one server offers, as of the last reading. Tools are read by the link itself; resources, templates and prompts are read here, once
// somebody has asked for them, and kept while the server sleeps or restarts.
import type { DefinitionKind, PinMode } from '../../contract/trust.ts';
import { AnswerError, type OpenedLink, type ToolInfo } from '../link/link.ts';
import { isRecord } from '../link/message.ts';
import type { Judges } from './trust/trust.ts';

export type Kind = 'tools' | 'resources' | 'templates' | 'prompts';
export type Item = Record<string, unknown>;

/** method, key of the list in its result, what an entry is known by */
const reading = {
  resources: { method: 'resources/list', key: 'resources', id: 'uri' },
  templates: { method: 'resources/templates/list', key: 'resourceTemplates', id: 'uriTemplate' },
  prompts: { method: 'prompts/list', key: 'prompts', id: 'name' },
} as const;
type Read = keyof typeof reading;
const nobody: ReadonlySet<string> = new Set();

const READ_MS = 30_000;
const PAUSE_MS = 100;
/** after a list that could not be read: until then an old one is offered */
const FAILED_PAUSE_MS = 60_000;
/** beyond any honest server: a list that never ends must not fill the memory */
const MOST_ENTRIES = 20_000;
const MOST_PAGES = 2_000;

interface Reading {
  done: Promise<void>;
  again: boolean;
}

export class Shelf {
  readonly name: string;
  /** when the server was first heard of, in monotonic milliseconds */
  readonly since = performance.now();
  readonly #onChange: (kind: Kind) => void;
  readonly #lists: Record<Kind, readonly Item[]> = { tools: [], resources: [], templates: [], prompts: [] };
  readonly #wanted = new Set<Read>();
  /** read at least once */
  readonly #known = new Set<Kind>();
  readonly #readings = new Map<Read, Reading>();
  readonly #judges: Judges | undefined;
  readonly #blocked = new Map<DefinitionKind, ReadonlySet<string>>();
  #judgedBy: PinMode | undefined;
  /** undefined: it was never connected */
  #instructions: string | null | undefined;
  #tools: readonly ToolInfo[] | null = null;
  #link: OpenedLink | null = null;
  #closed = false;

  constructor(name: string, onChange: (kind: Kind) => void, judges?: Judges) {
    this.name = name;
    this.#onChange = onChange;
    this.#judges = judges;
    this.#judgedBy = judges?.modeOf(name);
  }

  list(kind: Kind): readonly Item[] {
    return this.#lists[kind];
  }

  /** Names, or URIs of templates, that are known and must not be offered. */
  blocked(kind: DefinitionKind): ReadonlySet<string> {
    return this.#blocked.get(kind) ?? nobody;
  }

  /** Something was approved, or the rules may be other ones. `onlyIfOthers`: nothing is done when the rules are the same. */
  judgeAgain({ onlyIfOthers = false } = {}): void {
    const mode = this.#judges?.modeOf(this.name);
    if (onlyIfOthers && mode === this.#judgedBy) return;
    this.#judgedBy = mode;
    if (this.#tools) this.#rejudge('tools');
    for (const kind of ['prompts', 'templates'] as const) if (this.#known.has(kind)) this.#rejudge(kind);
    if (this.#instructions !== undefined) this.#judgeInstructions(this.#instructions);
  }

  /** Has anything ever been known of it? */
  get isKnown(): boolean {
    return this.#tools !== null;
  }

  /** It may sleep when somebody asks: everything is read while it is awake. */
  keepAll(): void {
    for (const kind of Object.keys(reading) as Read[]) this.#wanted.add(kind);
  }

  get isReading(): boolean {
    return this.#readings.size > 0;
  }

  /** What it is connected by now; null changes nothing of what is known. True when it is another connection. */
  connect(link: OpenedLink | null): boolean {
    if (link && link.tools !== this.#tools) {
      this.#tools = link.tools;
      this.#put('tools', link.tools as unknown as Item[]);
    }
    if (link === this.#link) return false;
    this.#link = link;
    if (link) this.#judgeInstructions(link.instructions);
    this.#readings.clear();
    if (link) for (const kind of this.#wanted) this.#read(kind);
    return link !== null;
  }

  /** It said that a list changed. Lists that nobody asked for are not read. */
  changed(kind: Read): void {
    if (!this.#wanted.has(kind)) return;
    const present = this.#readings.get(kind);
    if (present) present.again = true;
    else this.#read(kind, PAUSE_MS);
  }

  /** From now on this list is kept; resolves when it has been read as far as it can be. */
  want(kind: Kind): Promise<void> | null {
    if (kind === 'tools') return null;
    if (!this.#wanted.has(kind)) {
      this.#wanted.add(kind);
      if (this.#link) this.#read(kind);
    }
    return this.#readings.get(kind)?.done ?? null;
  }

  close(): void {
    this.#closed = true;
  }

  #put(kind: Kind, items: readonly Item[]): void {
    this.#known.add(kind);
    if (kind !== 'resources') this.#judge(kind, items);
    if (items.length === 0 && this.#lists[kind].length === 0) return;
    this.#lists[kind] = items;
    this.#onChange(kind);
  }

  #judge(kind: DefinitionKind, items: readonly Item[]): void {
    const blocked = this.#judges?.judge(this.name, kind, items);
    if (blocked) this.#blocked.set(kind, blocked);
  }

  #judgeInstructions(instructions: string | null): void {
    this.#instructions = instructions;
    const text = instructions?.trim();
    this.#judge('instructions', text ? [{ name: 'instructions', text }] : []);
  }

  #rejudge(kind: 'tools' | 'prompts' | 'templates'): void {
    const before = this.blocked(kind);
    this.#judge(kind, this.#lists[kind]);
    const after = this.blocked(kind);
    if (before.size !== after.size || [...after].some((name) => !before.has(name))) this.#onChange(kind);
  }

  #read(kind: Read, afterMs = 0): void {
    const link = this.#link!;
    const one: Reading = { done: Promise.resolve(), again: false };
    const isCurrent = () => !this.#closed && this.#readings.get(kind) === one;
    one.done = (async () => {
      if (afterMs > 0) await new Promise((resume) => setTimeout(resume, afterMs));
      let items: Item[] | null;
      do {
        one.again = false;
        items = await readList(link, kind);
        if (!isCurrent()) return;
        if (items) this.#put(kind, items);
        // a server that never stops saying so is read once per pause
        if (one.again) await new Promise((resume) => setTimeout(resume, PAUSE_MS));
      } while (one.again && isCurrent());
      if (isCurrent()) this.#readings.delete(kind);
      if (items === null) this.#readLater(kind, link);
    })();
    this.#readings.set(kind, one);
  }

  #readLater(kind: Read, link: OpenedLink): void {
    setTimeout(() => {
      if (!this.#closed && this.#link === link && !this.#readings.has(kind)) this.#read(kind);
    }, FAILED_PAUSE_MS).unref();
  }
}

/** null: it could not be read, so what was known stays */
async function readList(link: OpenedLink, kind: Read): Promise<Item[] | null> {
  const { method, key, id } = reading[kind];
  if (!isRecord(link.capabilities[kind === 'prompts' ? 'prompts' : 'resources'])) return [];
  const items: Item[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let page = 1; page <= MOST_PAGES && items.length < MOST_ENTRIES; page += 1) {
    let result: unknown;
    try {
      result = await link.request(method, cursor === undefined ? {} : { cursor }, { timeoutMs: READ_MS, counted: false });
    } catch (error) {
      // templates are optional among those that offer resources: an error is an answer
      return error instanceof AnswerError ? items : null;
    }
    const entries = isRecord(result) ? result[key] : null;
    if (Array.isArray(entries)) for (const entry of entries) if (isRecord(entry) && typeof entry[id] === 'string') items.push(entry);
    const next = isRecord(result) ? result.nextCursor : undefined;
    if (typeof next !== 'string' || cursors.has(next)) break;
    cursors.add(next);
    cursor = next;
  }
  return items.slice(0, MOST_ENTRIES);
}
