// An MCP server on pipes that we own: ready when the handshake and the first tool list succeeded, alive while it answers.
import { LinkError, type OpenedLink } from '../link/link.ts';
import { openStdio } from '../link/open-stdio.ts';
import { askLink } from './ask-link.ts';
import type { Generations } from './generations.ts';
import { hearingOf } from './hearing.ts';
import { createNoiseMeter } from './noise.ts';
import { lastWordsOf, launchOf, type ProcessParts, startProcess } from './process-run.ts';
import type { Conversation, Run, RunEvents, RunRequest } from './run.ts';

/** The end of the pipes often arrives before the exit does: wait for the exit, it knows more. */
const EXIT_AFTER_EOF_MS = 1_000;

export interface StdioParts extends ProcessParts {
  clientInfo: { name: string; version: string };
  generations: Generations;
  conversation?: Conversation;
}

export function openStdioRun(request: RunRequest, parts: StdioParts, events: RunEvents): Run {
  const { definition, run } = request;
  const log = parts.log(definition.name);
  const over = new AbortController();
  let link: OpenedLink | null = null;
  const noise = createNoiseMeter({ log: (text) => log.mark(text, 'warn'), tell: events.onNoise });
  const lose = (reason: string, fatal = false, next: string | null = null) => {
    const timer = setTimeout(() => {
      if (over.signal.aborted) return;
      events.say({ type: 'failed', run, tree: 'alive', trouble: { reason, next, mendable: !fatal } });
    }, EXIT_AFTER_EOF_MS);
    over.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };

  const unlink = (reason: string) => {
    const lost = link;
    if (!lost) return;
    link = null;
    void lost.close(reason);
    events.onDisconnected();
  };

  const child = startProcess(request, launchOf(definition), parts, events, {
    onStarted(started) {
      let askedAt = performance.now();
      events.say({ type: 'step', run, step: 'initialize' });
      openStdio(
        { stdin: started.stdin, stdout: started.stdout },
        {
          clientInfo: parts.clientInfo,
          declare: parts.conversation?.declare,
          // the start budget is the supervisor's to keep
          timeoutMs: definition.startTimeoutMs * 2,
          generation: parts.generations.toTry(definition.launchHash),
          signal: over.signal,
          events: {
            onStep(step) {
              askedAt = performance.now();
              events.say({ type: 'step', run, step });
            },
            onTools: events.onTools,
            onNoise: noise.hear,
            onClosed(reason) {
              unlink(reason);
              lose(reason);
            },
            ...hearingOf(definition.name, parts.conversation),
          },
        },
      ).then(
        (opened) => {
          if (over.signal.aborted) return void opened.close(`${definition.name} is being stopped`);
          link = opened;
          parts.generations.worked(definition.launchHash, opened.generation);
          events.onConnected(opened);
          events.onTools(opened.tools);
          events.say({ type: 'ready', run, latencyMs: performance.now() - askedAt });
        },
        (error: unknown) => {
          if (error instanceof LinkError && error.tryFirst) parts.generations.failed(definition.launchHash, error.tryFirst);
          if (over.signal.aborted) return;
          lose(
            error instanceof Error ? error.message : String(error),
            error instanceof LinkError && error.kind === 'fatal',
            error instanceof LinkError ? error.next : null,
          );
        },
      );
    },
    onOver() {
      over.abort();
      noise.end();
      unlink(`${definition.name} ended`);
    },
  });

  return {
    get link() {
      return link;
    },
    lastWords: () => lastWordsOf(log),
    endStdin() {
      over.abort();
      unlink(`${definition.name} is being stopped`);
      child.endStdin();
    },
    terminate: () => child.terminate(),
    kill: () => child.kill(),
    clean: (graceMs) => child.clean(graceMs),
    async ask(timeoutMs) {
      const busy = link?.inFlight();
      // it works on a call: one slow tool is not a hang, until the call passes its own time
      if (busy && busy.count > 0 && busy.oldestMs < busy.oldestTimeoutMs) return { ok: true, latencyMs: null, reason: null };
      return askLink(link, timeoutMs);
    },
  };
}
