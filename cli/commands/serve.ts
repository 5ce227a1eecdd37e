import type { ExitCode } from '../exit.ts';
import { findEngine } from '../find-engine.ts';
import type { Io } from '../io.ts';

export interface ServeOptions {
  port?: number;
  host?: string;
  config?: string;
  autostart: boolean;
  open?: boolean;
}

export async function serve(io: Io, options: ServeOptions): Promise<ExitCode> {
  const { runEngine } = await import('../../core/engine.ts');
  return runEngine({
    port: options.port,
    host: options.host,
    config: options.config,
    autostart: options.autostart,
    folder: process.cwd(),
    onReady: (url: string) => announce(io, url, options.open === true),
  });
}

async function announce(io: Io, url: string, open: boolean): Promise<void> {
  if (io.json) io.stdout.write(`${JSON.stringify({ url, pid: process.pid })}\n`);
  else io.print(`Roundhouse is running at ${url}`);
  if (!open) {
    if (!io.json) io.say('`roundhouse open` opens the dashboard, signed in. Ctrl-C ends the engine and every server.');
    return;
  }
  const signIn = await signInUrl(io);
  const { openBrowser } = await import('../open-browser.ts');
  if (signIn !== null && (await openBrowser(signIn, io.env))) io.say('The dashboard is opened in your browser.');
  else io.say(`No browser could be opened here. This address signs one in, within a minute: ${signIn ?? url}`);
}

async function signInUrl(io: Io): Promise<string | null> {
  const { runningEngine } = await import('../engine.ts');
  try {
    return findEngine(io.env) ? (await runningEngine(io).client.createLoginCode()).url : null;
  } catch {
    return null; // the address without a code still leads somewhere
  }
}
