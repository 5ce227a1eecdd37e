// The servers that were named, in the order in which people look at them.
import type { ServerView } from '../contract/server.ts';
import { compareServers } from '../contract/words/overview.ts';
import { nearest } from '../core/decide/nearest.ts';
import { CommandFailure } from './exit.ts';

export function pick(views: readonly ServerView[], names: readonly string[]): ServerView[] {
  const sorted = [...views].sort(compareServers);
  if (names.length === 0) return sorted;
  refuseUnknown(
    names,
    views.map((view) => view.name),
  );
  return sorted.filter((view) => names.includes(view.name));
}

export function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const words = unknown.map((name) => {
    const close = nearest(name, known);
    return close === null ? `'${name}'` : `'${name}' (did you mean '${close}'?)`;
  });
  throw new CommandFailure(`there is no server ${words.join(', ')}. \`roundhouse status\` lists them.`);
}

export const isTrouble = (view: { state: string }): boolean => view.state === 'degraded' || view.state === 'crashed';
