// Alert episodes. Pure: what is seen and the time come in, the next episodes and what became of them go out.
//
//   an episode   begins when its subject goes wrong and none is open of it
//                goes on as long as it goes wrong again before it was well for five minutes
//                ends when it was well for that long, or at once when a person stopped, disabled or removed it, or mended the file
import type { AlertKind, Mute } from '../../contract/alerts.ts';
import type { Problem, ServerView } from '../../contract/server.ts';

/** An all-clear that is taken back a minute later is none. */
export const CALM_MS = 5 * 60_000;

export interface Episode {
  id: number;
  kind: AlertKind;
  /** name of the server, or the file */
  subject: string;
  reason: string;
  next: string | null;
  /** milliseconds since 1970, as all times here */
  openedAt: number;
  lastAt: number;
  count: number;
  /** since when it is well; null: it is not */
  wellSince: number | null;
}

/** What is seen of one subject. `neither`: it is on its way, and nobody can say yet. */
export type Sight = { is: 'wrong'; reason: string; next: string | null } | { is: 'well' } | { is: 'over' } | { is: 'neither' };

export type Outcome = { change: 'opened' | 'again'; episode: Episode } | { change: 'closed'; episode: Episode } | null;

export function sightOfServer({ state, wanted, reason, next }: Pick<ServerView, 'state' | 'wanted' | 'reason' | 'next'>): Sight {
  switch (state) {
    case 'crashed':
      return { is: 'wrong', reason: reason ?? 'it gave up', next };
    case 'running':
    case 'idle':
      return { is: 'well' };
    case 'stopped':
      // wanted and down: it has done what it was for, or is just about to be started
      return wanted === 'up' ? { is: 'well' } : { is: 'over' };
    case 'disabled':
      return { is: 'over' };
    case 'starting':
    case 'restarting':
    case 'stopping':
    case 'degraded':
      return { is: 'neither' };
  }
}

/** By file: the first thing that is wrong with it. */
export function wrongFiles(problems: readonly Problem[]): Map<string, Sight & { is: 'wrong' }> {
  const wrong = new Map<string, Sight & { is: 'wrong' }>();
  for (const { file, line, message, next, level } of problems) {
    if (level === 'warning' || wrong.has(file)) continue;
    wrong.set(file, { is: 'wrong', reason: `${file}${line === null ? '' : `, line ${line}`}: ${message}`, next });
  }
  return wrong;
}

/** `isNews`: it went wrong just now, and is not only still wrong. */
export function see(
  open: Episode | undefined,
  about: Pick<Episode, 'kind' | 'subject'> & { id: number; isNews: boolean },
  sight: Sight,
  now: number,
): { open: Episode | undefined; outcome: Outcome } {
  switch (sight.is) {
    case 'wrong': {
      const { reason, next } = sight;
      if (!open) {
        const { kind, subject, id } = about;
        const episode = { id, kind, subject, reason, next, openedAt: now, lastAt: now, count: 1, wellSince: null };
        return { open: episode, outcome: { change: 'opened', episode } };
      }
      if (!about.isNews) return { open: { ...open, wellSince: null }, outcome: null };
      const episode = { ...open, reason, next, lastAt: now, count: open.count + 1, wellSince: null };
      return { open: episode, outcome: { change: 'again', episode } };
    }
    case 'well':
      return { open: open && { ...open, wellSince: open.wellSince ?? now }, outcome: null };
    case 'over':
      return { open: undefined, outcome: open ? { change: 'closed', episode: open } : null };
    case 'neither':
      return { open: open && { ...open, wellSince: null }, outcome: null };
  }
}

/** When it would be over; null: not by itself. */
export const calmAt = ({ wellSince }: Episode): number | null => (wellSince === null ? null : wellSince + CALM_MS);

export function isMuted(mutes: readonly Mute[], kind: AlertKind, server: string | null, now: number): boolean {
  return mutes.some(
    (mute) =>
      (mute.kind === null || mute.kind === kind) &&
      (mute.server === null || mute.server === server) &&
      (mute.until === null || Date.parse(mute.until) > now),
  );
}
