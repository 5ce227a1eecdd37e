// Signing in to a remote server and out of it. The browser does the signing in and the engine the rest; the command waits for the end.
import type { SignInBegun, SignInOutcome } from '../../contract/routes/sign-in.ts';
import { runningEngine } from '../engine.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { openBrowser } from '../open-browser.ts';
import { printResults } from '../print/results.ts';
import { sanitise } from '../print/sanitise.ts';

/** how long the engine holds one question */
const WAIT_SECONDS = 25;

const clean = (text: string): string => sanitise(text, false);
const places: Record<SignInBegun['keptIn'], string> = {
  keyring: 'in a file of the engine, encrypted with a key in the keyring of this system',
  file: 'in a file of the engine that only you can read (mode 0600)',
};

export async function login(io: Io, name: string, options: { open: boolean }): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const begun = await client.signIn({ name });
  const opened = options.open && (await openBrowser(begun.url, io.env));
  io.say(
    opened ? `Opened in your browser, to sign in at ${clean(begun.issuer)}:` : `Open this address to sign in at ${clean(begun.issuer)}:`,
  );
  // with --json stdout is for the outcome
  if (io.json) io.say(begun.url);
  else io.print(begun.url);
  io.say('Waiting until you are done there. Ctrl-C ends the waiting, not the sign-in.');
  const interrupt = onInterrupt();
  let outcome: SignInOutcome;
  try {
    outcome = await untilOver(begun.id, interrupt.signal);
  } finally {
    interrupt.release();
  }
  if (outcome.state !== 'done') {
    if (io.json) io.printJson({ name, ok: false, reason: outcome.reason, issuer: begun.issuer, keptIn: null });
    throw new CommandFailure(`not signed in to ${clean(name)}: ${clean(outcome.reason ?? 'it ended without a reason')}`);
  }
  if (!io.json) io.say(`Signed in to ${clean(name)}. The sign-in is kept ${places[begun.keptIn]}.`);
  const view = await client.getServer({ name });
  const started = view.wanted === 'up' ? await client.startServer({ name }) : [];
  if (io.json) io.printJson({ name, ok: true, reason: null, issuer: begun.issuer, keptIn: begun.keptIn, server: started[0] ?? null });
  else if (started.length > 0) printResults(io, started, 'done', [view]);
  else io.say(`It is stopped: start it with \`roundhouse start ${clean(name)}\`.`);
  return started.every((result) => result.ok) ? exit.done : exit.failed;

  async function untilOver(id: string, signal: AbortSignal): Promise<SignInOutcome> {
    for (;;) {
      const answer = await client.signInOutcome({ id, wait: WAIT_SECONDS }, { signal }).catch((error: unknown) => {
        if (signal.aborted) throw new CommandFailure('not waited for any longer; the address stays good for ten minutes.');
        throw error;
      });
      if (answer.state !== 'waiting') return answer;
    }
  }
}

export async function logout(io: Io, name: string): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const ended = await client.signOut({ name });
  if (io.json) io.printJson(ended);
  else if (!ended.wasSignedIn) io.say(`${clean(name)} was not signed in.`);
  else {
    const told = ended.revoked
      ? 'Its server took the token back.'
      : 'Its server offers no way to take the token back, or did not answer: there it ends by itself.';
    io.say(`Signed out of ${clean(name)}: the token is forgotten here. ${told}`);
  }
  return exit.done;
}
