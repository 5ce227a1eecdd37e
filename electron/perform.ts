// Does what a click in the tray, on a notification or in a menu asks for. What fails is said to the person.
import type { Clipboard } from 'electron';
import type { ActResult } from '../contract/server.ts';
import { assertNever } from '../contract/server.ts';
import type { Act, Perform } from './acts.ts';
import type { RunningEngine } from './engine/running.ts';

export interface PerformParts {
  engine(): Promise<RunningEngine>;
  /** the window, at a place in it */
  show(place?: string): void;
  quit(): void;
  clipboard: Pick<Clipboard, 'writeText'>;
  /** `reason`: a sentence, or what stands after a colon */
  failed(act: Act, reason: string): void;
  log: { warn(message: string): void };
}

export function performer(parts: PerformParts): Perform {
  return async (act) => {
    try {
      await perform(act, parts);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      parts.log.warn(`${act.do}${'server' in act ? ` ${act.server}` : ''} failed: ${reason}`);
      parts.failed(act, reason);
    }
  };
}

async function perform(act: Act, { engine, show, quit, clipboard }: PerformParts): Promise<void> {
  switch (act.do) {
    case 'open':
      return show(act.to);
    case 'open-log':
      return show(logOf(act.server, act.at));
    case 'quit':
      return quit();
    case 'copy-gateway': {
      const { url } = await (await engine()).client.gateway();
      if (url === null) throw new Error('the gateway has no address yet. Try again in a moment.');
      return clipboard.writeText(url);
    }
    case 'mute': {
      const { server, forMs } = act;
      await (await engine()).client.muteAlerts({ server, ...(forMs === null ? {} : { for: spanOf(forMs) }) });
      return;
    }
    case 'pause': {
      const span = act.until === null ? {} : { for: spanOf(Date.parse(act.until) - Date.now()) };
      return done(await (await engine()).client.pauseServers(span));
    }
    case 'resume':
      return done(await (await engine()).client.resumeServers());
    case 'start':
      return done(await (await engine()).client.startServer({ name: act.server }));
    case 'stop':
      return done(await (await engine()).client.stopServer({ name: act.server }));
    case 'restart':
      return done(await (await engine()).client.restartServer({ name: act.server }));
    default:
      return assertNever(act);
  }
}

/** its log on the page of the server, at the line of a moment */
export const logOf = (server: string, at?: string): string =>
  `server/${encodeURIComponent(server)}/logs${at === undefined ? '' : `?at=${encodeURIComponent(at)}`}`;

const spanOf = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))}s`;

function done(results: readonly ActResult[]): void {
  const wrong = results.find(({ ok }) => !ok);
  if (wrong) throw new Error(wrong.reason ?? `it is ${wrong.state}.`);
}
