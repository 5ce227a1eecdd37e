// The settings of one server as fields: what each is now, where that is written, and what a change of some of them means for the own config.
import type { AnswerOf } from '../../contract/routes/table.ts';
import { recordOf } from './inspection.ts';

type Config = Pick<AnswerOf<'config'>, 'values' | 'origins' | 'path'>;

export const dots = '••••••••';
const mask = '******';
export const shownSecret = (text: string): string => text.replaceAll(mask, dots);
const sentSecret = (text: string): string => text.replaceAll(dots, mask);
export const holdsSecret = (text: string): boolean => text.includes(mask);

/** `word`: a text or a number as it stands; `words`: one per line; `names`: between commas. */
export type Kind = 'word' | 'number' | 'words' | 'names' | 'choice' | 'yes' | 'variable';
export interface Field {
  key: string;
  path: readonly string[];
  kind: Kind;
  /** of `choice` */
  options: readonly string[];
  /** as it is edited; lists are lines or names between commas */
  value: string;
  origin: Origin;
}
/** `own`: written in the own config, and taken back there. */
export interface Origin {
  file: string | null;
  line: number | null;
  own: boolean;
}
export interface Variable {
  name: string;
  value: string;
  secret: boolean;
  origin: Origin;
}
export interface Form {
  section: 'servers' | 'services';
  name: string;
  /** the server itself is written in the own config, and can be removed there */
  isOwn: boolean;
  groups: { id: GroupId; fields: Field[] }[];
  variables: { key: 'env' | 'headers'; list: Variable[] };
  /** what no field is about, as it stands */
  rest: { key: string; value: string; origin: Origin }[];
}

const groupIds = ['launch', 'start', 'restart', 'health', 'limits', 'clients', 'order'] as const;
export type GroupId = (typeof groupIds)[number];

const policies = ['on-failure', 'always', 'never'];
const fieldsOf: Record<GroupId, [key: string, kind: Kind, options?: readonly string[]][]> = {
  launch: [
    ['command', 'word'],
    ['args', 'words'],
    ['cwd', 'word'],
    ['url', 'word'],
  ],
  start: [
    ['autostart', 'yes'],
    ['start.timeout', 'word'],
    ['stop.grace', 'word'],
    ['watch', 'words'],
  ],
  restart: [
    ['restart.policy', 'choice', policies],
    ['restart.max', 'number'],
    ['restart.resetAfter', 'word'],
    ['restart.backoff.initial', 'word'],
    ['restart.backoff.factor', 'number'],
    ['restart.backoff.max', 'word'],
    ['restart.backoff.jitter', 'number'],
  ],
  health: [
    ['health.http', 'word'],
    ['health.interval', 'word'],
    ['health.timeout', 'word'],
    ['health.failures', 'number'],
  ],
  limits: [
    ['limits.cpu', 'number'],
    ['limits.memory', 'word'],
    ['limits.action', 'choice', ['warn', 'restart']],
  ],
  clients: [
    ['idle', 'word'],
    ['isolation', 'choice', ['shared', 'per-client', 'per-workspace', 'exclusive']],
    ['pin', 'choice', ['off', 'flag', 'enforce']],
    ['calls.timeout', 'word'],
    ['calls.concurrency', 'number'],
    ['calls.maxResult', 'word'],
  ],
  order: [
    ['dependsOn', 'names'],
    ['group', 'names'],
  ],
};
/** what only what runs here has */
const ofProcesses = new Set(['command', 'args', 'cwd', 'watch', 'stop.grace', 'limits.cpu', 'limits.memory', 'limits.action']);

export function formOf(config: Config, name: string, kind: 'stdio' | 'http' | 'service' | 'container'): Form {
  const section = kind === 'service' ? 'services' : 'servers';
  const sections = recordOf(config.values[section]);
  const own = Object.hasOwn(sections, name) ? recordOf(sections[name]) : {};
  const originOf = (key: string): Origin => {
    const found = config.origins[`${section}.${name}.${key}`];
    if (!found || found.file === 'default') return { file: null, line: null, own: false };
    // what is usual for all servers is written once, and is not this server's to take back
    const usual = config.origins[`defaults.${key}`];
    const isUsual = usual?.file === found.file && usual.line === found.line;
    return { file: found.file, line: found.line, own: found.file === config.path && !isUsual };
  };
  const remote = kind === 'http';
  const fits = (key: string) => (remote ? !ofProcesses.has(key) : key !== 'url') && (kind === 'service' || key !== 'health.http');
  const groups = groupIds
    .filter((id) => !(id === 'clients' && kind === 'service') && !(id === 'limits' && remote))
    .map((id) => ({
      id,
      fields: fieldsOf[id]
        .filter(([key]) => fits(key))
        .map(([key, usualKind, options = []]): Field => {
          const value = valueAt(own, key);
          const fieldKind = key === 'command' && Array.isArray(value) ? 'words' : usualKind;
          return {
            key,
            path: [section, name, ...key.split('.')],
            kind: fieldKind,
            options,
            value: asText(value, fieldKind),
            origin: originOf(key),
          };
        }),
    }));
  const key = remote ? 'headers' : 'env';
  const list = Object.entries(recordOf(own[key])).map(([variable, value]): Variable => {
    const text = String(value);
    return { name: variable, value: text, secret: holdsSecret(text), origin: originOf(`${key}.${variable}`) };
  });
  const covered = new Set(groups.flatMap(({ fields }) => fields.map((field) => field.key)));
  const rest = leavesOf(own)
    .filter((leaf) => !covered.has(leaf.key) && !leaf.key.startsWith(`${key}.`) && leaf.key !== key)
    .map((leaf) => ({ ...leaf, origin: originOf(leaf.key) }));
  const launch = originOf(remote ? 'url' : 'command');
  return { section, name, isOwn: launch.own, groups, variables: { key, list }, rest };
}

function valueAt(record: Record<string, unknown>, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((inner, step) => (Object.hasOwn(recordOf(inner), step) ? recordOf(inner)[step] : undefined), record);
}

function leavesOf(value: unknown, path = ''): { key: string; value: string }[] {
  const inner = Object.entries(recordOf(value));
  if (inner.length > 0) return inner.flatMap(([key, each]) => leavesOf(each, path === '' ? key : `${path}.${key}`));
  return path === '' ? [] : [{ key: path, value: typeof value === 'string' ? value : JSON.stringify(value) }];
}

function asText(value: unknown, kind: Kind): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join(kind === 'words' ? '\n' : ', ');
  return String(value);
}

/** What a person wrote, as the config means it. Whether it may be so, the engine says. */
export function plainOf(text: string, kind: Kind): unknown {
  const said = sentSecret(text);
  if (kind === 'yes') return said === 'true';
  if (kind === 'number') return /^\d+(\.\d+)?$/.test(said.trim()) ? Number(said) : said.trim();
  if (kind === 'words')
    return said
      .split('\n')
      .map((line) => line.replace(/\r$/, ''))
      .filter((line) => line !== '');
  if (kind === 'names')
    return said
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  return kind === 'word' ? said.trim() : said;
}

/** What was changed and not saved. `text: null`: back to what is usual, or to what the client's file says. */
export interface Change {
  path: readonly string[];
  kind: Kind;
  text: string | null;
}
/** a variable that is not written yet */
export interface Added {
  id: number;
  name: string;
  value: string;
}
export interface Draft {
  changes: ReadonlyMap<string, Change>;
  added: readonly Added[];
}
export const noDraft: Draft = { changes: new Map(), added: [] };
export const sizeOf = ({ changes, added }: Draft): number => changes.size + added.length;
export const draftKey = (path: readonly string[]): string => path.join('\0');

export function editsOf({ changes, added }: Draft, { section, name, variables }: Form): { path: string[]; value: unknown }[] {
  const changed = [...changes.values()].map(({ path, kind, text }) => {
    // an empty field says nothing: the value is taken away. A variable may be empty.
    const none = text === null || (text.trim() === '' && kind !== 'words' && kind !== 'variable');
    return { path: [...path], value: none ? null : plainOf(text, kind) };
  });
  return [...changed, ...added.map((one) => ({ path: [section, name, variables.key, one.name], value: sentSecret(one.value) }))];
}

/** The draft with this in it; what a field says already is no change. */
export function changed(draft: Draft, change: Change, now: string): Draft {
  const changes = new Map(draft.changes);
  if (change.text === now) changes.delete(draftKey(change.path));
  else changes.set(draftKey(change.path), change);
  return { ...draft, changes };
}

export function kept(draft: Draft, path: readonly string[]): Draft {
  const changes = new Map(draft.changes);
  changes.delete(draftKey(path));
  return { ...draft, changes };
}

/** Which field a refusal is about: its sentence names the path. null: it is about the whole. */
export function blamed(reason: string, paths: readonly (readonly string[])[]): string | null {
  const found = paths.filter((path) => {
    const at = reason.indexOf(`"${path.join('.')}`);
    return at >= 0 && /^["[.]/.test(reason.slice(at + 1 + path.join('.').length));
  });
  const longest =
    found.sort((a, b) => b.length - a.length)[0] ??
    (reason.includes('" depends on ') ? paths.find((path) => path.at(-1) === 'dependsOn') : undefined);
  return longest ? draftKey(longest) : null;
}
