// app://roundhouse is the engine's own API and page, answered in this process: no port, no token in the page, no second contract.
import type { CustomScheme, Protocol } from 'electron';
import type { RunningEngine } from './engine/running.ts';

export const appOrigin = 'app://roundhouse';

/** Before the app is ready: Chromium has to know it from its start. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

export const isOurs = (url: string): boolean => url === appOrigin || url.startsWith(`${appOrigin}/`);

/** A window may be there before the engine: what it asks waits for it. */
export function answerApp(protocol: Pick<Protocol, 'handle'>, engine: () => Promise<RunningEngine>): void {
  protocol.handle('app', async (request) => {
    // there is one host, and no other is invented for us
    if (!isOurs(request.url)) return new Response('There is nothing here.', { status: 404, headers: { 'content-type': 'text/plain' } });
    try {
      return await (await engine()).answer(request);
    } catch (error) {
      return noEngine(error);
    }
  });
}

/** In the engine's way, so that the page takes it for lost contact and goes on trying. */
function noEngine(error: unknown): Response {
  const detail = `The engine cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
  const problem = { type: 'about:blank', title: 'Internal', status: 503, code: 'internal', detail };
  return Response.json(problem, { status: 503, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } });
}
