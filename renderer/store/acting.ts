// What a person asked of one server: what else may be asked meanwhile, and until when its failure is told.
import type { StateKind } from '../../contract/server.ts';
import type { Acting, Verb } from './page-state.ts';

/** A start may last minutes, and so may each further attempt: it can be stopped, or tried in another way, at any time. */
export function isBusy(acting: Acting | undefined, verb: Verb): acting is Acting {
  if (!acting || acting.failure !== null) return false;
  return acting.verb === verb || (acting.verb !== 'start' && acting.verb !== 'restart');
}

/** `answered`: the state that the answer told of; `shown`: the one that the page knows of. */
export function failed(acting: Acting, failure: string, answered?: StateKind, shown?: StateKind): Acting {
  const due = answered && comesTo(acting.verb, answered);
  return { ...acting, failure, ...(due !== undefined && due !== shown && { due }) };
}

/** Where what the answer tells of ends by itself: no news. */
function comesTo(verb: Verb, state: StateKind): StateKind {
  if (state === 'stopping') return 'stopped';
  return verb === 'stop' && (state === 'starting' || state === 'restarting') ? 'running' : state;
}

/** After these it is another story. */
const turns: ReadonlySet<string> = new Set(['server.running', 'server.stopped', 'server.idle', 'server.disabled', 'server.signed_in']);

/** What is left of it after an event of its server; null: nothing. An event may come later than the answer that tells of the same. */
export function afterEvent(acting: Acting, type: string): Acting | null {
  // one of the same name is another server
  if (type === 'server.removed') return null;
  if (acting.failure === null || !turns.has(type)) return acting;
  if (acting.due === undefined || type !== `server.${acting.due}`) return null;
  const { due: _, ...told } = acting;
  return told;
}
