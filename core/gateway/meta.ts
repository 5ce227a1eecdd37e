// `_meta` of a request on its way from a client to a server. It passes as it is, but for what belongs to one side alone: the progress token,
// and what a request of the stateless generation says about its client.
import type { OpenedLink } from '../link/link.ts';
import { isRecord } from '../link/message.ts';
import type { Flight, Flights } from './flights.ts';
import { isLevel, type LogLevels } from './log-levels.ts';

const own = 'io.modelcontextprotocol/';
const envelope = [`${own}protocolVersion`, `${own}clientInfo`, `${own}clientCapabilities`, `${own}logLevel`];
const [, , capabilitiesKey, logLevelKey] = envelope as [string, string, string, string];

export interface MetaParts {
  flights: Flights;
  levels: LogLevels;
}

/** undefined: there is nothing to say */
export function metaFor(given: unknown, flight: Flight, link: OpenedLink, parts: MetaParts): Record<string, unknown> | undefined {
  const meta = isRecord(given) ? given : undefined;
  const { caller } = flight.exchange;
  if (meta === undefined && caller.generation === link.generation) return undefined;
  let fresh = meta;
  if (meta?.progressToken !== undefined) fresh = { ...meta, progressToken: parts.flights.giveToken(flight, meta.progressToken) };
  if (caller.generation === 'stateless') {
    const level = meta?.[logLevelKey];
    flight.logLevel = level;
    if (link.generation === 'stateless' || fresh === undefined) return fresh;
    if (isLevel(level)) {
      parts.levels.ofRequest(level);
      void parts.levels.tell(link);
    }
    return without(fresh, envelope);
  }
  if (link.generation === 'handshake') return fresh;
  // who asks is said with each request there: it decides what the server may ask in return
  const level = parts.levels.of(caller.id);
  return { ...fresh, [capabilitiesKey]: caller.capabilities, ...(level === null ? {} : { [logLevelKey]: level }) };
}

function without(meta: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> | undefined {
  const rest = Object.entries(meta).filter(([key]) => !keys.includes(key));
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}
