// What is wrong with the dependencies of a set of servers: names that nobody has, and circles, each with the path that shows it.
import { nearest } from './nearest.ts';
import { byName, type Dependent } from './waves.ts';

export interface Refusal {
  name: string;
  message: string;
  next: string;
  /** a name that another file may define on another machine; a circle is one everywhere */
  unknown: boolean;
}

export function refuseDependencies(definitions: readonly Dependent[]): Refusal[] {
  const known = new Map(definitions.map((definition) => [definition.name, definition]));
  const refusals: Refusal[] = [];
  for (const { name, dependsOn } of definitions) {
    const unknown = dependsOn.find((other) => !known.has(other));
    if (unknown !== undefined) {
      const close = nearest(unknown, [...known.keys()]);
      const message = `"${name}" depends on "${unknown}", which nobody defines (${name} → ${unknown})`;
      const next = close ? `Did you mean "${close}"?` : `Define "${unknown}", or take it out of dependsOn.`;
      refusals.push({ name, message, next, unknown: true });
      continue;
    }
    const circle = circleThrough(name, known);
    if (circle) {
      const message = `"${name}" depends on itself: ${circle.join(' → ')}`;
      refusals.push({ name, message, next: 'Take one of them out of dependsOn.', unknown: false });
    }
  }
  return refusals;
}

/** The shortest way from `name` back to itself. */
function circleThrough(name: string, known: ReadonlyMap<string, Dependent>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [name];
  for (const at of queue) {
    for (const next of [...(known.get(at)?.dependsOn ?? [])].sort(byName)) {
      if (next === name) {
        const way = [name, at];
        for (let step = at; step !== name; way.push(step)) step = cameFrom.get(step)!;
        return at === name ? [name, name] : way.reverse();
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return null;
}
