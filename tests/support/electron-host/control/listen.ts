// The control channel's socket.
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { answers } from './answers.ts';
import type { Answer, Request } from './contract.ts';

const againMs = 200;
let isOurs: string | null = null;

/** The first process of the app has it; another one that outlives the first takes it over. */
export async function listenForControl(path: string | null): Promise<void> {
  if (!path) return;
  const server = createServer((socket) => serve(socket));
  const failure = await tryToListen(server, path);
  if (failure === null) {
    isOurs = path;
    return;
  }
  if (failure !== 'EADDRINUSE') throw new Error(`no control channel at ${path}: ${failure}`);
  if (await isAnswered(path)) {
    setTimeout(() => void listenForControl(path), againMs).unref();
    return;
  }
  // of a process that was killed
  rmSync(path, { force: true });
  await listenForControl(path);
}

export function endControl(): void {
  if (isOurs) rmSync(isOurs, { force: true });
}

function tryToListen(server: Server, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(path, () => resolve(null));
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function serve(socket: Socket): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {}); // the test went away
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const request = JSON.parse(line) as Request;
      answer(request).then((said) => socket.write(`${JSON.stringify(said)}\n`));
    }
  });
}

async function answer({ id, call, ask }: Request): Promise<Answer> {
  try {
    const reply = answers[call] as (ask: unknown) => unknown;
    if (!reply) throw new Error(`there is no call ${call}`);
    return { id, ok: true, value: (await reply(ask)) ?? null };
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
