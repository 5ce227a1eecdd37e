// A question to the person at the terminal.
import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/** Null when nobody can be asked. Anything but a yes is a no, and so is the end of the input. */
export async function ask(io: Io, question: string): Promise<boolean | null> {
  if (!process.stdin.isTTY || !io.stderr.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = new Promise<string>((done) => lines.once('close', () => done('')));
    const answer = await Promise.race([lines.question(`${question} [y/N] `), ended]);
    return /^(y|yes)$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
