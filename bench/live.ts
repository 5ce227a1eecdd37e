// An engine for a bench: built, in a process of its own, on a home of its own, with the Node that runs the bench first on PATH.
import { delimiter, dirname } from 'node:path';
import { LiveEngine, type Setup } from '../tests/support/live-engine.ts';
import { type Watch, watchEngine } from './seen-from-outside.ts';

export const nodeFirst = { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };

export async function withEngine<T>(setup: Setup, use: (engine: LiveEngine, watch: Watch) => Promise<T>): Promise<T> {
  const engine = new LiveEngine({ ...setup, env: { ...nodeFirst, ...setup.env } });
  let watch: Watch | undefined;
  try {
    await engine.start();
    watch = await watchEngine(engine.url, engine.token);
    return await use(engine, watch);
  } finally {
    watch?.close();
    await engine.close();
  }
}
