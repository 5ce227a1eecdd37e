import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from '../../core/engine.ts';
import { places } from '../../core/places.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import { findEngine } from '../find-engine.ts';
import type { Io } from '../io.ts';
import { ownCommand } from '../own-command.ts';
import { problemLine } from '../print/problem-line.ts';
import { versionNumber } from '../version-number.ts';

export interface ServeOptions {
  port?: number;
  host?: string;
  background?: boolean;
  autostart: boolean;
  open?: boolean;
}

/** npm, npx and a terminal each pass a signal on: what comes within this time is one wish, not an impatient second */
const sameWishMs = 400;

export async function serve(io: Io, options: ServeOptions): Promise<ExitCode> {
  io.outlivesItsReader = true;
  const { startEngine, AlreadyRunning } = await import('../../core/engine.ts');
  let engine: Engine;
  try {
    engine = await startEngine({
      places: places(io.env),
      env: io.env,
      version: versionNumber,
      port: options.port,
      host: options.host,
      config: io.config ?? undefined,
      background: options.background === true,
      autostart: options.autostart,
      folder: process.cwd(),
      page: pageFolder(io.entry),
      bridge: ownCommand(io),
      onProblems(problems) {
        for (const problem of problems) io.say(problemLine(problem));
      },
    });
  } catch (error) {
    if (error instanceof AlreadyRunning) throw new CommandFailure(error.message);
    throw error;
  }
  stopOnSignals(io, engine);
  await announce(io, engine.url, options);
  const { alive } = await engine.stopped;
  if (alive.length === 0) return exit.done;
  throw new CommandFailure(`these did not stop in time and were left to the guardian: ${alive.join(', ')}.`);
}

function stopOnSignals(io: Io, engine: Engine): void {
  let last = Number.NEGATIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - last < sameWishMs) return;
      if (last < 0 && !io.json) io.say('Stopping every server. Once more to hurry.');
      last = now;
      void engine.stop('cli');
    });
  }
}

/** The dashboard is built beside the command line; from the sources it is the last build, if there is one. */
function pageFolder(entry: string): string | null {
  const here = dirname(entry);
  const candidates = [join(here, '..', 'renderer'), join(here, '..', 'dist', 'renderer')];
  return candidates.find((folder) => existsSync(join(folder, 'index.html')) && existsSync(join(folder, 'assets'))) ?? null;
}

async function announce(io: Io, url: string, { open = false, background = false }: ServeOptions): Promise<void> {
  if (io.json) io.stdout.write(`${JSON.stringify({ url, pid: process.pid, version: versionNumber })}\n`);
  else io.print(`Roundhouse is running at ${url}`);
  if (!io.json && !background) await sayWhatIsThere(io);
  if (!open) {
    if (!io.json) io.say('`roundhouse open` opens the dashboard, signed in. Ctrl-C ends the engine and every server.');
    return;
  }
  const signIn = await signInUrl(io);
  const { openBrowser } = await import('../open-browser.ts');
  if (signIn !== null && (await openBrowser(signIn, io.env)))
    io.say('The dashboard is opened in your browser. Ctrl-C ends the engine and every server.');
  else io.say(`No browser could be opened here. This address signs one in, within a minute: ${signIn ?? url}`);
}

/** The first thing that a new user wants to know: has it found anything? */
async function sayWhatIsThere(io: Io): Promise<void> {
  const { runningEngine } = await import('../engine.ts');
  const servers = findEngine(io.env) ? await runningEngine(io).client.listServers() : [];
  if (servers.length === 0) {
    io.say("No servers yet: none of your AI clients' files holds one. `roundhouse servers import` shows which files were looked at,");
    io.say('`roundhouse servers add NAME -- COMMAND` adds one.');
    return;
  }
  const off = servers.filter(({ state }) => state === 'disabled').length;
  const asks = off === 0 ? '' : `, ${off} of them switched off or waiting for your approval`;
  io.say(`${servers.length} ${servers.length === 1 ? 'server' : 'servers'} found${asks}. \`roundhouse status\` shows how they are.`);
}

async function signInUrl(io: Io): Promise<string | null> {
  const { runningEngine } = await import('../engine.ts');
  try {
    return findEngine(io.env) ? (await runningEngine(io).client.createLoginCode()).url : null;
  } catch {
    return null; // the address without a code still leads somewhere
  }
}
