// A config edited into a circle must not stop what runs: such a server keeps the dependencies that it had, and the problem is listed.
import type { Definition } from '../../contract/server.ts';
import { refuseDependencies } from '../decide/dependencies.ts';
import type { Merged } from '../decide/merge-config.ts';

export function keepDependencies(merged: Merged, before: readonly Definition[]): Merged {
  if (!merged.definitions.some((definition) => definition.refused)) return merged;
  const good = new Map(before.filter((definition) => !definition.refused).map((definition) => [definition.name, definition]));
  const kept = merged.definitions.map((definition) => {
    const earlier = definition.refused && good.get(definition.name);
    return earlier ? { ...definition, dependsOn: earlier.dependsOn } : definition;
  });
  const still = new Set(refuseDependencies(kept).map((refusal) => refusal.name));
  const definitions = merged.definitions.map((definition, index) => {
    if (!definition.refused || still.has(definition.name) || kept[index] === definition) return definition;
    const { refused, ...rest } = kept[index]!;
    return { ...rest, warnings: [...rest.warnings, `its dependencies are those of before: ${refused!.reason}`] };
  });
  return { ...merged, definitions };
}
