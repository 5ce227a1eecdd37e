// What servers say outside of answers, and whom it is for.
import { isRecord } from '../link/message.ts';
import type { Flights } from './flights.ts';
import type { Listener } from './gateway.ts';
import type { Lists } from './lists.ts';
import { isLevel, type LogLevels } from './log-levels.ts';
import type { Profile } from './profiles.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface HearingParts {
  flights: Flights;
  levels: LogLevels;
  lists: Lists;
  subscriptions: Subscriptions;
  listeners: ReadonlySet<Listener>;
  profile(name: string): Profile | null;
  /** the server that clients know, when this is a copy of it; null: it is one itself */
  originalOf(server: string): string | null;
  belongs(copy: string, caller: Listener['caller']): boolean;
}

export function createHearing(parts: HearingParts): (server: string, method: string, params: unknown) => void {
  const { flights, levels, lists, subscriptions, listeners } = parts;
  const sees = ({ caller }: Listener, server: string) => {
    const original = parts.originalOf(server);
    if (original !== null && !parts.belongs(server, caller)) return false;
    return parts.profile(caller.profile.name)?.sees(original ?? server) ?? false;
  };

  /** While a server works for clients its messages are about that work: they go to its one client, and to nobody when it has several. */
  function log(server: string, params: unknown): void {
    if (!isRecord(params)) return;
    const told = params.logger === undefined ? { ...params, logger: parts.originalOf(server) ?? server } : params;
    const flight = flights.only(server);
    if (flight === 'several') return;
    if (flight === 'none') {
      for (const listener of listeners) {
        const { id, generation } = listener.caller;
        // stateless clients ask for messages with a request, and get them with it
        if (generation === 'handshake' && sees(listener, server) && levels.admits(levels.of(id), params.level)) listener.log(told);
      }
      return;
    }
    const { caller } = flight.exchange;
    const asked = caller.generation === 'handshake' ? levels.of(caller.id) : flight.logLevel;
    if (caller.generation === 'stateless' && !isLevel(asked)) return;
    if (levels.admits(isLevel(asked) ? asked : null, params.level)) flight.exchange.notify('notifications/message', told);
  }

  function updated(server: string, params: unknown): void {
    if (!isRecord(params) || typeof params.uri !== 'string') return;
    for (const { callerId, uri } of subscriptions.watchers(server, params.uri)) {
      for (const listener of listeners) if (listener.caller.id === callerId && sees(listener, server)) listener.resourceUpdated(uri);
    }
  }

  return (server, method, params) => {
    switch (method) {
      case 'notifications/progress':
        flights.progress(server, params);
        break;
      case 'notifications/message':
        log(server, params);
        break;
      case 'notifications/resources/updated':
        updated(server, params);
        break;
      case 'notifications/resources/list_changed':
        lists.shelf(server)?.changed('resources');
        lists.shelf(server)?.changed('templates');
        break;
      case 'notifications/prompts/list_changed':
        lists.shelf(server)?.changed('prompts');
        break;
      case 'notifications/elicitation/complete':
        flights.elicitationEnded(server, params);
        break;
      // tools are read by the link, a cancellation belongs to its request, and nobody here waits for anything else
    }
  };
}
