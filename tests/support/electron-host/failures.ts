// What goes wrong unheard in the main process. Electron does not end for it: it shows an error box, or prints a warning.
import { inspect } from 'node:util';

const said: string[] = [];

export const failures = (): readonly string[] => said;

export function noteFailures(): void {
  const note = (kind: string, error: unknown) => {
    const text = `${kind}: ${inspect(error)}`;
    said.push(text);
    console.error(`electron-host: ${text}`);
  };
  process.on('uncaughtException', (error) => note('A JavaScript error occurred in the main process', error));
  process.on('unhandledRejection', (error) => note('UnhandledPromiseRejectionWarning', error));
}
