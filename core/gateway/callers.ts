// Who has used the gateway since the engine came up, and when last.
import type { GatewayCaller } from '../../contract/routes/gateway.ts';
import type { ConnectedClient } from './front/front.ts';
import type { Caller } from './gateway.ts';

/** clients that are not connected now: beyond so many the one that was away longest is forgotten */
const mostKept = 200;

export interface Callers {
  /** a client came, or asked again after a while */
  seen(caller: Caller): void;
  /** those who are connected first, then the others, the latest first */
  list(connected: ConnectedClient[]): GatewayCaller[];
}

export function createCallers(wall: () => Date): Callers {
  const known = new Map<string, GatewayCaller>();
  return {
    seen(caller) {
      const at = wall().toISOString();
      const key = keyOf(caller);
      const before = known.get(key);
      known.delete(key);
      known.set(key, { ...aboutOf(caller), since: before?.since ?? at, lastUsedAt: at, connected: false });
      if (known.size > mostKept) known.delete(known.keys().next().value!);
    },
    list(connected) {
      const now = wall().getTime();
      const here = connected.map(({ caller, since, idleMs }) => ({
        ...aboutOf(caller),
        since: since.toISOString(),
        lastUsedAt: new Date(now - idleMs).toISOString(),
        connected: true,
      }));
      const shown = new Set(connected.map(({ caller }) => keyOf(caller)));
      const away = [...known].filter(([key]) => !shown.has(key)).map(([, caller]) => caller);
      return [...here, ...away.reverse()];
    },
  };
}

const keyOf = ({ label, generation, profile, clientInfo }: Caller): string =>
  JSON.stringify([label, generation, profile.name, clientInfo.name, clientInfo.version]);

function aboutOf({ label, clientInfo, generation, protocolVersion, profile }: Caller) {
  const { name, version } = clientInfo;
  return { label, client: { name, version }, generation, protocolVersion, profile: profile.name };
}
