// The way out of the app. It is asked about only where clients would lose what they use; then everything goes by the engine's one path.
import type { App, BrowserWindow, MessageBoxOptions, RelaunchOptions } from 'electron';
import type { ComingEngine } from './engine/once-there.ts';
import { linkTo } from './links.ts';
import type { Watch } from './watch.ts';
import { say } from './words.ts';

export interface LeavingParts {
  app: Pick<App, 'exit' | 'relaunch'>;
  /** how it starts again, with this link */
  again(link: string | null): RelaunchOptions;
  /** only on a window: a box of its own halts the engine, which runs on this thread, until it is answered (macOS) */
  dialog: { showMessageBox(over: BrowserWindow, box: MessageBoxOptions): Promise<{ response: number }> };
  engine: Pick<ComingEngine, 'now' | 'coming'>;
  watch(): Watch | null;
  /** The window, brought up and in sight; null: it went before it was. */
  window(): Promise<BrowserWindow | null>;
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
   * update does that is to be installed; what it is handed says that this failed: the app comes back as it was. The answer: whether it goes.
   */
  leave(how: { ask: boolean; last?: Last }): Promise<boolean>;
  /** It was opened again while it goes: what would be shown now would go with it, so it starts anew when it has gone. */
  again(place?: string): void;
}

export type Last = (failed: () => void) => void;

/** a signal reaches us, and Electron, which quits: what comes within this time is one wish, not an impatient second */
const sameWishMs = 400;
/** the engine's own budget is six seconds; a process that hangs is no reason to stay */
const longestMs = 8_000;
/** what replaces the app may need a moment; one that never does is as good as failed */
const longestLastMs = 60_000;

export function wayOut(parts: LeavingParts): Leaving {
  const { app, log } = parts;
  let asking: Promise<boolean> | null = null;
  let going = false;
  let left = false;
  let wishedAt = Number.NEGATIVE_INFINITY;
  let ended = false;
  let isWanted = false;
  let link: string | null = null;

  function end(comesBack: boolean): void {
    // each relaunch that is asked for is one more app
    if (ended) return;
    ended = true;
    if (comesBack) app.relaunch(parts.again(link));
    app.exit(0);
  }

  async function leave({ ask, last }: { ask: boolean; last?: Last }): Promise<boolean> {
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
    const stopped = await Promise.race([parts.engine.coming().then((engine) => engine?.stop() ?? { alive: [] }), late]).catch(
      (error: unknown) => {
        log.warn(`the engine did not stop in order: ${error instanceof Error ? error.message : String(error)}`);
        return null;
      },
    );
    if (stopped === null) log.warn('the app ends before its engine has: the guardian ends what is left');
    else if (stopped.alive.length > 0) log.warn(`these did not stop in time and were left to the guardian: ${stopped.alive.join(', ')}`);
    log.info('ended');
    left = true;
    if (!last) end(isWanted);
    else install(last);
    return true;
  }

  function install(last: Last): void {
    const failed = (): void => {
      log.warn('the update was not installed: the app starts again as it is');
      end(true);
    };
    setTimeout(failed, longestLastMs);
    try {
      last(failed);
    } catch (error) {
      log.warn(`updates: ${error instanceof Error ? error.message : String(error)}`);
      failed();
    }
  }

  return {
    isLeaving: () => going,
    hasLeft: () => left,
    leave,
    again(place) {
      isWanted = true;
      if (place !== undefined) link = linkTo(place);
    },
  };
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
  const over = await window();
  // closed again at once: nobody was asked
  if (over === null) return false;
  const gone = new Promise<{ response: number }>((done) => over.once('closed', () => done({ response: box.cancelId })));
  const { response } = await Promise.race([dialog.showMessageBox(over, box), gone]);
  return response === 1;
}
