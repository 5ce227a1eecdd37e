// A server that somebody else runs: we only connect. Its run is over when the connection is; there is no tree to sweep.
import type { Definition } from '../../contract/server.ts';
import { LinkError, type OpenedLink } from '../link/link.ts';
import type { Credentials } from '../link/oauth/sign-in.ts';
import type { LogWriter } from '../store/logs.ts';
import { askLink } from './ask-link.ts';
import type { Generations } from './generations.ts';
import { hearingOf } from './hearing.ts';
import type { Conversation, Run, RunEvents, RunRequest } from './run.ts';

export interface RemoteParts {
  clientInfo: { name: string; version: string };
  log(server: string): LogWriter;
  generations: Generations;
  conversation?: Conversation;
  /** null: its entry brings its own token */
  credentials?(definition: Definition): Credentials | null;
}

export function openRemoteRun(request: RunRequest, parts: RemoteParts, events: RunEvents): Run {
  const { definition, run } = request;
  const { launch } = definition;
  if (!('url' in launch)) throw new Error(`${definition.name} is not remote`);
  const log = parts.log(definition.name);
  const over = new AbortController();
  const credentials = parts.credentials?.(definition) ?? null;
  /** what a remote says may quote what it was sent */
  const hidden = (text: string) => credentials?.hide(text) ?? text;
  let link: OpenedLink | null = null;
  log.newRun();

  const unlink = (reason: string) => {
    const lost = link;
    if (!lost) return;
    link = null;
    void lost.close(reason);
    events.onDisconnected();
  };
  const lose = (error: unknown) => {
    if (over.signal.aborted) return;
    over.abort();
    const known = error instanceof LinkError ? error : null;
    if (known?.tryFirst) parts.generations.failed(definition.launchHash, known.tryFirst);
    const reason = hidden(error instanceof Error ? error.message : String(error));
    unlink(reason);
    log.mark(`not connected: ${reason}`, 'warn');
    events.say({ type: 'failed', run, tree: 'none', trouble: { reason, next: known?.next ?? null, mendable: known?.kind !== 'fatal' } });
  };

  const open = async () => {
    let askedAt = performance.now();
    events.say({ type: 'step', run, step: 'initialize' });
    const { openRemote } = await import('../link/open-remote.ts');
    const opened = await openRemote(launch, {
      clientInfo: parts.clientInfo,
      declare: parts.conversation?.declare,
      credentials,
      timeoutMs: definition.startTimeoutMs * 2,
      generation: parts.generations.toTry(definition.launchHash),
      signal: over.signal,
      events: {
        onStep(step) {
          askedAt = performance.now();
          events.say({ type: 'step', run, step });
        },
        onTools: events.onTools,
        onNoise: (text) => log.mark(hidden(text), 'warn'),
        onClosed: (reason) => lose(new LinkError(reason)),
        ...hearingOf(definition.name, parts.conversation),
      },
    });
    if (over.signal.aborted) return void opened.close();
    link = opened;
    parts.generations.worked(definition.launchHash, opened.generation);
    credentials?.accepted();
    log.mark(`connected to ${new URL(launch.url).origin}`);
    events.onConnected(opened);
    events.onTools(opened.tools);
    events.say({ type: 'ready', run, latencyMs: performance.now() - askedAt });
  };
  void open().catch(lose);

  const end = () => {
    if (over.signal.aborted) return;
    over.abort();
    unlink(`${definition.name} was disconnected`);
    log.mark('disconnected');
    const trouble = { reason: 'disconnected', next: null, mendable: true };
    events.say({ type: 'exited', run, trouble });
    events.say({ type: 'gone', run });
  };

  return {
    get link() {
      return link;
    },
    endStdin: end,
    terminate: end,
    kill: end,
    clean() {},
    async ask(timeoutMs) {
      const answer = await askLink(link, timeoutMs);
      // signed out meanwhile: a further check, or a reconnect, would only be refused again
      if (answer.fatal) lose(answer.fatal);
      return answer;
    },
  };
}
