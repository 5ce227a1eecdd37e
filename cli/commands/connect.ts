// What a client's config runs: an MCP server on stdin and stdout that is the gateway. Only protocol messages go to stdout.
import { Bridge } from '../connect/bridge.ts';
import { ClientLines } from '../connect/client-lines.ts';
import { engineDoor } from '../connect/engine-door.ts';
import { headerValue, workspaceHeader } from '../connect/headers.ts';
import { ownToken } from '../connect/own-token.ts';
import { type ExitCode, exit } from '../exit.ts';
import { gatewayPath } from '../gateway-client.ts';
import type { Io } from '../io.ts';

export interface ConnectOptions {
  client?: string;
  profile?: string;
  workspace?: string;
  tokenFile?: string;
}

/** what is under way when the client says no more may still be answered in this time */
const lastAnswersMs = 2_000;
const farewellMs = 300;
const parentEveryMs = 1_000;

export async function connect(io: Io, { client, profile, tokenFile, workspace }: ConnectOptions): Promise<ExitCode> {
  const token = ownToken(io.env, tokenFile);
  io.outlivesItsReader = true; // the session has to be ended first
  const ending = new AbortController();
  const gone = new AbortController();
  const lines = new ClientLines(process.stdin, process.stdout, {
    onLine: (line) => bridge.hear(line),
    onGarbage: (head) => io.say(`roundhouse: the client said something that is no message: ${JSON.stringify(head.slice(0, 200))}`),
    onEnd: () => ending.abort(),
    onGone: () => gone.abort(),
  });
  const bridge = new Bridge({
    door: engineDoor(io, token),
    client: { send: (json) => lines.send(json), whenFree: (resume) => lines.whenFree(resume) },
    // by the address, not by what the client says of itself: a list of the stateless generation may depend on nothing else
    path: `${gatewayPath(profile)}${client === undefined ? '' : `?client=${encodeURIComponent(client)}`}`,
    headers: { ...workspaceHeader(workspace), ...(client === undefined ? {} : { 'x-roundhouse-client': headerValue(client) }) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (ending.signal.aborted ? gone.abort() : ending.abort()));
  }
  const parent = process.ppid;
  const orphaned = setInterval(() => process.ppid !== parent && gone.abort(), parentEveryMs);
  orphaned.unref();

  await aborted(ending.signal, gone.signal);
  const giveUpAt = performance.now() + lastAnswersMs;
  // whoever started us may be gone already: nobody would read the answers
  while (bridge.underWay > 0 && !gone.signal.aborted && process.ppid === parent && performance.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await bridge.close(farewellMs);
  clearInterval(orphaned);
  // what is still in the pipe is the client's to read, but not for ever
  setTimeout(() => process.exit(exit.done), farewellMs).unref();
  return exit.done;
}

function aborted(...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
