// State lines of what is wrong.
import { basename } from 'node:path/posix';
import type { Problem, ServerView } from '../../contract/server.ts';
import { duration, glyphOf, headline, headlineParts, say, when } from '../../contract/words.ts';
import { fitting } from './labels.ts';
import type { TrayIcon } from './model.ts';
import { logAtCrash, muteFor, signIn, wantsSignIn } from './servers.ts';
import { calm, type Head, same, tipOf, tipRoom } from './state-line.ts';
import { t } from './words.ts';

export function oneCrashed(view: ServerView, servers: readonly ServerView[], muted: boolean, now: number): Head {
  const { name } = view;
  const since = Date.parse(view.since);
  return {
    ...calm,
    icon: 'failed',
    glyph: glyphOf(view.state),
    text: fitting((name) => t('head.crashed', { name, when: ago(since, now) }), name),
    tip: tipOf((name) => t('tip.crashed', { name }), name, servers),
    about: name,
    until: nextWord(since, now),
    rows: [
      { kind: 'act', text: t('act.open-log.crash'), act: logAtCrash(view) },
      wantsSignIn(view)
        ? { kind: 'act', text: t('act.sign-in'), act: signIn(view) }
        : { kind: 'act', text: fitting((name) => t('act.start.name', { name }), name), act: { do: 'start', server: name } },
      ...(muted ? [] : [{ kind: 'act', text: t('act.mute'), act: muteFor(name) } as const]),
    ],
  };
}

export function oneDegraded(view: ServerView, servers: readonly ServerView[], now: number): Head {
  const { name } = view;
  const since = Date.parse(view.since);
  const age = now - since;
  return {
    ...calm,
    icon: 'attention',
    glyph: glyphOf(view.state),
    text: fitting((name) => (age < minute ? t('head.degraded', { name }) : t('head.degraded.for', { name, age: duration(age) })), name),
    tip: tipOf((name) => t('head.degraded', { name }), name, servers),
    about: name,
    until: since + (Math.floor(Math.max(0, age) / minute) + 1) * minute,
    rows: [
      { kind: 'act', text: t('act.open-log'), act: { do: 'open-log', server: name } },
      { kind: 'act', text: fitting((name) => t('act.restart.name', { name }), name), act: { do: 'restart', server: name } },
    ],
  };
}

export function several(icon: TrayIcon, servers: readonly ServerView[]): Head {
  const words = headline(servers);
  const [part] = headlineParts(servers);
  return { ...same(icon, words, part?.glyph ?? null), tip: tipOf(() => words, '', servers) };
}

export function unreadable(problems: readonly Problem[]): Head {
  const files = [...new Set(problems.map(({ file }) => file))];
  const name = basename(files[0]!.replaceAll('\\', '/'));
  const words = (file: string) => t('head.problem', { n: files.length, file });
  return {
    ...same('attention', '', 'degraded'),
    text: fitting(words, name),
    tip: fitting(words, name, tipRoom),
    rows: [{ kind: 'act', text: t('act.problem'), act: { do: 'open', to: 'overview' } }],
  };
}

const minute = 60_000;
const hour = 60 * minute;

/** Seconds would change the menu all the time. */
const ago = (since: number, now: number): string => (now - since < minute ? say('when.now') : when(since, now));

/** When `ago` says something else: the next minute; after an hour the next day, and after six days, when weekdays end. */
function nextWord(since: number, now: number): number {
  const age = Math.max(0, now - since);
  if (age < hour) return since + (Math.floor(age / minute) + 1) * minute;
  return Math.min(...[new Date(now).setHours(24, 0, 0, 0), since + 6 * 24 * hour].filter((at) => at > now));
}
