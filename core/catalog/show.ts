// `config show` and `servers import`: what is in force, where each value comes from, and nothing secret.
import { pinModes } from '../../contract/trust.ts';
import type { Fate } from '../decide/claims.ts';
import { type Layer, under } from '../decide/layer.ts';
import { maskArgs, maskNamed } from '../decide/mask.ts';
import { defaultsOf } from '../decide/merge-config.ts';
import type { Plain } from '../decide/tree.ts';
import type { ImportedEntry, Origin } from './catalog.ts';

export function showValues(layer: Layer): { values: Record<string, unknown>; origins: Record<string, Origin> } {
  const values = new Map<string, unknown>();
  const origins: Record<string, Origin> = {};
  for (const { path, value, origin } of layer.values()) {
    put(values, path, masked(path, value));
    origins[path.join('.')] = { file: origin.file, line: origin.line };
  }
  return { values: toRecord(values), origins };
}

export function showDefaults(layer: Layer): { servers: Record<string, unknown>; services: Record<string, unknown> } {
  const written = under(layer, 'defaults');
  return { servers: showValues(defaultsOf(false, written)).values, services: showValues(defaultsOf(true, written)).values };
}

function put(values: Map<string, unknown>, path: readonly string[], value: unknown) {
  let at = values;
  for (const step of path.slice(0, -1)) {
    const inner = at.get(step);
    const map = inner instanceof Map ? inner : new Map<string, unknown>();
    at.set(step, map);
    at = map;
  }
  at.set(path.at(-1)!, value);
}

// fromEntries defines: a server called `__proto__` stays a server
function toRecord(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...values].map(([key, value]) => [key, value instanceof Map ? toRecord(value) : value]));
}

function masked(path: readonly string[], value: Plain): Plain {
  const name = path.at(-1) ?? '';
  if (Array.isArray(value)) {
    const isArgv = (name === 'args' || name === 'command') && value.every((item) => typeof item === 'string');
    return isArgv ? maskArgs(value as string[]) : value.map((item) => masked(path, item));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked([...path, key], inner)]));
  }
  // a number may be a secret too, where its name says so
  const holdsWords = path.at(-2) === 'env' || path.at(-2) === 'headers';
  // our own key of that name says what becomes of changes, and is no number to keep to oneself
  if (name === 'pin' && !holdsWords && pinModes.some((mode) => mode === value)) return value;
  if (typeof value === 'string' || (holdsWords && value !== null)) return maskNamed(name, String(value));
  return value;
}

export function listImported(fates: readonly Fate[], waiting: ReadonlySet<string>): ImportedEntry[] {
  return fates.map(({ entry, as, command, note }) => ({
    client: entry.client,
    file: entry.file,
    name: entry.name,
    as,
    command,
    note: note ?? (as !== null && waiting.has(as) ? 'waits for approval' : null),
  }));
}
