// `status --watch` and `monitor`: the table kept true. A terminal is redrawn in place, at most once a second; anything else
// gets a line per change.
import type { Followed } from '../contract/follow.ts';
import { follow } from '../contract/follow.ts';
import type { Contact } from '../contract/line.ts';
import type { ServerView } from '../contract/server.ts';
import { describe } from '../contract/words.ts';
import { type Engine, localRetry } from './engine.ts';
import { type ExitCode, exit } from './exit.ts';
import { onInterrupt } from './interrupt.ts';
import type { Io } from './io.ts';
import { pick } from './pick.ts';
import { sanitise } from './print/sanitise.ts';
import { openScreen, type Screen } from './print/screen.ts';
import { headlineLine, statusLines } from './print/server-table.ts';

export async function watchStatus(io: Io, engine: Engine, names: string[]): Promise<ExitCode> {
  // a typing error is told now, not waited for
  pick((await engine.client.snapshot()).servers, names);
  const interrupt = onInterrupt();
  const screen = io.stdout.isTTY && !io.json ? openScreen(io.stdout, () => screenLines(io, latest, names)) : null;
  let latest: Followed = { snapshot: null, contact: { kind: 'connecting' } };
  const shown = new Map<string, string>();
  try {
    await follow({
      client: engine.client,
      signal: interrupt.signal,
      retry: localRetry,
      onState(state) {
        const before = latest;
        latest = state;
        draw(io, screen, before, state, names, shown);
      },
    });
  } finally {
    screen?.close();
    interrupt.release();
  }
  return exit.done;
}

function draw(io: Io, screen: Screen | null, before: Followed, state: Followed, names: string[], shown: Map<string, string>): void {
  if (screen) {
    screen.changed();
    return;
  }
  tellContact(io, before.contact, state.contact);
  if (state.snapshot === null || state.snapshot === before.snapshot) return;
  const views = chosen(state.snapshot.servers, names);
  if (io.json) {
    io.stdout.write(`${JSON.stringify(views)}\n`);
    return;
  }
  const { at } = state.snapshot;
  const say = (name: string, words: string): void => io.print(`${at} ${sanitise(name, false)}: ${words}`);
  for (const view of views) {
    const words = changeWords(view);
    if (shown.get(view.name) === words) continue;
    shown.set(view.name, words);
    say(view.name, words);
  }
  for (const name of [...shown.keys()]) {
    if (views.some((view) => view.name === name)) continue;
    shown.delete(name);
    say(name, 'Removed');
  }
}

/** What a change is about: without the times in it, which would make each second a change. */
function changeWords(view: ServerView): string {
  const { label, paused } = describe(view, Date.parse(view.since));
  const why = view.reason === null || view.state === 'stopped' ? '' : `: ${sanitise(view.reason, false)}`;
  return `${label}${view.step === null ? '' : ` (${view.step})`}${paused === null ? '' : `, ${paused.toLowerCase()}`}${why}`;
}

function tellContact(io: Io, before: Contact, now: Contact): void {
  if (now.kind === 'lost' && before.kind !== 'lost') io.say('No contact with the engine; waiting for it.');
  if (now.kind === 'live' && before.kind === 'lost') io.say('In contact with the engine again.');
}

/** A server that is removed meanwhile disappears from the table; it is no mistake. */
const chosen = (views: readonly ServerView[], names: string[]): ServerView[] =>
  pick(
    views,
    names.filter((name) => views.some((view) => view.name === name)),
  ).filter((view) => names.length === 0 || names.includes(view.name));

function screenLines(io: Io, { snapshot, contact }: Followed, names: string[]): string[] {
  if (snapshot === null) return [contact.kind === 'lost' ? contact.message : 'Connecting…'];
  const views = chosen(snapshot.servers, names);
  const now = Date.now();
  const top =
    contact.kind === 'lost'
      ? io.out.tone('warn', `No contact with the engine since ${contact.at}; this is the last that was known.`)
      : headlineLine(views, io);
  return [top, '', ...statusLines(views, now, io), '', io.out.dim('Ctrl-C ends watching; the servers go on.')];
}
