// Start order: servers in waves, each wave after everything that it depends on. Stop order is the reverse.

export interface Dependent {
  name: string;
  dependsOn: readonly string[];
}

/**
 * Dependencies first; names that nobody defines are passed over. A circle cannot be ordered: its members come together, last, so that
 * nothing is lost (the merge refuses them before).
 */
export function startWaves(definitions: readonly Dependent[]): string[][] {
  const known = new Set(definitions.map((definition) => definition.name));
  const waiting = new Map(definitions.map((definition) => [definition.name, definition.dependsOn.filter((name) => known.has(name))]));
  const waves: string[][] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => needs.every((name) => !waiting.has(name))).map(([name]) => name);
    const wave = (ready.length > 0 ? ready : [...waiting.keys()]).sort(byName);
    for (const name of wave) waiting.delete(name);
    waves.push(wave);
  }
  return waves;
}

/** The names and everything that they depend on, directly or not. */
export function withDependencies(names: readonly string[], definitions: readonly Dependent[]): string[] {
  const needs = new Map(definitions.map((definition) => [definition.name, definition.dependsOn]));
  return reach(names, (name) => needs.get(name) ?? []).filter((name) => needs.has(name));
}

/** The names and everything that depends on them, directly or not. */
export function withDependents(names: readonly string[], definitions: readonly Dependent[]): string[] {
  const wantedBy = new Map<string, string[]>(definitions.map((definition) => [definition.name, []]));
  for (const definition of definitions) for (const name of definition.dependsOn) wantedBy.get(name)?.push(definition.name);
  return reach(names, (name) => wantedBy.get(name) ?? []).filter((name) => wantedBy.has(name));
}

function reach(names: readonly string[], next: (name: string) => readonly string[]): string[] {
  const seen = new Set(names);
  // a set that grows while it is walked is walked to its end
  for (const name of seen) for (const other of next(name)) seen.add(other);
  return [...seen].sort(byName);
}

/** One order on every machine: not the locale's. */
export const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
