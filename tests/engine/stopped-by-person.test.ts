// Who ends the engine and means it leaves a mark; who starts it takes the mark away.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearStopped, markStopped, stoppedByPerson } from '../../core/stopped-by-person.ts';
import { LiveEngine } from '../support/live-engine.ts';

let run: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'rh-stopped-'));
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

describe('the mark', () => {
  it.each(['cli', 'ui', 'api'] as const)('is left by a person: %s', (by) => {
    expect(stoppedByPerson(run)).toBe(false);
    markStopped(run, by);
    expect(stoppedByPerson(run)).toBe(true);
    clearStopped(run);
    expect(stoppedByPerson(run)).toBe(false);
    expect(readdirSync(run)).toEqual([]);
  });

  it.each(['mcp', 'engine'] as const)('is not left by others: %s', (by) => {
    markStopped(run, by);
    expect(stoppedByPerson(run)).toBe(false);
  });

  it('says nothing after the machine was started anew', () => {
    const before = new Date('2026-11-20T10:00:00Z');
    markStopped(run, 'cli', before);
    expect(stoppedByPerson(run, Date.parse('2026-11-20T09:00:00Z'))).toBe(true);
    expect(stoppedByPerson(run, Date.parse('2026-11-21T07:00:00Z'))).toBe(false);
  });
});

it('is there after a shutdown, a Ctrl-C and a SIGTERM, not after kill -9, and gone with the next start', async () => {
  const engine = new LiveEngine();
  const marked = () => stoppedByPerson(join(engine.home, 'run'));
  try {
    for (const end of [() => engine.run('shutdown'), () => engine.signal('SIGINT'), () => engine.signal('SIGTERM')]) {
      await engine.start();
      expect(marked()).toBe(false);
      await end();
      expect(marked()).toBe(true);
    }
    await engine.start();
    await engine.kill();
    expect(marked()).toBe(false);
  } finally {
    await engine.close();
  }
});
