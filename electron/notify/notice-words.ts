// From what is known of a problem to the words of its notification: the title says what, the body why.
import { basename } from 'node:path/posix';
import type { Alert, AlertKind } from '../../contract/alerts.ts';
import type { ServerView } from '../../contract/server.ts';
import { duration, sentenceCase } from '../../contract/words.ts';
import type { Act } from '../acts.ts';
import type { Notice } from './notice.ts';
import { say } from './text.ts';
import type { Episode, Held } from './told.ts';

/** systems cut longer ones where they like */
const longestBody = 200;

export const noticeId = (kind: AlertKind, subject: string): string => `${kind} ${subject}`;
const fileName = (file: string): string => basename(file.replaceAll('\\', '/'));
const nameOf = ({ kind, subject }: { kind: AlertKind; subject: string }): string => (kind === 'server.down' ? subject : fileName(subject));

const alerts: Act = { do: 'open', to: 'alerts' };

export function problemNotice(alert: Alert, view: ServerView | undefined): Notice {
  const { server, file } = alert;
  if (server === null) {
    const title = say('config.unreadable', { file: fileName(file ?? '') });
    return {
      id: noticeId('config.unreadable', file ?? ''),
      group: 'config.unreadable',
      title,
      ...why(alert),
      silent: false,
      click: alerts,
      buttons: [],
    };
  }
  const log: Act = { do: 'open-log', server, at: crashAt(alert, view) };
  return {
    id: noticeId('server.down', server),
    group: 'server.down',
    title: say(titleOf(view), { name: server }),
    ...why(alert),
    silent: false,
    click: log,
    buttons: [
      { text: say('button.log'), act: log },
      { text: say('button.start'), act: { do: 'start', server } },
    ],
  };
}

/** It was told before, and is as it was. */
export function reminderNotice(alert: Alert, view: ServerView | undefined): Notice {
  const { server, file } = alert;
  const title = server === null ? say('config.still', { file: fileName(file ?? '') }) : say('down.still', { name: server });
  return { ...problemNotice(alert, view), title };
}

export function clearNotice({ kind, subject, openedAt }: Episode, now: number): Notice {
  const [title, click] =
    kind === 'server.down'
      ? [say('clear.server', { name: subject }), { do: 'open', to: `server/${encodeURIComponent(subject)}` } as const]
      : [say('clear.config', { file: fileName(subject) }), alerts];
  return {
    id: noticeId(kind, subject),
    group: 'all-clear',
    title,
    body: say('clear.lasted', { lasted: duration(now - Date.parse(openedAt)) }),
    silent: true,
    click,
    buttons: [],
  };
}

/** Many in one. `quiet`: they waited for the end of the quiet hours. */
export function summaryNotice(items: readonly Held[], quiet: boolean): Notice {
  const names = (fits: (item: Held) => boolean) => [...new Set(items.filter(fits).map(nameOf))];
  const down = names(({ over, kind }) => !over && kind === 'server.down');
  const unreadable = names(({ over, kind }) => !over && kind === 'config.unreadable');
  const well = names(({ over }) => over).filter((name) => !down.includes(name) && !unreadable.includes(name));
  const n = items.filter(({ what }) => what !== 'clear').length;
  const part = (id: 'sum.down' | 'sum.unreadable' | 'sum.well', of: string[]) =>
    of.length > 0 ? [say(id, { n: of.length, names: listed(of) })] : [];
  return {
    id: 'summary',
    group: 'summary',
    title: quiet && n === 0 ? say('quiet.over') : say(quiet ? 'quiet.title' : 'more.title', { n }),
    body: clipped([...part('sum.down', down), ...part('sum.unreadable', unreadable), ...part('sum.well', well)].join(' ')),
    silent: down.length + unreadable.length === 0,
    click: alerts,
    buttons: [],
  };
}

function titleOf(view: ServerView | undefined): 'down.again' | 'down.start' | 'down.crashed' | 'down.reach' | 'down.sign-in' {
  if (!view) return 'down.crashed';
  if (view.auth !== null && view.auth.state !== 'signed-in') return 'down.sign-in';
  if (view.kind === 'http') return 'down.reach';
  // what never listed its tools was never up; a service lists none, and was there if it ended
  const wasUp = view.kind === 'service' ? view.lastExit !== null : view.tools !== null;
  if (!wasUp) return 'down.start';
  return view.restarts > 0 ? 'down.again' : 'down.crashed';
}

/** The moment of which the log tells: the exit if there was one, else when it was given up. */
function crashAt({ lastAt }: Alert, view: ServerView | undefined): string {
  if (view?.state !== 'crashed') return lastAt;
  const { lastExit, since } = view;
  return lastExit !== null && Date.parse(since) - Date.parse(lastExit.at) < 1000 ? lastExit.at : since;
}

function why({ reason, file }: Alert): { body: string } {
  // the title has its name, and the path would leave no room for what is wrong
  const rest = file !== null && reason.startsWith(file) ? reason.slice(file.length).replace(/^[,:]?\s*/, '') : reason;
  return { body: asSentence(rest) };
}

/** Reasons are written to stand after a colon. */
export function asSentence(reason: string): string {
  const sentence = sentenceCase(reason.trim());
  return clipped(/[.?!…]$/.test(sentence) ? sentence : `${sentence}.`);
}

/** at a space, so that no word and no sign is cut in two */
export function clipped(text: string): string {
  if (text.length <= longestBody) return text;
  const cut = text.slice(0, longestBody - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > longestBody / 2 ? cut.slice(0, space) : cut.replace(/[\ud800-\udbff]$/, '')).trimEnd()}…`;
}

const lists = new Intl.ListFormat('en');
const mostNames = 5;

/** "a, b and 3 others": as many as a person takes in at a glance */
export function listed(names: readonly string[]): string {
  const left = names.length - mostNames;
  if (left <= 0) return lists.format(names);
  return lists.format([...names.slice(0, mostNames), say('sum.others', { n: left })]);
}
