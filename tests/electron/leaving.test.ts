import { describe, expect, it } from 'vitest';
import { onceThere } from '../../electron/engine/once-there.ts';
import type { RunningEngine } from '../../electron/engine/running.ts';
import { wayOut } from '../../electron/leaving.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function desk({ startsAfter = 0 } = {}) {
  const stops: number[] = [];
  const exits: number[] = [];
  const running = {
    kind: 'hosted',
    stop: async () => {
      stops.push(performance.now());
      await pause(700);
      return { alive: [] };
    },
  } as unknown as RunningEngine;
  const engine = onceThere(async () => {
    await pause(startsAfter);
    return running;
  });
  engine.begin();
  const leaving = wayOut({
    app: { exit: (code) => void exits.push(code ?? 0) },
    dialog: { showMessageBox: async () => ({ response: 1, checkboxChecked: false }) },
    engine,
    watch: () => null,
    window: () => null,
    hideAll: () => {},
    log: { info: () => {}, warn: () => {} },
  });
  return { leaving, stops, exits };
}

describe('the way out', () => {
  it('takes one wish that arrives in two ways for one; a later one hurries the engine', async () => {
    const { leaving, stops, exits } = desk();
    await pause(5);
    const first = leaving.leave({ ask: false });
    // a signal reaches us, and Electron, which quits
    void leaving.leave({ ask: false });
    await pause(100);
    expect(stops).toHaveLength(1);
    await pause(400);
    void leaving.leave({ ask: false });
    await pause(20);
    expect(stops).toHaveLength(2);
    await first;
    expect(exits).toEqual([0]);
  });

  it('waits for an engine that is still coming up, to end it in order', async () => {
    const { leaving, stops, exits } = desk({ startsAfter: 200 });
    await leaving.leave({ ask: false });
    expect(stops).toHaveLength(1);
    expect(exits).toEqual([0]);
  });
});
