// The rows of single servers: trouble first, then those that are used most. Each with one submenu of what fits its state.
import type { CallsNow } from '../../contract/call-figures.ts';
import type { Snapshot } from '../../contract/events.ts';
import { assertNever, type ServerView } from '../../contract/server.ts';
import { compareNames, glyphOf, isUp, labelOf, rankOf } from '../../contract/words.ts';
import { fitting, labelLength } from './labels.ts';
import type { MenuRow, TrayAct } from './model.ts';
import { t } from './words.ts';

type Sub = { text: string; act: TrayAct };

export function rowsOfServers({ servers, calls }: Snapshot, { room, told }: { room: number; told: string | null }): MenuRow[] {
  const others = servers.filter(({ name }) => name !== told);
  const shown = chosen(others, calls, room);
  const rest = others.filter((view) => !shown.includes(view));
  const stopped = rest.filter(isStopped).length;
  const n = rest.length - stopped;
  const rows: MenuRow[] = shown.map((view) => ({
    kind: 'more',
    text: label(view, servers),
    glyph: glyphOf(view.state),
    rows: actsOf(view),
  }));
  if (rest.length === 0) return rows;
  const text = stopped === 0 ? t('more', { n }) : n === 0 ? t('more.only-stopped', { stopped }) : t('more.stopped', { n, stopped });
  return [...rows, { kind: 'act', text, act: { do: 'open', to: 'overview' } }];
}

const isStopped = ({ state }: ServerView): boolean => state === 'stopped' || state === 'disabled';

function chosen(views: readonly ServerView[], calls: CallsNow | undefined, room: number): ServerView[] {
  return (
    views
      .map((view) => ({ view, place: placeOf(view), use: useOf(view, calls) }))
      .sort((a, b) => a.place - b.place || b.use - a.use || compareNames(a.view.name, b.view.name))
      .slice(0, room)
      .map(({ view, place }) => ({ view, place }))
      // within those that were chosen by use the name decides: figures change all the time, and rows must not jump
      .sort((a, b) => a.place - b.place || compareNames(a.view.name, b.view.name))
      .map(({ view }) => view)
  );
}

/** Healthy and on demand are the same: both answer. */
const placeOf = ({ state }: ServerView): number => rankOf(state === 'idle' ? 'running' : state);

/** Twice as many calls are more use; a few more or less are the same, or who is shown would change by the minute. */
const useOf = ({ name }: ServerView, calls: CallsNow | undefined): number =>
  Math.floor(Math.log2(1 + (calls?.servers[name]?.lastHour ?? 0)));

function label(view: ServerView, all: readonly ServerView[]): string {
  const detail = detailOf(view, all);
  if (detail === null) return fitting((name) => name, view.name);
  return fitting((name) => t('server.with', { name, detail }), view.name);
}

/** Its state in a word or two; a healthy one needs none. No times: they would change the menu by the second. */
function detailOf(view: ServerView, all: readonly ServerView[]): string | null {
  const word = labelOf(view.state).toLowerCase();
  switch (view.state) {
    case 'running':
      return null;
    case 'starting':
      return stepOf(view, all);
    case 'degraded':
      return view.reason !== null && fits(view.name, shortReason(view.reason)) ? shortReason(view.reason) : word;
    case 'crashed':
    case 'restarting':
    case 'stopping':
    case 'stopped':
    case 'idle':
    case 'disabled':
      return word;
    default:
      return assertNever(view.state);
  }
}

/** As the begin of a sentence it would not read well after a colon. */
const shortReason = (reason: string): string => reason.replace(/\.$/, '');
const fits = (name: string, detail: string): boolean => t('server.with', { name, detail }).length <= labelLength;

function stepOf({ name, step, dependsOn }: ServerView, all: readonly ServerView[]): string {
  switch (step) {
    case 'waiting': {
      const awaited = dependsOn.filter((other) => !all.some((view) => view.name === other && isUp(view)));
      const [first] = awaited;
      if (awaited.length === 1 && first !== undefined && fits(name, t('server.waits', { name: first })))
        return t('server.waits', { name: first });
      return awaited.length > 0 ? t('server.waits.many', { n: awaited.length }) : t('server.spawn');
    }
    case 'initialize':
      return t('server.initialize');
    case 'tools':
      return t('server.tools');
    case 'ready':
      return t('server.almost');
    case 'spawn':
    case null:
      return t('server.spawn');
    default:
      return assertNever(step);
  }
}

function actsOf(view: ServerView): Sub[] {
  const server = view.name;
  const log: Sub = { text: t('act.open-log'), act: { do: 'open-log', server } };
  const start: Sub = { text: t('act.start'), act: { do: 'start', server } };
  const stop: Sub = { text: t('act.stop'), act: { do: 'stop', server } };
  const restart: Sub = { text: t('act.restart'), act: { do: 'restart', server } };
  switch (view.state) {
    case 'running':
    case 'degraded':
    case 'restarting':
      return [log, restart, stop];
    case 'starting':
      return [log, stop];
    case 'idle':
      return [log, start, stop];
    case 'stopped':
      return [log, start];
    case 'crashed':
      return [
        { text: t('act.open-log.crash'), act: logAtCrash(view) },
        wantsSignIn(view) ? { text: t('act.sign-in'), act: signIn(view) } : start,
        { text: t('act.mute'), act: muteFor(server) },
      ];
    case 'stopping':
    case 'disabled':
      return [log];
    default:
      return assertNever(view.state);
  }
}

export const logAtCrash = ({ name, lastExit, since }: ServerView): TrayAct => ({ do: 'open-log', server: name, at: lastExit?.at ?? since });
/** Starting it again would fail as it did; its page has what is needed. */
export const wantsSignIn = ({ auth }: ServerView): boolean => auth !== null && auth.state !== 'signed-in';
export const signIn = ({ name }: ServerView): TrayAct => ({ do: 'open', to: `server/${encodeURIComponent(name)}` });
export const muteFor = (server: string): TrayAct => ({ do: 'mute', server, forMs: 60 * 60_000 });
