// Sessions of one client under one token, profile and surface are one row: who is here first, then the newest of the others.
import type { GatewayCaller, GatewayView } from '../../contract/routes/gateway.ts';

export interface CallerRow extends Pick<GatewayCaller, 'label' | 'token' | 'generation' | 'profile' | 'surface' | 'connected'> {
  /** the same as long as the row is the same client's: it stands in the address */
  key: string;
  /** how it introduced itself */
  software: string;
  sessions: number;
  since: number;
  /** how many tools it is shown, and what their list costs; null: its profile is gone */
  tools: number | null;
  tokens: number | null;
}

export function callerRows({ callers, profiles }: Pick<GatewayView, 'callers' | 'profiles'>): CallerRow[] {
  const rows = new Map<string, CallerRow>();
  for (const { label, token, client, generation, profile, surface, connected, since } of callers) {
    const key = [label, profile, surface, generation, token ?? ''].map(encodeURIComponent).join('/');
    const first = Date.parse(since);
    const known = rows.get(key);
    if (known) {
      if (connected && known.connected) known.sessions += 1;
      known.connected ||= connected;
      known.since = Math.min(known.since, first);
      continue;
    }
    const { tools, tokens } = profiles.find(({ name }) => name === profile) ?? {};
    rows.set(key, {
      key,
      label,
      token,
      software: [client.name, client.version].filter((part) => part !== '').join(' '),
      generation,
      profile,
      surface,
      connected,
      sessions: 1,
      since: first,
      tools: tools?.[surface] ?? null,
      tokens: tokens?.[surface] ?? null,
    });
  }
  return [...rows.values()].sort(
    (a, b) => Number(b.connected) - Number(a.connected) || (a.connected ? a.label.localeCompare(b.label) : b.since - a.since),
  );
}

/** For its tile: the first letters of its first two words, or of its only one. */
export function initials(title: string): string {
  const words = title.split(/[\s\-_./@]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  // a name that is written in capitals stands for itself: VS Code
  if (/^[A-Z]{2}$/.test(words[0] ?? '')) return words[0]!;
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]!.toUpperCase()) : [...(words[0] ?? '?')].slice(0, 2);
  const [first = '?', second = ''] = letters;
  return first.toUpperCase() + second;
}
