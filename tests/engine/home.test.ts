// The home is taken away from under a running engine.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { cheap, LiveEngine, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());

it('a deleted run folder is made again: the engine is found, a second one is refused, and no server notices', async () => {
  engine = new LiveEngine({ mcpJson: { a: cheap() } });
  await engine.start();
  const { pid } = await engine.running('a');
  rmSync(join(engine.home, 'run'), { recursive: true });
  await until('the engine to be found again', async () => (await engine.run('status')).code === 0);
  const second = await engine.run('serve', '--port', '0');
  expect([second.code, second.err]).toEqual([1, expect.stringContaining(`pid ${engine.pid}`)]);
  expect(await engine.server('a')).toMatchObject({ pid, restarts: 0 });
  expect((await engine.run('shutdown')).code).toBe(0);
}, 40_000);
