// Follows a running engine's stream from another process, as a page or a script does: no asking, so nothing is added to what is measured.
import { request } from 'node:http';
import type { StreamMessage } from '../contract/events.ts';
import type { ServerView } from '../contract/server.ts';

export interface Watch {
  /** when, by `performance.now()`, the server first looked so; what is true already counts as now */
  seen(is: (servers: Map<string, ServerView>) => boolean, limitMs?: number): Promise<number>;
  servers: Map<string, ServerView>;
  close(): void;
}

export async function watchEngine(url: string, token: string): Promise<Watch> {
  const servers = new Map<string, ServerView>();
  const waiting = new Set<() => void>();
  const take = (message: StreamMessage) => {
    if (message.kind === 'snapshot') for (const view of message.snapshot.servers) servers.set(view.name, view);
    if (message.kind === 'event' && message.event.view) servers.set(message.event.view.name, message.event.view);
    for (const look of waiting) look();
  };
  const asked = request(`${url}/api/v1/stream`, { agent: false, headers: { authorization: `Bearer ${token}` } });
  await new Promise<void>((done, fail) => {
    asked.once('error', fail);
    asked.once('response', (response) => {
      if (response.statusCode !== 200) return fail(new Error(`the stream answered ${response.statusCode}`));
      asked.on('error', () => {}); // the engine ends
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const parts = (rest + text).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) {
          const data = part.split('\n').filter((line) => line.startsWith('data:'));
          if (data.length > 0) take(JSON.parse(data.map((line) => line.slice(5)).join('\n')));
        }
      });
      response.on('error', () => {});
      done();
    });
    asked.end();
  });
  return {
    servers,
    seen(is, limitMs = 60_000) {
      return new Promise((done, fail) => {
        const look = () => {
          if (!is(servers)) return;
          clearTimeout(timer);
          waiting.delete(look);
          done(performance.now());
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          const states = [...servers.values()].map(({ name, state, reason }) => `${name} ${state} ${reason ?? ''}`);
          fail(new Error(`not seen within ${limitMs} ms; last: ${states.slice(0, 5).join(', ')}`));
        }, limitMs);
        waiting.add(look);
        look();
      });
    },
    close: () => asked.destroy(),
  };
}
