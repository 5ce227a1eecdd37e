// The change of a server's definition just before it began to fail, found in its events.
import { type DefinitionChange, definitionChange, type KeyChange } from '../../contract/definition-change.ts';
import type { Event } from '../../contract/events.ts';
import { shownSecret } from './config-form.ts';

export interface Cause extends DefinitionChange {
  at: number;
  /** how long before the first failure */
  beforeMs: number;
}

/** within this time a failure is told of as what came after the change */
const nearMs = 120_000;
const failures = new Set(['server.crashed', 'server.restarting']);

/** `events` of one server, oldest first. null: no change came just before, or it ran well in between. */
export function causeOf(events: readonly Event[]): Cause | null {
  const at = events.findLastIndex(({ type }) => type === 'server.definition_changed');
  const change = events[at];
  const data = definitionChange.safeParse(change?.data);
  if (!change || !data.success) return null;
  const since = events.slice(at + 1).filter(({ type }) => type.startsWith('server.'));
  const first = since.find(({ type }) => failures.has(type));
  const changedAt = Date.parse(change.at);
  if (!first || Date.parse(first.at) - changedAt > nearMs) return null;
  // it held for a while afterwards: what fails now fails for another reason
  let up: number | null = null;
  for (const { type, at: time } of since) {
    if (type === 'server.running') up ??= Date.parse(time);
    else if (failures.has(type) && up !== null) {
      if (Date.parse(time) - up > nearMs) return null;
      up = null;
    }
  }
  return { ...data.data, at: changedAt, beforeMs: Math.max(0, Date.parse(first.at) - changedAt) };
}

/** the name of a variable alone; of a setting the way to it */
export const keyOf = ({ path }: KeyChange): string => (path[0] === 'env' || path[0] === 'headers' ? path.slice(1) : path).join('.');

const written = (value: unknown): string => shownSecret(typeof value === 'string' ? value : JSON.stringify(value));

/** As `diff -u` has it, for showing. */
export function diffOf(changes: readonly KeyChange[]): string {
  const lines = changes.flatMap((change) => [
    ...(change.before === null ? [] : [`-${keyOf(change)}: ${written(change.before)}`]),
    ...(change.after === null ? [] : [`+${keyOf(change)}: ${written(change.after)}`]),
  ]);
  return ['@@ @@', ...lines].join('\n');
}

/** All of it can be written back into the own config: nothing of it is hidden, and nothing stands elsewhere. */
export function restoring({ section, changes }: DefinitionChange, name: string, own: string): { path: string[]; value: unknown }[] | null {
  if (changes.some(({ file, secret, before, beforeFile }) => file !== own || (secret && before !== null && beforeFile === own)))
    return null;
  // where another file said it before, taking ours away is enough
  return changes.map(({ path, before, beforeFile }) => ({ path: [section, name, ...path], value: beforeFile === own ? before : null }));
}

/** A change of the definition that was not made here: somebody saved a file. */
export function changesElsewhere(
  events: readonly Event[],
  edits: readonly { at: string; file: string; keys: readonly string[] }[],
  name: string,
): { seq: number; at: number; failed: boolean; change: DefinitionChange }[] {
  const seen = events.flatMap((event, index) => {
    const data = event.type === 'server.definition_changed' ? definitionChange.safeParse(event.data) : null;
    if (!data?.success) return [];
    const at = Date.parse(event.at);
    // our own edits are read again at once, and an undo names no keys
    const ours = edits.some((edit) => {
      const age = at - Date.parse(edit.at);
      return age >= 0 && age < oursMs && data.data.changes.some((change) => wrote(edit, change, [data.data.section, name]));
    });
    return ours ? [] : [{ seq: event.seq, at, failed: causeOf(untilNext(events, index)) !== null, change: data.data }];
  });
  return seen.reverse();
}

const oursMs = 3000;

function wrote(edit: { file: string; keys: readonly string[] }, { path, file, beforeFile }: KeyChange, entry: readonly string[]): boolean {
  if (file !== edit.file && beforeFile !== edit.file) return false;
  const key = `${[...entry, ...path].join('.')}.`;
  return edit.keys.length === 0 || edit.keys.some((one) => key.startsWith(`${one}.`));
}

function untilNext(events: readonly Event[], index: number): Event[] {
  const next = events.findIndex(({ type }, at) => at > index && type === 'server.definition_changed');
  return events.slice(index, next < 0 ? undefined : next);
}

export const earlierText = ({ before }: KeyChange): string => (typeof before === 'string' ? before : JSON.stringify(before));
