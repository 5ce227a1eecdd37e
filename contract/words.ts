// Every word, tone and threshold about servers, said once: page, tray, notifications and command line read them here.
import { assertNever, type ServerView } from './server.ts';
import { clock, countdown, duration, say, shortClock, when } from './words/amounts.ts';
import type { Values } from './words/catalogue.ts';
import type { MessageId } from './words/english.ts';
import { type Glyph, glyphOf, labelOf, type Tone, toneOf } from './words/looks.ts';

export {
  bytes,
  clock,
  count,
  countdown,
  duration,
  latency,
  nothing,
  percent,
  say,
  sentenceCase,
  shortAge,
  shortClock,
  when,
} from './words/amounts.ts';
export type { MessageId } from './words/english.ts';
export { type Glyph, glyphOf, labelOf, rankOf, type Tone, thresholds, toneOf } from './words/looks.ts';
export * from './words/overview.ts';
export { besidesLog, readLog } from './words/read-log.ts';

export interface Description {
  tone: Tone;
  glyph: Glyph;
  /** the word for the state: `Healthy` */
  label: string;
  message: MessageId;
  values: Values;
  /** the message in words: `Healthy, up 3 d 4 h` */
  sentence: string;
  /** `Paused until 12:30` while checks and restarts are suspended: not a state, the state stays true */
  paused: string | null;
}

export function describe(view: ServerView, now: number): Description {
  const [message, values] = messageFor(view, now);
  return {
    tone: toneOf(view.state),
    glyph: glyphOf(view.state),
    label: labelOf(view.state),
    message,
    values,
    sentence: say(message, values),
    paused: view.paused && pausedWords(view.paused),
  };
}

/** What is shown while there is no contact with the engine: the last word, and when it was true. */
export function describeUnknown(view: ServerView, lastSeen: number): Description {
  const values = { label: labelOf(view.state).toLowerCase(), clock: clock(lastSeen) };
  return {
    tone: 'mute',
    glyph: 'unknown',
    label: say('label.unknown'),
    message: 'unknown',
    values,
    sentence: say('unknown', values),
    paused: null,
  };
}

export function pausedWords(paused: { until: string | null }): string {
  return paused.until === null ? say('paused') : say('paused.until', { clock: shortClock(Date.parse(paused.until)) });
}

function messageFor(view: ServerView, now: number): [MessageId, Values] {
  const since = Date.parse(view.since);
  const age = duration(now - since);
  const uptime = view.startedAt === null ? null : duration(now - Date.parse(view.startedAt));
  if (view.draining) return ['draining', { n: view.draining.calls, left: countdown(Math.max(0, Date.parse(view.draining.until) - now)) }];
  switch (view.state) {
    case 'running':
      return uptime === null ? ['running', {}] : ['running.up', { uptime }];
    case 'degraded':
      return uptime === null ? ['degraded', { age }] : ['degraded.up', { age, uptime }];
    case 'crashed':
      return view.restarts > 0
        ? ['crashed.restarts', { when: when(since, now), n: view.restarts }]
        : ['crashed', { when: when(since, now) }];
    case 'starting':
      return view.step === null ? ['starting', { age }] : [`starting.${view.step}`, { age }];
    case 'restarting': {
      const left = view.retryAt === null ? 0 : Date.parse(view.retryAt) - now;
      return left > 0 ? ['restarting.in', { left: countdown(left) }] : ['restarting.now', {}];
    }
    case 'stopping':
      return ['stopping', { age }];
    case 'stopped':
      return stoppedMessage(view, when(since, now));
    case 'idle':
    case 'disabled':
      return [view.state, {}];
    default:
      return assertNever(view.state);
  }
}

function stoppedMessage(view: ServerView, since: string): [MessageId, Values] {
  if (view.reason !== null) return ['stopped.reason', { reason: view.reason }];
  if (view.run === 0) return ['stopped.never', {}];
  return [view.wanted === 'down' ? 'stopped.by-you' : 'stopped', { when: since }];
}

const clientIds = ['roundhouse', 'mcp-json', 'claude-code', 'claude-desktop', 'cursor', 'vscode'] as const;

/** The program a definition comes from, by the name people know it by. */
export function clientName(client: string): string {
  const known = clientIds.find((id) => id === client);
  return known ? say(`client.${known}`) : client;
}
