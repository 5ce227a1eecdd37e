// The engine as a process of its own: signals, the exit code, and what is said at the end.
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { Failure } from '../contract/errors.ts';
import { AlreadyRunning, type Engine, startEngine } from './engine.ts';
import { places } from './places.ts';

export interface RunOptions {
  port?: number | undefined;
  host?: string | undefined;
  config?: string | undefined;
  autostart: boolean;
  folder: string;
  version: string;
  onReady(url: string): void | Promise<void>;
  /** one line for the person */
  say(line: string): void;
}

/** Resolves with the exit code when the engine has ended. */
export async function runEngine(options: RunOptions): Promise<0 | 1> {
  let engine: Engine;
  try {
    engine = await startEngine({ ...options, places: places(), env: process.env, page: pageFolder() });
  } catch (error) {
    if (!(error instanceof AlreadyRunning || error instanceof Failure)) throw error;
    options.say(error.message);
    return 1;
  }
  const { api } = engine;
  // a person, a service manager or a closed terminal: all the same way, and the second time it hurries
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
    process.on(signal, () => {
      if (!api.engine().stopping) options.say(`${signal}: stopping ${countUp(engine)} (once more to hurry)`);
      void engine.stop('engine');
    });
  }
  await options.onReady(engine.url);
  const report = await engine.stopped;
  for (const name of report.alive) options.say(`${name} did not end in time; it is being killed`);
  for (const name of report.late) if (name !== 'servers') options.say(`${name} was not done in time`);
  return report.alive.length > 0 ? 1 : 0;
}

function countUp(engine: Engine): string {
  const up = engine.api.snapshot().servers.filter((server) => server.pid !== null).length;
  return up === 1 ? '1 server' : `${up} servers`;
}

/** Beside the built command line; null where only sources are. */
function pageFolder(): string | null {
  const candidates = ['../renderer', '../dist/renderer', '../../renderer', '../../dist/renderer'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((folder) => existsSync(`${folder}/index.html`) && existsSync(`${folder}/assets`)) ?? null;
}
