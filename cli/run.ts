// One command from words to exit code: the only place that turns failures into sentences and numbers.
import { CommanderError } from 'commander';
import { CommandFailure, exit } from './exit.ts';
import { createIo, type Io, type Surroundings } from './io.ts';
import { sanitise } from './print/sanitise.ts';
import { buildProgram } from './program.ts';

export async function runCommandLine(around: Surroundings): Promise<number> {
  const io = createIo(around);
  endQuietlyWithTheReader(io);
  let code: number = exit.done;
  if (around.argv.length === 0) around = { ...around, argv: ['help'] };
  const program = buildProgram(io, async (command) => {
    code = await command(io);
  });
  try {
    await program.parseAsync(around.argv, { from: 'user' });
    return code;
  } catch (error) {
    return tell(io, error);
  }
}

function tell(io: Io, error: unknown): number {
  // commander has said it already
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  if (error instanceof CommandFailure) {
    for (const line of `roundhouse: ${error.message}`.split('\n')) io.say(sanitise(line, false));
    return error.exitCode;
  }
  const known = knownFailure(io, error);
  if (known !== null) return known;
  const detail = error instanceof Error ? (io.env.ROUNDHOUSE_DEBUG ? error.stack : error.message) : String(error);
  io.say(`roundhouse: this should not have happened: ${sanitise(detail ?? '', false)}. Set ROUNDHOUSE_DEBUG=1 to see where.`);
  return exit.failed;
}

/** Failures of the API, told by name: importing their classes here would load the whole contract for `roundhouse version`. */
function knownFailure(io: Io, error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as { code?: unknown };
  if (error.name === 'NoContact') {
    io.say(`roundhouse: no engine is running: its run file is there, but nobody answers. ${sanitise(error.message, false)}`);
    return exit.noEngine;
  }
  if (error.name !== 'Failure') return null;
  const foreign = code === 'unauthorized' ? ' Another program may have taken the address of an engine that is gone.' : '';
  io.say(`roundhouse: ${sanitise(error.message, false)}${foreign}`);
  if (code === 'bad-request') return exit.usage;
  return code === 'unauthorized' ? exit.noEngine : exit.failed;
}

/** `roundhouse logs | head`: the reader has seen enough; that is no failure. */
function endQuietlyWithTheReader(io: Io): void {
  for (const stream of [io.stdout, io.stderr]) {
    if (!('on' in stream) || typeof stream.on !== 'function') continue;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (io.outlivesItsReader) return;
      if (error.code === 'EPIPE' || error.code === 'EOF') process.exit(exit.done);
      throw error;
    });
  }
}
