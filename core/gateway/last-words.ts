// Why a server cannot be used now, in a sentence for the client that called it, and what the sentence rests on.
import { assertNever } from '../../contract/server.ts';
import type { Entry } from '../supervise/entry.ts';

export interface Words {
  message: string;
  data: Record<string, unknown>;
}

type Exit = Pick<NonNullable<Entry['lastExit']>, 'code' | 'signal'>;

const SHOWN_LINES = 5;
const SHOWN_CHARACTERS = 200;

/** For a request that was under way when the link of run `lostRun` ended. */
export function lastWordsOf(name: string, entry: Entry | undefined, lostRun: number | undefined): Words {
  if (!entry) return goneWords(name);
  const { lastExit, server } = entry;
  // a newer exit is of a run that this request never saw
  const exit = lastExit && lastExit.run === lostRun ? lastExit : null;
  const isAsked = server.wanted === 'down' && server.state.kind !== 'crashed';
  const what = isAsked ? `${name} was stopped` : `${happened(name, entry, exit)}${andThen(entry, exit)}`;
  const lines = isAsked ? [] : lastLinesOf(exit && lastExit);
  const last = lines.at(-1);
  return {
    message: `${what}.${lastLineWords(last)}`,
    data: {
      state: server.state.kind,
      ...(exit && { exit: { code: exit.code, signal: exit.signal } }),
      ...(lines.length > 0 && { stderr: lines }),
      ...nextOf(entry),
    },
  };
}

/** For a request that finds no server to be sent to. `null`: it can be worth the wait. */
export function whyNot(name: string, entry: Entry | undefined): Words | null {
  if (!entry || entry.definition.kind === 'service') return goneWords(name);
  const { state, wanted } = entry.server;
  switch (state.kind) {
    case 'starting':
    case 'restarting':
    case 'running':
    case 'degraded':
    case 'idle':
      return null;
    case 'stopping':
      return wanted === 'up' ? null : idleWords(name, entry, 'is being stopped');
    case 'stopped':
      return idleWords(name, entry, 'is stopped');
    case 'disabled':
      return idleWords(name, entry, 'is not available');
    case 'crashed':
      return idleWords(name, entry, 'has crashed');
    default:
      return assertNever(state);
  }
}

/** For a request whose time was over before the server was ready. */
export function notInTime(name: string, entry: Entry | undefined): Words {
  if (!entry) return goneWords(name);
  const { shown } = entry;
  const doing = shown?.state === 'starting' && shown.step ? `starting (${shown.step})` : (shown?.state ?? 'starting');
  const reason = shown?.reason ? `: ${shown.reason}` : '';
  return {
    message: `${name} was not ready in time; it is ${doing}${reason}. Try again in a moment.`,
    data: { state: entry.server.state.kind, ...nextOf(entry) },
  };
}

function happened(name: string, { server, definition }: Entry, exit: Exit | null): string {
  if (exit) return exit.signal ? `${name} was ended by ${exit.signal}` : `${name} exited with code ${exit.code}`;
  if (definition.kind !== 'http') return `${name} closed its connection`;
  return `${name} is not connected${server.trouble ? `: ${server.trouble.reason}` : ' any more'}`;
}

function andThen({ server, definition, offer }: Entry, exit: Exit | null): string {
  const again = definition.kind === 'http' ? 'connected again' : 'restarted';
  const joint = exit ? ' and' : '; it';
  switch (server.state.kind) {
    case 'running':
    case 'degraded':
      // without a link it was lost a moment ago, and nobody knows yet what follows
      return offer.link ? `${joint} was ${again}` : '';
    case 'starting':
    case 'restarting':
    case 'stopping':
      return `${joint} is being ${again}`;
    case 'crashed':
      return `${joint} is not ${again}`;
    case 'stopped':
    case 'idle':
    case 'disabled':
      return '';
    default:
      return assertNever(server.state);
  }
}

function idleWords(name: string, entry: Entry, plain: string): Words {
  const { shown, server } = entry;
  const reason = shown?.reason;
  const last = server.state.kind === 'crashed' ? lastLinesOf(entry.lastExit).at(-1) : undefined;
  const next = shown?.next ?? (server.state.kind === 'stopped' ? `Start it with \`roundhouse start ${name}\`.` : null);
  return {
    message: `${name} ${plain}${reason ? `: ${reason}` : ''}.${lastLineWords(last)}${next ? ` ${next}` : ''}`,
    data: { state: server.state.kind, ...(next ? { next } : {}) },
  };
}

const lastLinesOf = (exit: Entry['lastExit']): string[] => (exit?.stderr ?? []).filter((line) => line.trim() !== '').slice(-SHOWN_LINES);

const lastLineWords = (line: string | undefined): string =>
  line === undefined ? '' : ` Its last line: ${line.trim().slice(0, SHOWN_CHARACTERS)}`;

const goneWords = (name: string): Words => ({ message: `There is no server “${name}” any more.`, data: {} });

const nextOf = ({ shown }: Entry) => (shown?.next ? { next: shown.next } : {});
