// The first exchange with a server: which generation it speaks, who it is, what it can do. Always on the one connection there is:
// some servers end at any request before `initialize`, and a second process would be somebody else.
import { AnswerError, type Generation, LinkError } from './link.ts';
import { isRecord } from './message.ts';
import { type Peer, TimeoutError } from './peer.ts';
import { StatusError } from './remote-words.ts';
import {
  type ClientInfo,
  envelope,
  handshakeRevisions,
  methodNotFound,
  serverInfoOf,
  statelessRevision,
  supportedIn,
  unsupportedRevision,
  withEnvelope,
} from './revisions.ts';
import { within } from './within.ts';

export interface Greeting {
  generation: Generation;
  protocolVersion: string;
  serverInfo: ClientInfo | null;
  capabilities: Record<string, unknown>;
  instructions: string | null;
}

export interface GreetOptions {
  first: Generation;
  clientInfo: ClientInfo;
  /** capabilities */
  declare?: Record<string, unknown>;
  /** called before anything is sent under the agreed revision */
  agreed(revision: string): void;
  /** what is left of the opening's time */
  leftMs(): number;
  signal?: AbortSignal;
}

/** The server does not speak this generation, or says so. `cause` is its own answer. */
export class RefusedError extends LinkError {
  override readonly cause: Error;
  constructor(message: string, cause: Error) {
    super(message, 'mend', cause instanceof LinkError ? cause.next : null);
    this.cause = cause;
  }
}

export async function greet(peer: Peer, options: GreetOptions): Promise<Greeting> {
  const second: Generation = options.first === 'handshake' ? 'stateless' : 'handshake';
  let refused: RefusedError;
  try {
    return await open(options.first, peer, options);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw silentAtFirst(error, peer, second);
    refused = error;
  }
  try {
    return await open(second, peer, options);
  } catch (error) {
    if (peer.closed !== null) throw new LinkError(`${refused.message}; then the connection ended: ${peer.closed}`, 'mend', null, second);
    throw error instanceof RefusedError ? worse(refused, error) : error;
  }
}

/** A server that refuses and names what it speaks is asked once more, in the newest of it that is of this generation. */
async function open(generation: Generation, peer: Peer, options: GreetOptions): Promise<Greeting> {
  const revisions = generation === 'handshake' ? handshakeRevisions : [statelessRevision];
  const ask = (revision: string) => (generation === 'handshake' ? initialize(peer, options, revision) : discover(peer, options));
  try {
    return await ask(revisions[0]!);
  } catch (error) {
    const supported = error instanceof RefusedError && error.cause instanceof AnswerError ? supportedIn(error.cause.data) : [];
    const both = revisions.find((revision) => supported.includes(revision));
    if (both === undefined) throw error;
    return ask(both);
  }
}

async function initialize(peer: Peer, options: GreetOptions, revision: string): Promise<Greeting> {
  const { clientInfo, declare = {}, agreed, leftMs, signal } = options;
  const params = { protocolVersion: revision, capabilities: declare, clientInfo };
  const result = await ask(peer, 'initialize', params, leftMs(), signal);
  const protocolVersion = result.protocolVersion;
  if (typeof protocolVersion !== 'string' || !handshakeRevisions.includes(protocolVersion)) {
    const answered = new Error(`it answered initialize with protocol version ${JSON.stringify(protocolVersion)}, which is not known here`);
    throw new RefusedError(answered.message, answered);
  }
  agreed(protocolVersion);
  // over HTTP the next request could overtake it, and strict servers refuse requests before it
  const told = peer.notify('notifications/initialized');
  await within(told, { timeoutMs: leftMs(), signal }, () => new LinkError('notifications/initialized was not taken in time'));
  return { ...about(result), generation: 'handshake', protocolVersion, serverInfo: serverInfoOf(result.serverInfo) };
}

async function discover(peer: Peer, { clientInfo, declare, agreed, leftMs, signal }: GreetOptions): Promise<Greeting> {
  const params = withEnvelope({}, envelope(clientInfo, declare));
  const result = await ask(peer, 'server/discover', params, leftMs(), signal);
  const versions = Array.isArray(result.supportedVersions) ? result.supportedVersions : [];
  if (!versions.includes(statelessRevision)) {
    const answered = new Error(`it supports the protocol versions ${versions.join(', ') || '(none named)'}, and not ${statelessRevision}`);
    throw new RefusedError(answered.message, answered);
  }
  agreed(statelessRevision);
  const meta = isRecord(result._meta) ? result._meta : {};
  const serverInfo = serverInfoOf(meta['io.modelcontextprotocol/serverInfo']);
  return { ...about(result), generation: 'stateless', protocolVersion: statelessRevision, serverInfo };
}

async function ask(peer: Peer, method: string, params: unknown, timeoutMs: number, signal?: AbortSignal): Promise<Record<string, unknown>> {
  try {
    const result = await peer.request(method, params, { timeoutMs, signal, counted: false, cancellable: method !== 'initialize' });
    return isRecord(result) ? result : {};
  } catch (error) {
    if (error instanceof AnswerError) {
      const supported = supportedIn(error.data);
      const words = supported.length > 0 ? ` (it speaks ${supported.join(', ')})` : '';
      throw new RefusedError(`it answered ${method} with an error: ${error.message}${words}`, error);
    }
    // a remote may refuse what it does not speak by the status alone
    if (error instanceof StatusError && error.kind === 'mend' && error.status < 500) throw new RefusedError(error.message, error);
    throw error;
  }
}

function about(result: Record<string, unknown>): Pick<Greeting, 'capabilities' | 'instructions'> {
  return {
    capabilities: isRecord(result.capabilities) ? result.capabilities : {},
    instructions: typeof result.instructions === 'string' ? result.instructions : null,
  };
}

/** It never said a word: perhaps it is of the other generation. Nobody can tell, so the next run may try that one first. */
function silentAtFirst(error: unknown, peer: Peer, other: Generation): unknown {
  if (error instanceof TimeoutError) {
    const next = 'Look at its log; a first start that downloads a lot may need a longer start.timeout.';
    return new LinkError(error.message, 'mend', next, other);
  }
  return error instanceof LinkError && peer.closed !== null ? new LinkError(error.message, error.kind, error.next, other) : error;
}

/** Both were refused: the answer that is about the server itself says more than "no such method". */
function worse(first: RefusedError, second: RefusedError): RefusedError {
  return isOnlyTheGeneration(first.cause) && !isOnlyTheGeneration(second.cause) ? second : first;
}

function isOnlyTheGeneration(cause: Error): boolean {
  return cause instanceof AnswerError && (cause.code === methodNotFound || cause.code === unsupportedRevision);
}
