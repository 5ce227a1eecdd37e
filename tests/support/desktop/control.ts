// The test's end of the host's control channel.
import { connect, type Socket } from 'node:net';
import type { Answer, CallName, Calls } from '../electron-host/control/contract.ts';
import { until } from '../live-engine.ts';

export interface Control {
  ask<Name extends CallName>(
    call: Name,
    ...ask: Calls[Name]['ask'] extends null ? [] : [Calls[Name]['ask']]
  ): Promise<Calls[Name]['answer']>;
  close(): void;
}

export async function joinControl(path: string, whileWaiting: () => void): Promise<Control> {
  let socket: Socket | null = null;
  await until(`the host to listen at ${path}`, async () => {
    whileWaiting();
    socket = await new Promise<Socket | null>((resolve) => {
      const tried = connect(path);
      tried.once('connect', () => resolve(tried)).once('error', () => resolve(null));
    });
    return socket !== null;
  });
  return speak(socket as unknown as Socket);
}

function speak(socket: Socket): Control {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let [next, rest] = [1, ''];
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) call?.resolve(answer.value);
      else call?.reject(new Error(answer.error));
    }
  });
  socket.on('error', () => {}); // its close says it
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the host ended before it answered'));
  });
  return {
    ask: (call, ...[ask]) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        socket.write(`${JSON.stringify({ id, call, ask: ask ?? null })}\n`);
      }),
    close: () => socket.destroy(),
  };
}
