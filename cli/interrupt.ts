// Ctrl-C during something that goes on: the first ends it in good order, the second ends the command at once.
export interface Interrupt {
  signal: AbortSignal;
  /** from here on Ctrl-C does what it always does */
  release(): void;
}

export function onInterrupt(): Interrupt {
  const stop = new AbortController();
  const ask = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, ask);
  return {
    signal: stop.signal,
    release: () => {
      for (const signal of signals) process.off(signal, ask);
    },
  };
}
