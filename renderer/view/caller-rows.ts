// Sessions of one client under one token, profile and surface are one row: who is here first, then the newest of the others.
import type { GatewayCaller, GatewayView } from '../../contract/routes/gateway.ts';

export interface CallerRow extends Pick<GatewayCaller, 'label' | 'token' | 'generation' | 'profile' | 'surface' | 'connected'> {
  key: string;
  sessions: number;
  since: number;
  /** what its list of tools costs; null: its profile is gone */
  tokens: number | null;
}

export function callerRows({ callers, profiles }: Pick<GatewayView, 'callers' | 'profiles'>): CallerRow[] {
  const rows = new Map<string, CallerRow>();
  for (const { label, token, generation, profile, surface, connected, since } of callers) {
    const key = JSON.stringify([label, token, generation, profile, surface, connected]);
    const first = Date.parse(since);
    const known = rows.get(key);
    if (known) {
      known.sessions += 1;
      known.since = Math.min(known.since, first);
      continue;
    }
    const costs = profiles.find(({ name }) => name === profile)?.tokens;
    const tokens = costs ? costs[surface] : null;
    rows.set(key, { key, label, token, generation, profile, surface, connected, sessions: 1, since: first, tokens });
  }
  return [...rows.values()].sort(
    (a, b) => Number(b.connected) - Number(a.connected) || (a.connected ? a.label.localeCompare(b.label) : b.since - a.since),
  );
}
