// What is said of a server with which nothing is wrong: no more than is known of it.
import type { ServerView } from '../../contract/server.ts';
import { isOff } from '../../contract/words.ts';
import type { TextId } from '../text.ts';

export type Calm = Pick<ServerView, 'state' | 'health' | 'paused'>;

export const calmHead = ({ state }: Calm): TextId => (isOnItsWay(state) ? 'server.what.so-far' : 'server.what.ok');

export function calmWords(view: Calm): TextId {
  if (isOff(view)) return 'server.what.off';
  if (view.state === 'stopping') return 'server.what.stopping';
  if (isOnItsWay(view.state)) return 'server.what.starting';
  // paused, or not checked yet
  return view.health.ok === true && view.paused === null ? 'server.what.calm' : 'server.what.runs';
}

const isOnItsWay = (state: ServerView['state']): boolean => state === 'starting' || state === 'restarting';
