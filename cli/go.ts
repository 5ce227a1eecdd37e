import type { ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** Runs what a command does; its code becomes the exit code. */
export type Go = (command: (io: Io) => Promise<ExitCode>) => Promise<void>;
