// When does a port answer? Asked from outside, so often that the asking adds little.
import { request } from 'node:http';
import { createServer } from 'node:net';

const EVERY_MS = 2;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export function answersOnce(url: string): Promise<boolean> {
  return new Promise((done) => {
    const asked = request(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => done(false));
    asked.end();
  });
}

/** The moment at which it answered first, by `performance.now()`. */
export async function answers(url: string, limitMs = 30_000): Promise<number> {
  const end = performance.now() + limitMs;
  while (!(await answersOnce(url))) {
    if (performance.now() > end) throw new Error(`${url} did not answer within ${limitMs} ms`);
    await pause(EVERY_MS);
  }
  return performance.now();
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
