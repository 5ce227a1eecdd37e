// Trust on first use, for what servers say of themselves. Each list is judged when it was read: what is seen for the first time is pinned, what
// differs from its pin is told, and under `enforce` kept from clients until somebody approves it. Nothing of this happens per call.
import { Failure } from '../../../contract/errors.ts';
import type { DefinitionFinding, DefinitionKind, Difference, PinMode, Suspicious, TrustOfDefinition } from '../../../contract/trust.ts';
import { skeleton } from '../../decide/confusables.ts';
import { maskSecrets } from '../../decide/mask.ts';
import { changeOf, differences, type Pin, type Pins } from '../../decide/pins.ts';
import { excerpt } from '../../decide/visible-text.ts';
import { type Judged, judge, textOfDefinition } from './judge.ts';
import type { PinFiles } from './pin-files.ts';

type Definition = Readonly<Record<string, unknown>>;
const idOf = { tools: 'name', prompts: 'name', templates: 'uriTemplate', instructions: 'name' } as const;
const nobody: ReadonlySet<string> = new Set();
/** texts are kept to show what changed; hashes always are */
const LONGEST_TEXT = 8 * 1024;
const MOST_TEXT = 1024 * 1024;

export interface TrustParts {
  files: PinFiles;
  modeOf(server: string): PinMode;
  /** what is known of a server's definitions, or of one like them elsewhere, may be other things now; gathered, not at each */
  onChange(server: string): void;
  /** a pin could not be written: it holds until the engine ends */
  onTrouble(message: string): void;
}

interface Known {
  pins: Pins | null;
  trouble: string | null;
  /** as of the last reading; the first of each name counts, as in lists */
  present: Map<DefinitionKind, Map<string, Definition>>;
  writing: Promise<void>;
  /** the last write failed: it is tried again with the next reading */
  unsaved: boolean;
}

/** What the gateway asks while it makes its lists. */
export interface Judges {
  modeOf(server: string): PinMode;
  /** names, or URIs of templates, that must not be offered */
  judge(server: string, kind: DefinitionKind, definitions: readonly Definition[]): ReadonlySet<string>;
  forget(server: string): void;
}

export interface Approval {
  server: string;
  /** left out: everything of the server */
  name?: string | undefined;
  kind?: DefinitionKind | undefined;
  /** hash of the definition that was looked at: another one is not approved */
  expect?: string | undefined;
}

export class Trust implements Judges {
  readonly #parts: TrustParts;
  readonly #servers = new Map<string, Known>();
  /** skeleton of a tool's name → who has which */
  readonly #looks = new Map<string, Map<string, Set<string>>>();
  readonly #dirty = new Set<string>();
  #gathering = false;

  constructor(parts: TrustParts) {
    this.#parts = parts;
  }

  modeOf(server: string): PinMode {
    return this.#parts.modeOf(server);
  }

  judge(server: string, kind: DefinitionKind, definitions: readonly Definition[]): ReadonlySet<string> {
    const mode = this.modeOf(server);
    if (mode === 'off') {
      this.forget(server);
      return nobody;
    }
    const known = this.#known(server);
    const present = new Map<string, Definition>();
    for (const definition of definitions) {
      const id = definition[idOf[kind]] as string;
      if (!present.has(id)) present.set(id, definition);
    }
    if (kind === 'tools') this.#noteLooks(server, known.present.get('tools'), present);
    known.present.set(kind, present);
    if (!known.pins?.lost && !known.pins?.kinds.has(kind)) this.#pinFirst(server, known, kind, present);
    else if (known.unsaved && !known.pins.lost) this.#save(server, known);
    this.#tell(server);
    if (mode !== 'enforce') return nobody;
    const blocked = new Set<string>();
    for (const [name, definition] of present) if (changeOf(known.pins!, kind, name, judge(definition).hash)) blocked.add(name);
    return blocked;
  }

  forget(server: string): void {
    const known = this.#servers.get(server);
    if (!known) return;
    // its pins stay: what is being written need not be read again when it comes back
    this.#noteLooks(server, known.present.get('tools'), new Map());
    if (known.present.size > 0) this.#tell(server);
    known.present.clear();
  }

  /** why the pins of a server are not known, in words */
  troubleOf(server: string): string | null {
    const known = this.#servers.get(server);
    return known?.pins?.lost && known.present.size > 0 ? known.trouble : null;
  }

  /** null: nothing to say of it */
  of(server: string, kind: DefinitionKind, name: string): TrustOfDefinition | null {
    const known = this.#servers.get(server);
    const definition = known?.present.get(kind)?.get(name);
    return known && definition ? this.#trustOf(server, known, kind, name, judge(definition)) : null;
  }

  findings(only?: string): DefinitionFinding[] {
    const found: DefinitionFinding[] = [];
    for (const [server, known] of [...this.#servers].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (only !== undefined && server !== only) continue;
      for (const [kind, present] of known.present) {
        for (const [name, definition] of present) {
          const seen = judge(definition);
          const trust = this.#trustOf(server, known, kind, name, seen);
          if (!trust) continue;
          const before = trust.change === 'changed' ? (known.pins!.kinds.get(kind)?.get(name)?.text ?? null) : null;
          const now = before === null ? null : textOfDefinition(definition);
          const shown = before !== null && now !== null ? differences(JSON.parse(before), JSON.parse(now)).map(masked) : [];
          const suspicious = trust.suspicious.map((one) => ({ ...one, text: maskSecrets(one.text) }));
          found.push({ server, kind, name, ...trust, suspicious, hash: seen.hash, differences: shown });
        }
      }
    }
    return found;
  }

  /** Accepts what is there now, and keeps it. */
  async approve({ server, name, kind, expect }: Approval): Promise<DefinitionFinding[]> {
    const known = this.#servers.get(server);
    const found = this.findings(server).filter((one) => (name === undefined || one.name === name) && (kind ?? one.kind) === one.kind);
    const isWhole = name === undefined && kind === undefined;
    if (!known?.pins || known.present.size === 0 || (found.length === 0 && !(isWhole && known.pins.lost))) {
      const what = name === undefined ? server : `${server}.${name}`;
      const why =
        known && known.present.size > 0 ? 'nothing of it is new, changed or suspicious' : 'nothing of it has been read: start it first';
      throw new Failure('not-found', `There is nothing to approve of ${what}: ${why}.`);
    }
    const other = expect === undefined ? undefined : found.find(({ hash }) => hash !== expect);
    if (other) throw new Failure('conflict', `${server}.${other.name} is another one by now. Look at it again before you approve it.`);
    const before = known.pins;
    const mine = accepted(known, found, isWhole);
    known.pins = mine;
    try {
      await this.#write(server, known);
    } catch (error) {
      if (known.pins === mine) known.pins = before;
      throw new Failure('internal', `The approval of ${server} could not be written: ${(error as Error).message}. Nothing was approved.`);
    }
    this.#tell(server);
    return found;
  }

  #trustOf(server: string, known: Known, kind: DefinitionKind, name: string, seen: Judged): TrustOfDefinition | null {
    const change = changeOf(known.pins!, kind, name, seen.hash);
    const isApproved = change === null && known.pins!.kinds.get(kind)?.get(name)?.approved === true;
    const suspicious = isApproved ? [] : [...seen.suspicious, ...(kind === 'tools' ? this.#lookAlikes(server, name) : [])];
    if (change === null && suspicious.length === 0) return null;
    return { change, blocked: change !== null && this.modeOf(server) === 'enforce', suspicious };
  }

  #known(server: string): Known {
    let known = this.#servers.get(server);
    if (!known) {
      const read = this.#parts.files.read(server);
      known = { pins: read?.pins ?? null, trouble: read?.trouble ?? null, present: new Map(), writing: Promise.resolve(), unsaved: false };
      this.#servers.set(server, known);
    }
    return known;
  }

  #pinFirst(server: string, known: Known, kind: DefinitionKind, present: ReadonlyMap<string, Definition>): void {
    known.pins ??= { lost: false, kinds: new Map() };
    known.pins.kinds.set(kind, new Map());
    const makePin = pinMaker(known.pins.kinds);
    for (const [name, definition] of present) known.pins.kinds.get(kind)!.set(name, makePin(definition, false));
    this.#save(server, known);
  }

  #save(server: string, known: Known): void {
    this.#write(server, known).catch((error: Error) =>
      this.#parts.onTrouble(
        `What was pinned of ${server} cannot be written (${error.message}). It holds until the engine ends, and is tried again.`,
      ),
    );
  }

  /** One after the other, each with what holds when it begins. */
  #write(server: string, known: Known): Promise<void> {
    const written = known.writing.then(() => this.#parts.files.write(server, known.pins!));
    known.writing = written.then(
      () => {
        known.unsaved = false;
      },
      () => {
        known.unsaved = true; // why is told to whoever asked for it
      },
    );
    return written;
  }

  #noteLooks(server: string, before: ReadonlyMap<string, unknown> | undefined, after: ReadonlyMap<string, unknown>): void {
    for (const name of before?.keys() ?? []) if (!after.has(name)) this.#changeLook(server, name, false);
    for (const name of after.keys()) if (!before?.has(name)) this.#changeLook(server, name, true);
  }

  #changeLook(server: string, name: string, isThere: boolean): void {
    const key = skeleton(name);
    let names = this.#looks.get(key);
    if (!names) {
      if (!isThere) return;
      names = new Map();
      this.#looks.set(key, names);
    }
    const owners = names.get(name) ?? new Set();
    if (isThere) names.set(name, owners.add(server));
    else if (owners.delete(server) && owners.size === 0) names.delete(name);
    if (names.size === 0) this.#looks.delete(key);
    // whoever has the other one is looked at again
    if (names.size > (isThere ? 1 : 0)) for (const others of names.values()) for (const other of others) this.#tell(other);
  }

  #lookAlikes(server: string, name: string): Suspicious[] {
    const names = this.#looks.get(skeleton(name));
    if (!names || names.size < 2) return [];
    const others = [...names].filter(([other]) => other !== name).map(([other, owners]) => `${[...owners][0] ?? server}.${other}`);
    // letters of another alphabet are no accident, and the plain one beside them is the honest one; else nobody can say which it is
    if (isPlain(name) && [...names.keys()].every((other) => other === name || !isPlain(other))) return [];
    const text = `${excerpt(name, 0, name.length)} looks like ${others.map((other) => excerpt(other, 0, other.length)).join(', ')}`;
    return [{ what: 'look-alike', where: 'name', text }];
  }

  #tell(server: string): void {
    this.#dirty.add(server);
    if (this.#gathering) return;
    this.#gathering = true;
    setImmediate(() => {
      this.#gathering = false;
      const all = [...this.#dirty];
      this.#dirty.clear();
      for (const one of all) this.#parts.onChange(one);
    });
  }
}

/** Pins with their text, as long as there is room beside these. */
function pinMaker(kinds: Pins['kinds']): (definition: Definition, approved: boolean) => Pin {
  let room = MOST_TEXT;
  for (const pins of kinds.values()) for (const { text } of pins.values()) room -= text?.length ?? 0;
  return (definition, approved) => {
    const text = room > 0 ? textOfDefinition(definition) : null;
    const isKept = text !== null && text.length <= LONGEST_TEXT && text.length <= room;
    if (isKept) room -= text.length;
    return { hash: judge(definition).hash, text: isKept ? text : null, approved };
  };
}

const masked = ({ path, before, after }: Difference): Difference => ({
  path,
  before: before && maskSecrets(before),
  after: after && maskSecrets(after),
});

const isPlain = (name: string) => /^[\x00-\x7f]*$/.test(name);

function accepted({ pins, present }: Known, found: readonly DefinitionFinding[], isWhole: boolean): Pins {
  const kinds = new Map([...pins!.kinds].map(([kind, all]) => [kind, new Map(all)] as const));
  if (isWhole) {
    // what is gone would be known when it comes back: it is to be seen again then
    for (const [kind, definitions] of present) {
      const stays = [...(kinds.get(kind) ?? [])].filter(([name]) => definitions.has(name));
      kinds.set(kind, new Map(stays));
    }
  }
  const makePin = pinMaker(kinds);
  for (const { kind, name } of found) {
    if (!kinds.has(kind)) kinds.set(kind, new Map());
    kinds.get(kind)!.set(name, makePin(present.get(kind)!.get(name)!, true));
  }
  return { lost: pins!.lost && !isWhole, kinds };
}
