// Every command of the palette: what needs attention, servers and what can be done with them, pages, settings.
import { Copy, LogIn, Pause, Play, RotateCw, ScrollText, Square } from 'lucide-react';
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { compareServers, describe, needsAttention } from '../../contract/words.ts';
import { pages } from '../pages.tsx';
import { hrefOf, logHref, pageIds, serverHref } from '../route.ts';
import { act, actOn } from '../store/actions.ts';
import { client } from '../store/engine.ts';
import { inWords } from '../store/failure.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { may } from '../view/acts.ts';
import type { CommandGroup } from '../view/ranking.ts';
import { type Command, command, go, type Pick } from './command.ts';

const icons = { start: Play, stop: Square, restart: RotateCw } as const;
const verbs = ['restart', 'start', 'stop'] as const;

async function tell(verb: Pick, name: string): Promise<void> {
  const [failed] = await act(verb, name);
  if (failed) toast(t('act.failed', { act: t(`act.${verb}`).toLowerCase(), ...failed }), { tone: 'fail' });
}

/** In the order of their dependencies, as the engine knows it. */
async function tellAll(verb: Pick, names: readonly string[]): Promise<void> {
  const failed = await actOn(verb, [...names]);
  if (failed.length > 0) complain(verb, failed.map(({ name }) => name).join(', '), failed[0]!.reason);
}

const complain = (verb: Pick, names: string, reason: string): void =>
  toast(t('palette.some-failed', { act: t(`act.${verb}`).toLowerCase(), names, reason }), { tone: 'fail' });

export function runPick(verb: Pick, names: readonly string[]): void {
  const [only] = names;
  void (names.length === 1 && only !== undefined ? tell(verb, only) : tellAll(verb, names));
}

async function supervise(pause: boolean): Promise<void> {
  try {
    await (pause ? client.pauseServers({ for: '1h' }) : client.resumeServers({}));
  } catch (error) {
    toast(t('palette.failed', { reason: inWords(error) }), { tone: 'fail' });
  }
}

function copy(text: string): void {
  // a page that did not come by a secure way has no clipboard at all
  const writing = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
  writing.then(
    () => toast(t('copy.done')),
    () => toast(t('copy.failed'), { tone: 'fail' }),
  );
}

export function commandsOf({ servers, engine }: Snapshot, now: number): Command[] {
  const sorted = [...servers].sort(compareServers);
  const words = new Map(sorted.map((view) => [view.name, describe(view, now)]));
  const doing = (verb: Pick, view: ServerView, group: CommandGroup, suggested: boolean): Command =>
    command(group, `${verb}:${view.name}`, `${t(`act.${verb}`)} ${view.name}`, {
      sign: icons[verb],
      detail: words.get(view.name)!.sentence,
      destructive: verb === 'stop',
      server: view.name,
      acts: true,
      suggested,
      run: () => void tell(verb, view.name),
    });
  const logOf = (view: ServerView, group: CommandGroup, suggested: boolean): Command =>
    command(group, `log:${view.name}`, t('palette.log.of', { name: view.name }), {
      sign: ScrollText,
      words: 'log logs',
      server: view.name,
      suggested,
      run: () => go(logHref(view.name)),
    });
  const paused = engine.paused !== null;
  return [
    ...sorted
      .filter(needsAttention)
      .flatMap((view, at) => [doing(may('start', view) ? 'start' : 'restart', view, 'now', at < 3), logOf(view, 'now', at < 3)]),
    ...verbs.map((verb) =>
      command('actions', `pick:${verb}`, t(`palette.pick.${verb}`), {
        sign: icons[verb],
        detail: t('palette.pick'),
        pick: verb,
        acts: true,
        run() {},
      }),
    ),
    command('actions', 'pause', t(paused ? 'palette.resume' : 'palette.pause'), {
      sign: paused ? LogIn : Pause,
      acts: true,
      words: 'pause resume',
      run: () => void supervise(!paused),
    }),
    ...(engine.url === null
      ? []
      : [
          command('actions', 'copy', t('copy.gateway'), {
            sign: Copy,
            detail: `${engine.url.replace(/^https?:\/\//, '')}/mcp`,
            words: 'copy url endpoint',
            run: () => copy(`${engine.url}/mcp`),
          }),
        ]),
    ...verbs.flatMap((verb) => severalOf(verb, sorted)),
    ...sorted.flatMap((view) =>
      verbs
        .filter((verb) => may(verb, view) && !(needsAttention(view) && verb !== 'stop'))
        .map((verb) => doing(verb, view, 'actions', false)),
    ),
    ...sorted.map((view, at) =>
      command('names', view.name, view.name, {
        sign: words.get(view.name)!,
        detail: words.get(view.name)!.sentence,
        words: view.groups.join(' ').toLowerCase(),
        server: view.name,
        suggested: at < 6,
        run: () => go(serverHref(view.name)),
      }),
    ),
    ...sorted.filter((view) => !needsAttention(view)).map((view) => logOf(view, 'pages', false)),
    ...pageIds
      .filter((id) => pages[id].group !== null)
      .map((id) => command('pages', id, t(`nav.${id}`), { sign: pages[id].icon, run: () => go(hrefOf(id)) })),
  ];
}

/** All servers, and those of each group of the config. */
function severalOf(verb: Pick, servers: readonly ServerView[]): Command[] {
  const several = (id: string, label: string, views: readonly ServerView[]): Command[] => {
    const names = views.filter((view) => may(verb, view)).map(({ name }) => name);
    if (names.length < 2) return [];
    const detail = t('palette.count', { n: names.length });
    const more = { detail, acts: true, suggested: false, destructive: verb === 'stop' };
    return [command('actions', `${verb}:${id}`, label, { sign: icons[verb], ...more, run: () => runPick(verb, names) })];
  };
  const groups = [...new Set(servers.flatMap((view) => view.groups))];
  return [
    ...several('*', t(`palette.all.${verb}`), servers),
    ...groups.flatMap((group) =>
      several(
        `* ${group}`,
        `${t(`act.${verb}`)} ${group}`,
        servers.filter((view) => view.groups.includes(group)),
      ),
    ),
  ];
}

/** The second step: which servers. */
export function picksOf({ servers }: Snapshot, pick: Pick, now: number): Command[] {
  return [...servers]
    .sort(compareServers)
    .filter((view) => may(pick, view))
    .map((view) => {
      const words = describe(view, now);
      return command('names', view.name, view.name, {
        sign: words,
        detail: words.sentence,
        server: view.name,
        acts: true,
        destructive: pick === 'stop',
        run: () => runPick(pick, [view.name]),
      });
    });
}
