import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onceThere } from '../../electron/engine/once-there.ts';
import type { RunningEngine } from '../../electron/engine/running.ts';
import { type LeavingParts, wayOut } from '../../electron/leaving.ts';
import { toStartAgain } from '../../electron/start-again.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const frame = new EventEmitter();
const window = frame as NonNullable<Awaited<ReturnType<LeavingParts['window']>>>;

function desk({ startsAfter = 0, callers = 0, comesUp = true, isAnswered = true } = {}) {
  const stops: number[] = [];
  const exits: number[] = [];
  /** what becomes of the app, in order */
  const done: string[] = [];
  const boxes: unknown[][] = [];
  const running = {
    kind: 'hosted',
    client: { gateway: async () => ({ callers: Array.from({ length: callers }, () => ({ connected: true })) }) },
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
    app: {
      exit(code) {
        exits.push(code ?? 0);
        done.push('exit');
      },
      relaunch: (options) => void done.push(`again ${options?.args?.join(' ')}`),
    },
    again: (link) => toStartAgain({ argv: ['/opt/roundhouse-desktop', '--hidden', 'roundhouse://logs', '.'], appImage: null }, link),
    dialog: {
      showMessageBox: async (...args: unknown[]) => {
        boxes.push(args);
        return isAnswered ? { response: 1 } : new Promise<never>(() => {});
      },
    },
    engine,
    watch: () => null,
    window: async () => (comesUp ? window : null),
    hideAll: () => {},
    log: { info: () => {}, warn: () => {} },
  });
  return { leaving, engine, stops, exits, done, boxes };
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

  it('asks on the window, and nowhere else: a box of its own would halt the engine until it is answered', async () => {
    const { leaving, engine, boxes } = desk({ callers: 1 });
    await engine.there();
    expect(await leaving.leave({ ask: true })).toBe(true);
    expect(boxes).toEqual([[window, expect.objectContaining({ type: 'question' })]]);
    const unseen = desk({ callers: 1, comesUp: false });
    await unseen.engine.there();
    // whoever closed the window meanwhile was not asked: the safe answer
    expect(await unseen.leaving.leave({ ask: true })).toBe(false);
    expect([unseen.boxes, unseen.exits]).toEqual([[], []]);
  });

  it('a question whose window goes is answered by that, and can be asked again', async () => {
    const { leaving, engine, boxes, exits } = desk({ callers: 1, isAnswered: false });
    await engine.there();
    for (const times of [1, 2]) {
      const answer = leaving.leave({ ask: true });
      await expect.poll(() => boxes).toHaveLength(times);
      frame.emit('closed');
      expect(await answer).toBe(false);
    }
    expect(exits).toEqual([]);
  });
});

describe('opened again while it goes', () => {
  it('it comes back when it has gone, in sight, at the last place that was asked for', async () => {
    const { leaving, done } = desk();
    const gone = leaving.leave({ ask: false });
    leaving.again();
    leaving.again('server/a%20b/logs?at=1');
    leaving.again();
    expect(done).toEqual([]);
    await gone;
    expect(done).toEqual(['again . roundhouse://server/a%20b/logs?at=1', 'exit']);
  });

  it('an update that is installed brings it back itself', async () => {
    const { leaving, done } = desk();
    const gone = leaving.leave({ ask: false, last: () => void done.push('installed') });
    leaving.again();
    await gone;
    expect(done).toEqual(['installed']);
  });
});

describe('an update that cannot be installed', () => {
  it.each([
    ['says so', (failed: () => void) => failed()],
    ['says so twice', (failed: () => void) => [failed(), failed()]],
    [
      'throws',
      () => {
        throw new Error('no update');
      },
    ],
  ])('and %s: the app comes back, once', async (_, last) => {
    const { leaving, done } = desk();
    await leaving.leave({ ask: false, last: (failed) => void last(failed) });
    expect(done).toEqual(['again .', 'exit']);
  });
});

it('an AppImage starts again from the image, which lasts, and not from where it was mounted', () => {
  const argv = ['/tmp/.mount_x/roundhouse-desktop', '--hidden'];
  expect(toStartAgain({ argv, appImage: '/home/dev/Roundhouse.AppImage' }, null)).toEqual({
    args: [],
    execPath: '/home/dev/Roundhouse.AppImage',
  });
  expect(toStartAgain({ argv, appImage: null }, null)).toEqual({ args: [] });
});
