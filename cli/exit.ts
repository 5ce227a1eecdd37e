// How a command ends. The numbers are a promise: docs/guide/cli.md.
export const exit = {
  done: 0,
  /** it did not work; an unknown server counts as this */
  failed: 1,
  /** unknown command or option, a value that cannot be read */
  usage: 2,
  /** the answer is true, and it says that something asked about is degraded or crashed */
  trouble: 3,
  noEngine: 4,
} as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** Ends the command: one sentence for people, and the code for programs. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;
  constructor(message: string, exitCode: ExitCode = exit.failed) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}
