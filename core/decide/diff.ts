// What a changed config means for what runs.
import type { Definition } from '../../contract/server.ts';
import { canonical } from './canonical.ts';

export interface DefinitionDiff {
  added: string[];
  removed: string[];
  /** the launch spec is another one: restart, with a fresh restart count */
  relaunched: string[];
  /** anything else: taken over while it runs */
  changed: string[];
}

export function diffDefinitions(before: readonly Definition[], after: readonly Definition[]): DefinitionDiff {
  const old = new Map(before.map((definition) => [definition.name, definition]));
  const now = new Set(after.map((definition) => definition.name));
  const diff: DefinitionDiff = { added: [], removed: [], relaunched: [], changed: [] };
  for (const definition of after) {
    const previous = old.get(definition.name);
    if (!previous) diff.added.push(definition.name);
    else if (previous.launchHash !== definition.launchHash || previous.kind !== definition.kind) diff.relaunched.push(definition.name);
    else if (canonical(previous) !== canonical(definition)) diff.changed.push(definition.name);
  }
  diff.removed = before.filter((definition) => !now.has(definition.name)).map((definition) => definition.name);
  return diff;
}
