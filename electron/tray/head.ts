// The first line of the menu, what belongs right below it, the icon and the tooltip: the worst that is true, in this order.
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { headline, headlineParts, isOff, isUp, pausedWords, say } from '../../contract/words.ts';
import { isMuted } from '../../core/decide/alerts.ts';
import { labelLength, shortened } from './labels.ts';
import type { TrayFacts } from './model.ts';
import { type Head, same, tip } from './state-line.ts';
import { oneCrashed, oneDegraded, several, unreadable } from './trouble.ts';
import { t } from './words.ts';

export function headOf({ seen: { snapshot, contact, mutes }, now }: TrayFacts): Head {
  if (contact.kind === 'lost') return lost(snapshot);
  if (snapshot === null) return same('starting', say('label.starting'), 'starting');
  const { engine, servers } = snapshot;
  if (engine.stopping) return same('starting', t('head.stopping'), 'starting');
  const crashed = servers.filter(({ state }) => state === 'crashed');
  const degraded = servers.filter(({ state }) => state === 'degraded');
  const problems = snapshot.problems.filter(({ level }) => level !== 'warning');
  if (crashed.length === 1) return oneCrashed(crashed[0]!, servers, isMuted(mutes, 'server.down', crashed[0]!.name, now), now);
  if (crashed.length > 1) return several('failed', servers);
  if (problems.length > 0) return unreadable(problems);
  if (degraded.length === 1) return oneDegraded(degraded[0]!, servers, now);
  if (degraded.length > 1) return several('attention', servers);
  if (engine.paused) return paused(engine.paused);
  const rising = servers.filter(isRising);
  if (rising.length > 0) return starting(servers);
  if (engine.watchOnly) return watching(servers);
  const [part] = headlineParts(servers);
  const words = headline(servers);
  const icon = part?.glyph === 'starting' ? 'starting' : 'ok';
  return same(icon, words, part?.glyph ?? null);
}

/**
 * It comes up for the first time since the engine did, or is just about to. What is restarted by itself is no news as long as that
 * works, and one that a call wakes for a second must not change the icon each time.
 */
const isRising = ({ state, wanted, run, reason, restarts }: ServerView): boolean =>
  (state === 'starting' && restarts === 0 && run <= 1) || (state === 'stopped' && wanted === 'up' && run === 0 && reason === null);

/** What is known is what was. */
function lost(snapshot: Snapshot | null): Head {
  const was = snapshot && t('note.was', { what: headline(snapshot.servers) });
  return {
    ...same('attention', say('headline.unknown'), 'unknown'),
    tip: tip(t('note.lost')),
    rows: [
      { kind: 'words', text: t('note.lost') },
      ...(was === null ? [] : [{ kind: 'words', text: shortened(was, labelLength) } as const]),
    ],
  };
}

function paused(pause: { until: string | null }): Head {
  const words = pausedWords(pause);
  return {
    ...same('paused', words, 'paused'),
    tip: tip(t('tip.paused', { paused: words })),
    tellsOfPause: true,
    rows: [
      { kind: 'words', text: t('note.paused') },
      { kind: 'act', text: t('resume'), act: { do: 'resume' } },
    ],
  };
}

function starting(servers: readonly ServerView[]): Head {
  const expected = servers.filter((view) => !isOff(view) || view.state === 'idle' || isRising(view));
  return same('starting', t('head.starting', { ready: expected.filter(isUp).length, all: expected.length }), 'starting');
}

function watching(servers: readonly ServerView[]): Head {
  const words = servers.length === 0 ? t('head.watching') : t('head.watching.what', { what: headline(servers) });
  const isAnyUp = servers.some(({ state }) => state === 'running');
  return {
    ...same(isAnyUp ? 'ok' : 'paused', words, isAnyUp ? 'healthy' : 'paused'),
    rows: [{ kind: 'words', text: t('note.watching') }],
  };
}
