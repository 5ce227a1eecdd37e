// Shows what was decided: follows the engine, the preferences and the time, keeps what was told, and does what a click asks for.
import { createHash } from 'node:crypto';
import type { Act, Perform } from '../acts.ts';
import type { PreferenceStore } from '../preferences.ts';
import type { Watch } from '../watch.ts';
import { testNotice } from './app-notices.ts';
import { type Notice, type NoticeState, noticesFor } from './notices.ts';
import { say } from './text.ts';
import { keptAct, type Shown, type ToldStore } from './told.ts';

export interface SystemNotice extends Pick<Notice, 'title' | 'body' | 'silent' | 'group'> {
  groupTitle: string;
  buttons: readonly string[];
  /** it may go to the list without coming up */
  isLow: boolean;
}

/** `button`: which one, by its place; null: the notification itself */
export interface Pressed {
  id: string;
  button: number | null;
}

export interface SystemNotifications {
  /** one of the same id goes away */
  show(id: string, notice: SystemNotice): void;
  withdraw(id: string): void;
  onPress(listener: (pressed: Pressed) => void): void;
  /** whether notifications reach the person, as far as the system tells */
  reach(): { state: 'granted' | 'denied' | 'unknown'; reason: string | null };
  close(): void;
}

export interface Clock {
  now(): number;
  /** the answer takes it back */
  after(ms: number, run: () => void): () => void;
}

export interface TellParts {
  watch: Watch;
  perform: Perform;
  preferences: PreferenceStore;
  isFocused(): boolean;
  /** told when a window comes to the front; the answer ends it */
  onFocus?(listener: () => void): () => void;
  told: ToldStore;
  system: SystemNotifications;
  clock?: Clock;
}

export interface Notifications {
  /** a person asks for one, to see whether they arrive */
  test(): void;
  /** what the app itself has to say, at once */
  say(notice: Notice): void;
  reach: SystemNotifications['reach'];
  close(): void;
}

/** a laptop that slept hears of it a minute later at most */
const longestTimerMs = 60_000;
const mostShown = 50;

export function tellPeople(parts: TellParts): Notifications {
  const { watch, perform, preferences, isFocused, told, system, clock = wallClock } = parts;
  let kept = told.load();
  let line: NoticeState['line'] = null;
  let cancelTimer: (() => void) | null = null;
  const live = new Map<string, Pick<Notice, 'click' | 'buttons'>>();

  function look(): void {
    cancelTimer?.();
    cancelTimer = null;
    const now = clock.now();
    const facts = { now, seen: watch.get(), focused: isFocused(), preferences: preferences.get().notifications };
    const { state, notices, withdraw, wakeAt } = noticesFor({ ...kept, line }, facts);
    let { shown } = state;
    for (const id of withdraw) {
      system.withdraw(systemId(id));
      shown = shown.filter((one) => one.id !== id);
    }
    for (const notice of notices) {
      show(notice);
      shown = [...shown.filter(({ id }) => id !== notice.id), ...shownOf(notice)].slice(-mostShown);
    }
    line = state.line;
    const { told: episodes, held, singles, summaries } = state;
    save({ told: episodes, held, singles, summaries, shown });
    if (wakeAt !== null) cancelTimer = clock.after(Math.min(Math.max(0, wakeAt - now), longestTimerMs), look);
  }

  let known: unknown[] = [];
  /** figures come every few seconds, and none of them matters here */
  function lookIfNews(): void {
    const { alerts, mutes, contact, snapshot } = watch.get();
    const news = [alerts, mutes, contact.kind, snapshot?.engine.instance, isFocused()];
    if (news.every((each, at) => each === known[at])) return;
    known = news;
    look();
  }

  function save(next: typeof kept): void {
    if (JSON.stringify(next) === JSON.stringify(kept)) return;
    kept = next;
    told.save(kept);
  }

  function show(notice: Notice): void {
    const { id, title, body, silent, group, click, buttons } = notice;
    live.set(systemId(id), { click, buttons });
    system.show(systemId(id), {
      title,
      body,
      silent,
      group,
      groupTitle: say(`group.${group}`),
      buttons: buttons.map(({ text }) => text),
      isLow: group === 'all-clear',
    });
  }

  function actFor({ id, button }: Pressed): Act {
    const now = live.get(id);
    if (now) return (button === null ? null : now.buttons[button]?.act) ?? now.click;
    const before = kept.shown.find((one) => systemId(one.id) === id);
    // shown by an earlier run that forgot it: what is open now is there
    return (before && ((button === null ? null : before.buttons[button]) ?? before.click)) ?? { do: 'open', to: 'alerts' };
  }

  system.onPress((pressed) => void perform(actFor(pressed)));
  const ends = [watch.onChange(lookIfNews), preferences.onChange(look), parts.onFocus?.(look)];
  lookIfNews();
  return {
    test: () => show(testNotice()),
    say: show,
    reach: () => system.reach(),
    close() {
      for (const end of ends) end?.();
      cancelTimer?.();
      system.close();
    },
  };
}

/** Systems limit length and letters of ids; names of servers and files know no limit. */
export const systemId = (id: string): string => `rh-${createHash('sha256').update(id).digest('hex').slice(0, 24)}`;

function shownOf({ id, click, buttons }: Notice): Shown[] {
  const acts = { id, click: keptAct.safeParse(click).data, buttons: buttons.map(({ act }) => keptAct.safeParse(act).data) };
  const { click: main } = acts;
  return main && acts.buttons.every((act) => act !== undefined)
    ? [{ id, click: main, buttons: acts.buttons.filter((act) => act !== undefined) }]
    : [];
}

const wallClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
