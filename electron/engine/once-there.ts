// The engine comes up beside the window: whoever needs it waits for it, and all of them for the same one.
import type { RunningEngine } from './running.ts';

export interface ComingEngine {
  /** Starts it, once. */
  begin(): void;
  there(): Promise<RunningEngine>;
  /** null: not there yet */
  now(): RunningEngine | null;
}

export function onceThere(start: () => Promise<RunningEngine>): ComingEngine {
  let running: RunningEngine | null = null;
  let tell: (begun: Promise<RunningEngine>) => void;
  const there = new Promise<RunningEngine>((done) => {
    tell = done;
  });
  // whoever waits is told of a failure; without anybody it is none of Node's business
  there.catch(() => undefined);
  return {
    begin() {
      const begun = start();
      begun.then(
        (engine) => {
          running = engine;
        },
        () => undefined,
      );
      tell(begun);
    },
    there: () => there,
    now: () => running,
  };
}
