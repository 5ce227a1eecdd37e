// The stream over WebSocket: the same messages, and a close code with a reason in place of the last word.
import type { WebSocket } from 'ws';
import { Failure } from '../../contract/errors.ts';
import { engineRoutes, type StreamEnd } from '../../contract/routes/engine.ts';
import type { Ask } from './answers.ts';
import { ofThisLife } from './areas/engine.ts';
import { parseQuery } from './body.ts';
import type { EngineApi } from './engine-api.ts';
import { messageText } from './messages.ts';
import type { OpenStreams } from './open-streams.ts';

export type SocketOpener = (socket: WebSocket) => void;

const mostBytes = 1024 * 1024;
const pingMs = 15_000;
const closeCodes = { 'too-slow': 1013, 'shutting-down': 1001, failed: 1011 } as const;

/** Throws a Failure when there can be no socket here. */
export function socketOpener(engine: EngineApi, streams: OpenStreams, ask: Ask): SocketOpener {
  if (ask.url.pathname !== engineRoutes.socket.path) throw new Failure('not-found', `There is no WebSocket at ${ask.url.pathname}.`);
  const { since, instance } = parseQuery(ask.url, engineRoutes.socket.query);
  return (socket) => {
    let heard = true;
    const end = ({ code, reason }: StreamEnd) => {
      socket.close(closeCodes[code], reason);
      setTimeout(() => socket.terminate(), 5000).unref();
    };
    const remove = streams.add(end, ask.session);
    const leave = engine.watch();
    const unsubscribe = engine.subscribe(ofThisLife(engine, since, instance), (message) => {
      if (socket.readyState !== socket.OPEN) return false;
      if (socket.bufferedAmount > mostBytes) {
        end({ code: 'too-slow', reason: 'This reader was too slow.' });
        return false;
      }
      socket.send(messageText(message));
      return true;
    });
    const ping = setInterval(() => {
      if (!heard) return socket.terminate();
      heard = false;
      socket.ping();
    }, pingMs);
    ping.unref();
    socket.on('pong', () => {
      heard = true;
    });
    // what a client says is not listened to; a broken connection is followed by 'close'
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(ping);
      unsubscribe();
      leave();
      remove();
    });
  };
}
