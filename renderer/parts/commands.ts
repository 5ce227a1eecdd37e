// Every command of the palette: what needs attention, servers and what can be done with them, pages, settings.
import { LogIn, type LucideIcon, Pause, Play, RotateCw, ScrollText, Square, SunMoon } from 'lucide-react';
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { compareServers, type Description, describe, needsAttention } from '../../contract/words.ts';
import { pages } from '../pages.tsx';
import { hrefOf, logHref, pageIds, serverHref } from '../route.ts';
import { act } from '../store/actions.ts';
import { client, pageStore } from '../store/engine.ts';
import { inWords } from '../store/failure.ts';
import { nextTheme } from '../store/theme.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import type { CommandGroup, Findable } from '../view/ranking.ts';

export type Pick = 'start' | 'stop' | 'restart';

export interface Command extends Findable {
  id: string;
  sign: LucideIcon | Description;
  detail: string;
  server: string | null;
  /** acts on servers: not without contact */
  acts: boolean;
  /** leads to a second step instead */
  pick: Pick | null;
  run(): void;
}

const icons = { start: Play, stop: Square, restart: RotateCw } as const;
const verbs = ['restart', 'start', 'stop'] as const;

const may = (verb: Pick, { state }: ServerView): boolean => {
  const down = ['stopped', 'crashed', 'idle', 'disabled'].includes(state);
  return verb === 'start' ? down && state !== 'disabled' : verb === 'stop' ? !down || state === 'idle' : !down;
};

const command = (
  group: CommandGroup,
  id: string,
  label: string,
  more: Partial<Command> & { sign: Command['sign']; run(): void },
): Command => ({
  id: `${group}:${id}`,
  group,
  label,
  detail: '',
  words: '',
  destructive: false,
  suggested: true,
  server: null,
  acts: false,
  pick: null,
  ...more,
});

const go = (href: string): void => {
  location.hash = href;
};

async function tell(verb: Pick, name: string): Promise<void> {
  await act(verb, name);
  const failure = pageStore.get().acting.get(name)?.failure;
  if (failure) toast(t('act.failed', { act: t(`act.${verb}`).toLowerCase(), name, reason: failure }), { tone: 'fail' });
}

async function supervise(pause: boolean): Promise<void> {
  try {
    await (pause ? client.pauseServers({ for: '1h' }) : client.resumeServers({}));
  } catch (error) {
    toast(t('palette.failed', { reason: inWords(error) }), { tone: 'fail' });
  }
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
    command('settings', 'theme', t('palette.theme'), { sign: SunMoon, words: 'dark light system theme', run: nextTheme }),
  ];
}

/** The second step: for which server. */
export function picksOf({ servers }: Snapshot, pick: Pick, now: number): Command[] {
  return [...servers]
    .sort(compareServers)
    .filter((view) => may(pick, view))
    .map((view) => {
      const words = describe(view, now);
      const run = () => void tell(pick, view.name);
      return command('names', view.name, view.name, {
        sign: words,
        detail: words.sentence,
        server: view.name,
        acts: true,
        destructive: pick === 'stop',
        run,
      });
    });
}
