// What can be asked of a server in the state that it is in.
import type { ServerView } from '../../contract/server.ts';

export type ServerVerb = 'start' | 'stop' | 'restart';

export const isDown = ({ state }: Pick<ServerView, 'state'>): boolean => ['stopped', 'disabled', 'idle', 'crashed'].includes(state);

export function may(verb: ServerVerb, view: Pick<ServerView, 'state'>): boolean {
  switch (verb) {
    case 'start':
      return isDown(view) && view.state !== 'disabled';
    case 'stop':
      return !isDown(view) || view.state === 'idle';
    case 'restart':
      return !isDown(view);
  }
}

/** A copy is done to with what it is a copy of. */
export const originals = (views: readonly ServerView[]): ServerView[] => views.filter(({ instanceOf }) => instanceOf === undefined);

export const namesThatMay = (verb: ServerVerb, views: readonly ServerView[]): string[] =>
  views.filter((view) => may(verb, view)).map(({ name }) => name);
