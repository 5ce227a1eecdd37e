import type { OpenedLink, OpenOptions, Pipes } from './link.ts';
import { openLink } from './open-link.ts';
import { StdioCarrier } from './stdio-carrier.ts';

/** The pipes stay the caller's: closing the link ends neither, and drains what the server still says on its stdout. */
export function openStdio(pipes: Pipes, options: OpenOptions): Promise<OpenedLink> {
  return openLink(new StdioCarrier(pipes), options);
}
