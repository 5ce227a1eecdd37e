// The control channel's socket.
import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { answers } from './answers.ts';
import type { Answer, Request } from './contract.ts';

export async function listenForControl(path: string | null): Promise<void> {
  // a second start of the same app leaves the first one's socket alone
  if (!path || (await isAnswered(path))) return;
  rmSync(path, { force: true });
  const server = createServer((socket) => serve(socket));
  server.on('error', (error) => console.error(`electron-host: no control channel at ${path}: ${error.message}`));
  await new Promise<void>((done) => server.listen(path, done));
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
