// How many may be connected at once. Each connection takes a file descriptor, and the servers need theirs.
import { readFileSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '../../contract/errors.ts';
import type { EngineLog } from '../store/logs.ts';
import { problemResponse } from './problem.ts';

/** beyond the limit so many are still told why; what comes then is only closed */
const toldWhy = 16;

export interface Crowd {
  /** answers for a connection that is one too many; false: it is not */
  refuses(socket: Socket, response: ServerResponse): boolean;
}

export function limitConnections(server: Server, most: number, log: EngineLog): Crowd {
  const tooMany = new WeakSet<Socket>();
  let open = 0;
  let warned = false;
  server.maxConnections = most + toldWhy;
  server.on('connection', (socket) => {
    open++;
    socket.once('close', () => open--);
    if (open <= most) return;
    tooMany.add(socket);
    if (!warned) log.warn('too many connections; new ones are refused', { most });
    warned = true;
  });
  return {
    refuses(socket, response) {
      if (!tooMany.has(socket)) return false;
      const problem = problemResponse(
        new Failure(
          'too-many',
          `${most} connections are open already, as many as the limit of open files allows: close one, or raise \`ulimit -n\`.`,
        ),
      );
      response.writeHead(problem.status, { ...Object.fromEntries(problem.headers), 'retry-after': '5', connection: 'close' });
      void problem.text().then((text) => response.end(text));
      return true;
    },
  };
}

/** A good half of the descriptors that this process may have, after what the engine itself needs. */
export function connectionLimit(openFiles: number = openFilesLimit()): number {
  return Math.max(16, Math.min(2000, Math.floor((openFiles - 64) * 0.6)));
}

function openFilesLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY; // no such file outside Linux: the cap above holds
  }
}
