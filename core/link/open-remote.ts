// Opens a remote server, over the newer HTTP transport or the older one.
import type { RemoteLaunch } from '../../contract/server.ts';
import { LinkError, type OpenedLink, type OpenOptions } from './link.ts';
import { openLink } from './open-link.ts';
import { RemoteCarrier } from './remote-carrier.ts';

/** what an older server answers to a POST that it does not know */
const OLDER = new Set([400, 404, 405]);

export async function openRemote(launch: RemoteLaunch, options: OpenOptions): Promise<OpenedLink> {
  const end = performance.now() + options.timeoutMs;
  const left = () => Math.max(1, end - performance.now());
  const carrier = await RemoteCarrier.connect(launch, { timeoutMs: left(), signal: options.signal, credentials: options.credentials });
  try {
    return await openLink(carrier, { ...options, timeoutMs: left() });
  } catch (error) {
    const older = launch.type === 'http' && carrier.refusals.some((status) => OLDER.has(status));
    if (!older) throw error;
    const link = await openOlder({ ...launch, type: 'sse' }, { ...options, generation: 'handshake', timeoutMs: left() });
    if (!link) throw error; // it is not an older server either: its first answer says more
    return link;
  }
}

async function openOlder(launch: RemoteLaunch, options: OpenOptions): Promise<OpenedLink | null> {
  let carrier: RemoteCarrier;
  try {
    carrier = await RemoteCarrier.connect(launch, options);
  } catch (error) {
    if (error instanceof LinkError && error.kind === 'mend') return null;
    throw error;
  }
  return openLink(carrier, options);
}
