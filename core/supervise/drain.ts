// After the exit: what a process wrote last is still in its pipes. Never waits for `close`: a grandchild may hold a pipe for ever.
import type { Readable } from 'node:stream';

export function drained(pipes: Readable[], limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    let open = 0;
    const timer = setTimeout(finish, limitMs);
    function finish(): void {
      clearTimeout(timer);
      for (const pipe of pipes) {
        pipe.off('end', ended);
        pipe.off('close', ended);
      }
      resolve();
    }
    const done = new Set<Readable>();
    function ended(this: Readable): void {
      if (done.has(this)) return;
      done.add(this);
      if (--open === 0) finish();
    }
    for (const pipe of pipes) {
      if (pipe.readableEnded || pipe.destroyed) continue;
      open++;
      pipe.on('end', ended);
      pipe.on('close', ended);
      // nobody listens (any more): without a reader the end is never seen
      if (pipe.listenerCount('data') === 0 && pipe.listenerCount('readable') === 0) pipe.resume();
    }
    if (open === 0) finish();
  });
}
