import type { Leaving } from '../leaving.ts';

/** From a terminal or the system: nobody is there to be asked. A second one hurries. */
export function onSignals(process: Pick<NodeJS.Process, 'on'>, leaving: Leaving): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leaving.leave({ ask: false }));
}
