// Own files of the desktop app (all of them: tests/soak/desktop-files.ts): kill -9 at each step of a writing leaves the old one or the new one, and the next start finds nothing wrong.
import { expect, it } from 'vitest';
import { killedAtEachStep } from './own-files.ts';

it.each(['preferences', 'told', 'login item'])(
  '%s: killed at each step of a writing',
  async (name) => {
    const { kills, wrong } = await killedAtEachStep(name);
    expect(wrong).toEqual([]);
    // opened, half of it written, written, made durable, renamed
    expect(kills).toBeGreaterThanOrEqual(5);
  },
  60_000,
);
