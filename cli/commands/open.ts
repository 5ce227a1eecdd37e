import { runningOrStartedEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { openBrowser } from '../open-browser.ts';

export async function open(io: Io): Promise<ExitCode> {
  const { client } = await runningOrStartedEngine(io);
  const { url, expiresAt } = await client.createLoginCode();
  const opened = await openBrowser(url, io.env);
  if (io.json) io.printJson({ url, expiresAt, opened });
  else {
    io.print(url);
    io.say(
      opened
        ? 'Opened in your browser.'
        : 'No browser could be opened here: open this address yourself. It signs one browser in, within a minute.',
    );
  }
  return exit.done;
}
