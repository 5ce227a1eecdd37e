// The engine comes up beside the window: whoever needs it waits for it, and all of them for the same one.
import type { RunningEngine } from './running.ts';

export interface ComingEngine {
  /** Starts it, once. */
  begin(): void;
  there(): Promise<RunningEngine>;
  /** null: not there yet */
  now(): RunningEngine | null;
  /** also one that is still coming up; null: none was begun, or it did not come */
  coming(): Promise<RunningEngine | null>;
}

export function onceThere(start: () => Promise<RunningEngine>): ComingEngine {
  let running: RunningEngine | null = null;
  let coming: Promise<RunningEngine | null> = Promise.resolve(null);
  let tell: (begun: Promise<RunningEngine>) => void;
  const there = new Promise<RunningEngine>((done) => {
    tell = done;
  });
  // whoever waits is told of a failure; without anybody it is none of Node's business
  there.catch(() => undefined);
  return {
    begin() {
      const begun = start();
      coming = begun.then(
        (engine) => {
          running = engine;
          return engine;
        },
        () => null,
      );
      tell(begun);
    },
    there: () => there,
    now: () => running,
    coming: () => coming,
  };
}
