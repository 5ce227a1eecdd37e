// How an official client reaches a live engine: over HTTP, and through the command that stands in a client's own config.
import { entry, type LiveEngine } from './live-engine.ts';

export const carriersOf = (engine: () => LiveEngine) => ({
  address: () => new URL(`${engine().url}/mcp`),
  requestInit: () => ({ headers: { authorization: `Bearer ${engine().token}` } }),
  command: () => ({
    command: process.execPath,
    args: [entry, 'connect', '--client', 'tests'],
    env: engine().env,
    stderr: 'pipe' as const,
  }),
});

/** the text parts of a result, one under the other */
export const textOf = ({ content }: { [key: string]: unknown }): string =>
  (content as { text?: string }[]).map(({ text }) => text ?? '').join('\n');
