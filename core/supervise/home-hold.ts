// The engine's hold on its home. Somebody may delete the run folder under a living engine: then nobody finds it, and a second engine could
// start beside it. So it looks now and then, and takes the home again; if another engine has it by then, this one gives way.
import { type EngineLock, takeLock } from './engine-lock.ts';

const LOOK_EVERY_MS = 5_000;

export interface HomeHold {
  /** begins to look; `onRestored`: the home is held again, its files are not there yet; `onLost`: another engine has it */
  watch(events: { onRestored(): void; onLost(pid: number | null): void; onFault(error: unknown): void }): void;
  release(): void;
}

export async function holdHome(runFolder: string): Promise<HomeHold | { heldBy: number | null }> {
  const first = await takeLock(runFolder);
  if (!first.held) return { heldBy: first.pid };
  let lock: Extract<EngineLock, { held: true }> | null = first;
  let timer: NodeJS.Timeout | undefined;
  return {
    watch({ onRestored, onLost, onFault }) {
      const look = async () => {
        if (!lock || lock.isThere()) return;
        lock.release();
        lock = null;
        const again = await takeLock(runFolder);
        if (!again.held) return onLost(again.pid);
        lock = again;
        onRestored();
      };
      timer = setInterval(() => void look().catch(onFault), LOOK_EVERY_MS);
      timer.unref();
    },
    release() {
      clearInterval(timer);
      lock?.release();
      lock = null;
    },
  };
}
