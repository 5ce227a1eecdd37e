// From kill -9 to the moment at which the engine says so to its followers, against Node's own 'exit' of a bare child. One process, in turns.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, startEngine } from '../core/engine.ts';
import { places } from '../core/places.ts';
import { type Bench, median, quantile } from './figures.ts';

const config = `services:
  sleeper:
    command: [sleep, "100000"]
    restart: { policy: always, max: unlimited, backoff: { initial: 0s } }
`;

export const killSeen: Bench = {
  name: 'kill-seen',
  about: "kill -9 until the engine's followers know, against a bare child's 'exit'",
  async run({ quick }) {
    const kills = quick ? 20 : 300;
    const folder = mkdtempSync(join(tmpdir(), 'rh-bench-kill-'));
    const env = { ...process.env, HOME: join(folder, 'user'), ROUNDHOUSE_HOME: join(folder, 'home'), ROUNDHOUSE_LOGIN_ENV: 'off' };
    for (const path of [env.HOME, env.ROUNDHOUSE_HOME]) mkdirSync(path);
    writeFileSync(join(env.ROUNDHOUSE_HOME, 'roundhouse.yaml'), config);
    const engine = await startEngine({ places: places(env), env, version: '0.0.0', port: 0, autostart: true, folder, page: null });
    const [bare, ours]: [number[], number[]] = [[], []];
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        bare.push(await bareKill());
        ours.push(await engineKill(engine));
      }
    } finally {
      await engine.stop('engine');
      rmSync(folder, { recursive: true, force: true });
    }
    return {
      rows: [
        { what: "bare child's 'exit'", samples: bare, unit: 'ms', digits: 2 },
        { what: 'roundhouse, first event', samples: ours, unit: 'ms', digits: 2, against: "bare child's 'exit'" },
      ],
      bars: [
        { what: 'p50 over bare', value: median(ours) - median(bare), unit: 'ms', limit: 2, kind: 'at most' },
        { what: 'p99', value: quantile(ours, 0.99), unit: 'ms', limit: 100, kind: 'at most' },
      ],
      notes: [],
    };
  },
};

async function bareKill(): Promise<number> {
  const child = spawn('sleep', ['100000'], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  await once(child, 'spawn');
  await quiet();
  const began = performance.now();
  const seen = new Promise<number>((done) => child.once('exit', () => done(performance.now())));
  process.kill(child.pid!, 'SIGKILL');
  return (await seen) - began;
}

async function engineKill({ api }: Engine): Promise<number> {
  const pid = await runningPid(api);
  await quiet();
  const seen = new Promise<number>((done) => {
    const stop = api.subscribe(api.snapshot().seq, (message) => {
      if (message.kind !== 'event' || message.event.server !== 'sleeper' || message.event.view?.state === 'running') return true;
      stop();
      done(performance.now());
      return true;
    });
  });
  const began = performance.now();
  process.kill(pid, 'SIGKILL');
  return (await seen) - began;
}

async function runningPid(api: Engine['api']): Promise<number> {
  for (;;) {
    const view = api.snapshot().servers[0];
    if (view?.state === 'running' && view.pid !== null) return view.pid;
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** What the start left to do is done before the kill: a different length for each kill, so that no timer is met each time. */
const quiet = () => new Promise((done) => setTimeout(done, 15 + Math.random() * 15));
