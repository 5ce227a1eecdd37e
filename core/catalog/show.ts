// `config show` and `servers import`: what is in force, where each value comes from, and nothing secret.
import type { Fate } from '../decide/claims.ts';
import { type Layer, under } from '../decide/layer.ts';
import { maskedPlain } from '../decide/mask-plain.ts';
import { defaultsOf } from '../decide/merge-config.ts';
import type { ImportedEntry, Origin } from './catalog.ts';

export function showValues(layer: Layer): { values: Record<string, unknown>; origins: Record<string, Origin> } {
  const values = new Map<string, unknown>();
  const origins: Record<string, Origin> = {};
  for (const { path, value, origin } of layer.values()) {
    put(values, path, maskedPlain(path, value));
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
