// Lines on stdout that are no messages: every one is counted, the first of each while are logged, and nobody is told of each.
const WINDOW_MS = 10_000;
const LOGGED_PER_WINDOW = 50;
const TELL_EVERY_MS = 1_000;

export interface NoiseParts {
  log(text: string): void;
  /** how many there were so far; at most once a second */
  tell(lines: number): void;
  now?(): number;
}

export function createNoiseMeter({ log, tell, now = () => performance.now() }: NoiseParts) {
  let total = 0;
  let told: NodeJS.Timeout | undefined;
  let windowEnds = 0;
  let logged = 0;
  let leftOut = 0;

  const summarise = () => {
    if (leftOut > 0) log(`${leftOut} more lines on stdout that are not protocol messages were left out`);
    leftOut = 0;
  };

  return {
    hear(text: string): void {
      total++;
      if (now() >= windowEnds) {
        summarise();
        windowEnds = now() + WINDOW_MS;
        logged = 0;
      }
      if (logged++ < LOGGED_PER_WINDOW) log(`not a protocol message on stdout: ${text}`);
      else leftOut++;
      told ??= setTimeout(
        () => {
          told = undefined;
          tell(total);
        },
        total === 1 ? 0 : TELL_EVERY_MS,
      ).unref();
    },
    /** the run is over: what was not said yet is said now */
    end(): void {
      clearTimeout(told);
      summarise();
    },
  };
}
