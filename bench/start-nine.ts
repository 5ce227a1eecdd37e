// Nine servers ready from cold: the process is started, and everything that it starts is ready. Against the bare script, in turns.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LiveEngine } from '../tests/support/live-engine.ts';
import { type Bench, median } from './figures.ts';
import { nodeFirst } from './live.ts';
import { nine } from './nine.ts';
import { watchEngine } from './seen-from-outside.ts';

const bareScript = fileURLToPath(new URL('bare-nine.ts', import.meta.url));

export const startNine: Bench = {
  name: 'start-nine',
  about: 'nine reference servers ready from cold, against a bare script that starts the same side by side',
  async run({ quick }) {
    const rounds = quick ? 1 : 7;
    const [bare, ours, inside]: [number[], number[], number[]] = [[], [], []];
    await bareRun(); // the first one reads the servers from disk
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await bareRun());
      const { all, afterFirst } = await engineRun();
      ours.push(all);
      inside.push(afterFirst);
    }
    return {
      rows: [
        { what: 'bare script', samples: bare, unit: 'ms', digits: 0 },
        { what: 'roundhouse', samples: ours, unit: 'ms', digits: 0, against: 'bare script' },
        { what: 'of which since its API answered', samples: inside, unit: 'ms', digits: 0 },
      ],
      bars: [{ what: 'roundhouse, against bare', value: median(ours) / median(bare), unit: '×', limit: 1.25, kind: 'at most' }],
      notes: ['both include the start of their own Node process; ready = initialize, initialized and tools/list answered'],
    };
  },
};

async function bareRun(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'rh-bench-nine-'));
  const began = performance.now();
  const script = spawn(process.execPath, [bareScript, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...nodeFirst },
  });
  try {
    await Promise.race([once(script.stdout, 'data'), failed(script)]);
    return performance.now() - began;
  } finally {
    script.stdin.end();
    if (script.exitCode === null) await once(script, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function failed(script: ReturnType<typeof spawn>): Promise<never> {
  const [code] = await once(script, 'exit');
  throw new Error(`the bare script ended with ${code}`);
}

async function engineRun(): Promise<{ all: number; afterFirst: number }> {
  const engine = new LiveEngine({ env: nodeFirst });
  try {
    if (!existsSync(engine.user)) throw new Error('no home');
    engine.writeMcp(nine(engine.user));
    const began = performance.now();
    await engine.start();
    const up = performance.now();
    const watch = await watchEngine(engine.url, engine.token);
    const ready = await watch.seen((servers) => servers.size === 9 && [...servers.values()].every(({ state }) => state === 'running'));
    watch.close();
    return { all: ready - began, afterFirst: ready - up };
  } finally {
    await engine.close();
  }
}
