// Requests that ask to become a WebSocket. The library comes in with the first one that may.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import type { Carrier } from './access.ts';
import type { Handler } from './handler.ts';

export interface Upgrades {
  answer(incoming: IncomingMessage, socket: Duplex, head: Buffer, carrier: Carrier): void;
  close(): void;
}

export function createUpgrades(handler: Handler): Upgrades {
  let server: Promise<WebSocketServer> | undefined;
  const load = () => {
    server ??= import('ws').then(
      ({ WebSocketServer }) => new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false }),
    );
    return server;
  };
  return {
    answer(incoming, socket, head, carrier) {
      // the connection may break at any time; there is nobody left to tell
      socket.on('error', () => socket.destroy());
      const request = requestOf(incoming);
      const opener = request && handler.upgrade(request, carrier);
      if (!opener) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      else if (opener instanceof Response) void refuse(socket, opener);
      else {
        load()
          .then((sockets) => sockets.handleUpgrade(incoming, socket, head, opener))
          .catch(() => socket.destroy());
      }
    },
    close() {
      void server?.then((sockets) => sockets.close());
    },
  };
}

function requestOf(incoming: IncomingMessage): Request | null {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers.set(name, value);
  try {
    // the Host is judged by its header; the address is only needed for its path
    return new Request(new URL(incoming.url ?? '/', 'http://engine.invalid'), { headers });
  } catch {
    return null;
  }
}

async function refuse(socket: Duplex, answer: Response): Promise<void> {
  const body = await answer.text();
  const headers = [...answer.headers, ['content-length', String(Buffer.byteLength(body))], ['connection', 'close']];
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
  socket.end(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${head}\r\n\r\n${body}`);
}
