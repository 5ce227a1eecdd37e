// From `serve` to the first answer of the API, beyond what Node itself needs to start and end.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers, freePort } from './answering.ts';
import { type Bench, differences, median, Samples } from './figures.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ways = {
  launcher: join(root, 'scripts', 'roundhouse.mjs'),
  built: join(root, 'dist', 'cli', 'main.js'),
};

export const startup: Bench = {
  name: 'startup',
  about: '`serve` until the API answers, beyond a bare `node -e 0`',
  async run({ quick }) {
    const rounds = quick ? 2 : 9;
    const samples = new Samples();
    await bareNode(); // the first one reads Node from disk
    for (let round = 0; round < rounds; round += 1) {
      samples.take('bare node -e 0', await bareNode());
      for (const [way, script] of Object.entries(ways)) {
        const folder = mkdtempSync(join(tmpdir(), 'rh-bench-up-'));
        try {
          samples.take(`${way}, first start ever`, await serve(script, folder));
          samples.take(`${way}, again`, await serve(script, folder));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }
    }
    const bare = samples.of['bare node -e 0']!;
    const beyond = (what: string) => median(differences(samples.of[what]!, bare));
    return {
      rows: Object.entries(samples.of).map(([what, each]) => ({ what, samples: each, unit: 'ms', digits: 0 })),
      bars: Object.keys(samples.of)
        .filter((what) => what !== 'bare node -e 0')
        .map((what) => ({ what: `${what}, beyond bare node`, value: beyond(what), unit: 'ms', limit: 350, kind: 'at most' })),
      notes: ['"first start ever": no database, no token, no compiled code kept; "again": the same home a second time'],
    };
  },
};

async function bareNode(): Promise<number> {
  const began = performance.now();
  await ended(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }));
  return performance.now() - began;
}

async function serve(script: string, folder: string): Promise<number> {
  const port = await freePort();
  const user = join(folder, 'user');
  mkdirSync(user, { recursive: true });
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: user,
    ROUNDHOUSE_HOME: join(folder, 'home'),
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  const began = performance.now();
  const engine = spawn(process.execPath, [script, 'serve', '--port', String(port)], { env, cwd: folder, stdio: 'ignore' });
  try {
    return (await answers(`http://127.0.0.1:${port}/health`)) - began;
  } finally {
    engine.kill('SIGTERM');
    await ended(engine);
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => child.once('exit', () => done()));
}
