// What sharing saves: without the gateway every session would start its own copy of each server that it is shown.
import type { GatewayView } from '../../contract/routes/gateway.ts';
import type { ServerView } from '../../contract/server.ts';

export interface Savings {
  /** processes' worth of servers that the sessions would run by themselves */
  copies: number;
  /** bytes, by what each of these servers takes now */
  memory: number;
}

/** null: nobody shares anything now */
export function savingsOf(
  { callers, profiles }: Pick<GatewayView, 'callers' | 'profiles'>,
  servers: readonly ServerView[],
): Savings | null {
  const copied = new Set(servers.flatMap(({ instanceOf }) => instanceOf ?? []));
  // remotes run elsewhere; those with a copy per client are not shared
  const shared = servers.filter(
    (view) => view.kind === 'stdio' && view.pid !== null && view.instanceOf === undefined && !copied.has(view.name),
  );
  let [copies, running, memory] = [0, 0, 0];
  for (const view of shared) {
    const users = callers.filter(
      ({ connected, profile }) => connected && profiles.find(({ name }) => name === profile)?.tokens.servers[view.name] !== undefined,
    ).length;
    if (users === 0) continue;
    copies += users;
    running += 1;
    memory += (users - 1) * (view.memory ?? 0);
  }
  return copies > running ? { copies, memory } : null;
}
