// How many tools a client takes, where its makers or its own warning say so. Clients do not tell their limit, and the tools of servers
// that they have beside Roundhouse count as well: this is what is known of them, and is called that wherever it is shown.
import type { GatewayCaller } from '../../contract/routes/gateway.ts';

export type LimitedClient = 'cursor' | 'vscode';

export interface ClientLimit {
  client: LimitedClient;
  /** Cursor warns above it; VS Code takes no more in one chat request */
  tools: number;
}

const known: readonly (ClientLimit & { names: RegExp })[] = [
  { client: 'cursor', tools: 80, names: /^cursor\b/i },
  { client: 'vscode', tools: 128, names: /^(vscode|visual studio code)\b/i },
];

/** by the name that it was linked under, or by how it introduces itself */
export function limitOf({ label, software }: Pick<GatewayCaller, 'label'> & { software: string }): ClientLimit | null {
  const found = known.find(({ names }) => names.test(label) || names.test(software));
  return found ? { client: found.client, tools: found.tools } : null;
}

export type LimitState = 'under' | 'near' | 'over';

export function limitState(tools: number, limit: number): LimitState {
  if (tools > limit) return 'over';
  return tools >= limit * 0.9 ? 'near' : 'under';
}
