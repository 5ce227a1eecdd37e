// One gigabyte without a newline: as a log line, as garbage where messages should be, and as a message that never ends.
import { server } from '../support/live-engine.ts';
import { fault } from './fault.ts';
import { pour, says } from './pour.ts';

const line = (...args: string[]) => server('huge-line.mjs', '--bytes', 1e9, '--close', ...args);

await fault('flood-line-stderr', () => pour(line('--stream', 'stderr'), says('poured'), 180_000, /bytes of this line were cut/));
await fault('flood-line-stdout', () => pour(line(), says('poured'), 180_000, /not a protocol message.*bytes/));
await fault('flood-line-message', () => pour(line('--json'), says('poured'), 180_000, /too long for a message and was dropped/));
