// The engine of this home: ours, unless one runs already. Then that one is used, and left alone when the app goes.
import { type Client, createClient } from '../../contract/client.ts';
import { findEngineIn } from '../../core/api/find-engine.ts';
import { httpFetch } from '../../core/api/http-fetch.ts';
import type { EngineOptions } from '../../core/engine.ts';
import type { Places } from '../../core/places.ts';
import { appOrigin } from '../app-protocol.ts';
import type { RunningEngine } from './running.ts';

/** an engine that holds the home may still be coming up */
const patienceMs = 10_000;

export type HostOptions = Omit<EngineOptions, 'autostart' | 'background' | 'folder'>;

export async function openEngine(options: HostOptions): Promise<RunningEngine> {
  if (findEngineIn(options.places.run)) return attached(options.places);
  const { AlreadyRunning, startEngine } = await import('../../core/engine.ts');
  try {
    // `background`: another program on the usual port is no reason not to run. The folder is ours: no project is meant by where the app was started.
    const engine = await startEngine({ ...options, autostart: true, background: true, folder: options.places.home });
    const answer = (request: Request) => engine.handler(request, { kind: 'desktop' });
    return {
      kind: 'hosted',
      places: options.places,
      client: clientBy((url, init) => answer(new Request(url, init as RequestInit))),
      answer,
      stop: async () => ({ alive: (await engine.stop('ui')).alive }),
      stopped: engine.stopped.then(() => undefined),
    };
  } catch (error) {
    if (!(error instanceof AlreadyRunning)) throw error;
    await announced(options.places, error);
    return attached(options.places);
  }
}

const clientBy = (fetch: Parameters<typeof createClient>[0]['fetch']): Client => createClient({ baseUrl: appOrigin, fetch, actor: 'ui' });

async function announced({ run }: Places, otherwise: Error): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!findEngineIn(run)) {
    if (performance.now() > until) throw otherwise;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** It may end and come back elsewhere, with another token: both are looked up for each request. */
function attached(places: Places): RunningEngine {
  const now = () => {
    const found = findEngineIn(places.run);
    if (!found) throw new Error('no engine runs on this home any more. Start it with `roundhouse start`, or quit and open the app again.');
    return found;
  };
  return {
    kind: 'attached',
    places,
    client: createClient({ baseUrl: () => now().url, token: () => now().token, fetch: httpFetch, actor: 'ui' }),
    answer(request) {
      const { pathname, search } = new URL(request.url);
      const { url, token } = now();
      // nothing that belongs to a window's own origin goes along
      const headers = new Headers({ authorization: `Bearer ${token}` });
      for (const name of ['accept', 'content-type', 'last-event-id', 'x-roundhouse-actor']) {
        const value = request.headers.get(name);
        if (value !== null) headers.set(name, value);
      }
      const body = request.body === null ? {} : { body: request.body, duplex: 'half' as const };
      return fetch(`${url}${pathname}${search}`, { method: request.method, headers, signal: request.signal, redirect: 'manual', ...body });
    },
    stop: async () => ({ alive: [] }),
    stopped: new Promise(() => {}),
  };
}
