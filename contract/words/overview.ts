// Many servers at once: order, filters, headline and summary.
import type { ServerView, StateKind } from '../server.ts';
import { say } from './amounts.ts';
import type { MessageId } from './english.ts';
import { type Glyph, glyphOf, looks, type Tone, toneOf } from './looks.ts';

export const needsAttention = (view: ServerView): boolean => view.state === 'crashed' || view.state === 'degraded';
export const isOff = (view: Pick<ServerView, 'state'>): boolean =>
  view.state === 'stopped' || view.state === 'disabled' || view.state === 'idle';
/** Serves, or would on the first call. */
export const isUp = (view: ServerView): boolean => view.state === 'running' || view.state === 'degraded' || view.state === 'idle';

/** made once: with its rules given at each comparison, sorting hundreds of names takes longer than drawing them */
const names = new Intl.Collator('en', { numeric: true });
/** As people read names: s2 before s10. */
export const compareNames = (a: string, b: string): number => names.compare(a, b);

/** Trouble, then what is starting, running, on demand, stopped. */
export const compareStates = (a: ServerView, b: ServerView): number => looks[a.state].rank - looks[b.state].rank;

/** By state, and by name among equals. */
export function compareServers(a: ServerView, b: ServerView): number {
  return compareStates(a, b) || compareNames(a.name, b.name);
}

export interface HeadlinePart {
  glyph: Glyph | null;
  tone: Tone;
  text: string;
}

/** "1 crashed, 1 degraded" in parts that carry a glyph each; calm when nothing is wrong: "13 servers healthy". */
export function headlineParts(views: readonly ServerView[]): HeadlinePart[] {
  const count = (...states: StateKind[]) => views.filter((view) => states.includes(view.state)).length;
  const part = (state: StateKind, id: MessageId, n: number): HeadlinePart => ({
    glyph: glyphOf(state),
    tone: toneOf(state),
    text: say(id, { n }),
  });
  const crashed = count('crashed');
  const degraded = count('degraded');
  if (crashed + degraded > 0) {
    const parts: HeadlinePart[] = [];
    if (crashed > 0) parts.push(part('crashed', 'headline.crashed', crashed));
    if (degraded > 0) parts.push(part('degraded', 'headline.degraded', degraded));
    return parts;
  }
  if (views.length === 0) return [{ glyph: null, tone: 'mute', text: say('headline.empty') }];
  const healthy = count('running');
  if (healthy > 0) return [part('running', 'headline.healthy', healthy)];
  const busy = count('starting', 'restarting');
  if (busy > 0) return [part('starting', 'headline.starting', busy)];
  const idle = count('idle');
  if (idle > 0) return [part('idle', 'headline.idle', idle)];
  return [part('stopped', 'headline.off', views.length)];
}

export function headline(views: readonly ServerView[]): string {
  return headlineParts(views)
    .map((part) => part.text)
    .join(', ');
}

/** "11 of 14 serving 142 tools. 1 starting." */
export function summary(views: readonly ServerView[]): string {
  // the tools of a copy are those of its server
  const own = views.filter(({ instanceOf }) => instanceOf === undefined);
  const up = own.filter(isUp).length;
  const tools = own.filter(isUp).reduce((sum, view) => sum + (view.tools ?? 0), 0);
  const starting = views.filter((view) => view.state === 'starting').length;
  const restarting = views.filter((view) => view.state === 'restarting').length;
  const words = [
    tools > 0
      ? say('summary.serving', { up, all: own.length, tools: say('tools', { n: tools }) })
      : say('summary.up', { up, all: own.length }),
  ];
  if (starting > 0) words.push(say('summary.starting', { n: starting }));
  if (restarting > 0) words.push(say('summary.restarting', { n: restarting }));
  return words.join(' ');
}

export const toolWords = (n: number): string => say('tools', { n });
export const restartWords = (n: number): string => (n === 0 ? say('restarts.none') : say('restarts', { n }));
