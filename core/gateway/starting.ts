// The first seconds of an engine: clients come back before their servers are ready. Many of them ask for the tools once and never again, and call
// what they knew before; both are worth a wait.
import type { Exchange, Upstreams } from './gateway.ts';
import type { Lists } from './lists.ts';
import { mayBelong } from './names.ts';
import type { Profile } from './profiles.ts';
import { cancelled } from './upstream-error.ts';

/** counted from when a server was first heard of: one that takes longer keeps no list waiting */
const FIRST_START_MS = 5_000;

/** An engine answers before it knows which servers there are: until then nothing is missing yet. A list waits as it does for a first start. */
export async function firstDefinitions(defined: Promise<void>, method: string, { signal, timeoutMs }: Exchange): Promise<void> {
  if (method === 'logging/setLevel') return; // true of whichever servers come
  let [timer, stop] = [undefined as NodeJS.Timeout | undefined, () => {}];
  const over = new Promise<void>((resolve) => {
    stop = resolve;
    timer = setTimeout(stop, Math.min(method.endsWith('/list') ? FIRST_START_MS : 2_147_483_647, timeoutMs));
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([defined, over]);
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  if (signal.aborted) throw cancelled();
}

/** null: nobody to wait for. Servers that are stopped or have failed say so at once. */
export function firstStarts(profile: Profile, lists: Lists, upstreams: Upstreams, exchange: Exchange): Promise<unknown> | null {
  const now = performance.now();
  const starts: Promise<unknown>[] = [];
  for (const { name, since } of lists.unknown(profile)) {
    const timeoutMs = Math.min(since + FIRST_START_MS - now, exchange.timeoutMs);
    if (timeoutMs > 0) starts.push(upstreams.ready(name, { timeoutMs, signal: exchange.signal }).catch(() => {}));
  }
  return starts.length > 0 ? Promise.all(starts) : null;
}

/** The server that a name may belong to, although its tools are not known yet: the longest prefix wins. One without a prefix claims nothing. */
export function ownerToBe(name: string, profile: Profile, lists: Lists): string | null {
  const given = lists.givenTo(name);
  let [owner, longest] = [null as string | null, -1];
  for (const { name: server } of lists.unknown(profile)) {
    if (server === given) return server;
    const prefix = lists.prefixOf(server);
    if (prefix !== '' && prefix.length > longest && mayBelong(name, prefix)) [owner, longest] = [server, prefix.length];
  }
  return owner;
}
