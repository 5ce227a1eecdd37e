// app://roundhouse is the engine's own API and page, answered in this process: no port, no token in the page, no second contract.
import type { CustomScheme, Protocol } from 'electron';
import type { ComingEngine } from './engine/once-there.ts';

export const appOrigin = 'app://roundhouse';

/** Before the app is ready: Chromium has to know it from its start. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

export const isOurs = (url: string): boolean => url === appOrigin || url.startsWith(`${appOrigin}/`);

export interface AppParts {
  /** whatever is asked of it waits until it is there */
  engine: Pick<ComingEngine, 'there' | 'now'>;
  /** a file of the page as this app brings it; null: there is none */
  page(path: string): Promise<Response | null>;
  /** another engine runs on this home, and brings a page of its own */
  isOther(): boolean;
}

/** A window may be there before the engine: its page is, too, and says what it knows as soon as it knows it. */
export function answerApp(protocol: Pick<Protocol, 'handle'>, { engine, page, isOther }: AppParts): void {
  const file = async ({ method, url }: Request): Promise<Response | null> => (method === 'GET' ? page(new URL(url).pathname) : null);
  protocol.handle('app', async (request) => {
    // there is one host, and no other is invented for us
    if (!isOurs(request.url)) return new Response('There is nothing here.', { status: 404, headers: { 'content-type': 'text/plain' } });
    try {
      const early = engine.now() === null && !isOther() ? await file(request) : null;
      if (early) return early;
      const answer = await (await engine.there()).answer(request);
      // the other engine came in the same moment as ours would have: what our page began to load, it goes on loading
      return answer.status === 404 ? ((await file(request)) ?? answer) : answer;
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
