// The way out of the app. It is asked about only where clients would lose what they use; then everything goes by the engine's one path.
import type { App, BrowserWindow, Dialog } from 'electron';
import type { ComingEngine } from './engine/once-there.ts';
import type { Watch } from './watch.ts';
import { say } from './words.ts';

export interface LeavingParts {
  app: Pick<App, 'exit'>;
  dialog: Pick<Dialog, 'showMessageBox'>;
  engine: Pick<ComingEngine, 'now' | 'coming'>;
  watch(): Watch | null;
  window(): BrowserWindow | null;
  /** everything that is shown goes first, so that nothing claims a state while the engine stops */
  hideAll(): void;
  log: { info(message: string): void; warn(message: string): void };
}

export interface Leaving {
  isLeaving(): boolean;
  /** everything is down: whoever quits the app now may */
  hasLeft(): boolean;
  /**
   * `ask`: a person wants it, who may not know that clients are connected. `last`: quits the app instead of ending it at once, as an
   * update does that is to be installed. The answer: whether it goes.
   */
  leave(how: { ask: boolean; last?: () => void }): Promise<boolean>;
}

/** a signal reaches us, and Electron, which quits: what comes within this time is one wish, not an impatient second */
const sameWishMs = 400;
/** the engine's own budget is six seconds; a process that hangs is no reason to stay */
const longestMs = 8_000;
/** what replaces the app may need a moment; one that fails is no reason to stay either */
const longestLastMs = 60_000;

export function wayOut(parts: LeavingParts): Leaving {
  const { app, log } = parts;
  let asking: Promise<boolean> | null = null;
  let going = false;
  let left = false;
  let wishedAt = Number.NEGATIVE_INFINITY;

  async function leave({ ask, last }: { ask: boolean; last?: () => void }): Promise<boolean> {
    if (going) {
      // once more hurries it
      const now = performance.now();
      if (now - wishedAt >= sameWishMs) void parts.engine.now()?.stop();
      wishedAt = now;
      return true;
    }
    if (ask) {
      asking ??= mayGo(parts).finally(() => {
        asking = null;
      });
      if (!(await asking) || going) return going;
    }
    going = true;
    wishedAt = performance.now();
    parts.hideAll();
    const late = new Promise<null>((done) => setTimeout(done, longestMs, null));
    const ended = await Promise.race([parts.engine.coming().then((engine) => engine?.stop() ?? { alive: [] }), late]).catch(
      (error: unknown) => {
        log.warn(`the engine did not stop in order: ${error instanceof Error ? error.message : String(error)}`);
        return null;
      },
    );
    if (ended === null) log.warn('the app ends before its engine has: the guardian ends what is left');
    else if (ended.alive.length > 0) log.warn(`these did not stop in time and were left to the guardian: ${ended.alive.join(', ')}`);
    log.info('ended');
    left = true;
    if (!last) app.exit(0);
    else {
      setTimeout(() => app.exit(0), longestLastMs);
      last();
    }
    return true;
  }

  return { isLeaving: () => going, hasLeft: () => left, leave };
}

async function mayGo({ engine, dialog, window, watch }: LeavingParts): Promise<boolean> {
  const running = engine.now();
  if (running?.kind !== 'hosted') return true;
  const callers = await running.client
    .gateway()
    .then((view) => view.callers.filter(({ connected }) => connected).length)
    // whoever cannot be asked keeps nobody here
    .catch(() => 0);
  if (callers === 0) return true;
  const up =
    watch()
      ?.get()
      .snapshot?.servers.filter(({ pid }) => pid !== null).length ?? 0;
  const box = {
    type: 'question' as const,
    message: say('quit.ask', { n: callers }),
    detail: say('quit.detail', { n: up }),
    buttons: [say('quit.keep'), say('quit.stop', { n: up })],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const over = window();
  const { response } = await (over ? dialog.showMessageBox(over, box) : dialog.showMessageBox(box));
  return response === 1;
}
