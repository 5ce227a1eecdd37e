// A project's service: a process that is ready when its health URL or its port answers, or as soon as it runs.

import type { Child } from './child.ts';
import { freePort, isListening, portHolder } from './port-holder.ts';
import { lastWordsOf, launchOf, type ProcessParts, type ProcessSpec, startProcess, toLog } from './process-run.ts';
import { checkService, type Probe } from './readiness.ts';
import type { Run, RunEvents, RunRequest } from './run.ts';

/** A service that is coming up is asked soon, then less and less often: it is never known later than a fifth of what its start took. */
const FIRST_ASKED_MS = 10;
const ASKED_FACTOR = 1.2;
const SELDOM_ASKED_MS = 250;

export function openServiceRun(request: RunRequest, parts: ProcessParts, events: RunEvents): Run {
  const { definition, run } = request;
  const log = parts.log(definition.name);
  const over = new AbortController();
  let child: Child | null = null;
  const probe: Probe = { http: definition.health.http, port: null };

  const say = events.say;
  const fail = (reason: string, next: string) => {
    log.mark(`could not start: ${reason}`, 'error');
    say({ type: 'failed', run, tree: 'none', trouble: { reason, next, mendable: true } });
  };

  const untilReady = async () => {
    say({ type: 'step', run, step: 'ready' });
    for (let pause = FIRST_ASKED_MS; !over.signal.aborted; pause = Math.min(pause * ASKED_FACTOR, SELDOM_ASKED_MS)) {
      const answer = await checkService(probe, Math.max(1_000, definition.health.timeoutMs), over.signal);
      if (over.signal.aborted) return;
      if (answer.ok) return say({ type: 'ready', run, ...(answer.latencyMs !== null && { latencyMs: answer.latencyMs }) });
      await new Promise((done) => setTimeout(done, pause));
    }
  };

  const start = (spec: ProcessSpec) => {
    child = startProcess(request, spec, parts, events, {
      onStarted() {
        if (probe.http || probe.port) void untilReady();
        else say({ type: 'ready', run, latencyMs: 0 });
      },
      onOver: () => over.abort(),
    });
    toLog(child.stdout, 'stdout', log);
    // a service is not spoken to: what reads its stdin should find it empty, not wait
    child.stdin.end();
  };

  const begin = async () => {
    const port = definition.port === 'auto' ? await freePort() : (definition.port ?? null);
    if (port !== null && definition.port !== 'auto' && (await isListening('127.0.0.1', port, 500))) {
      const holder = await portHolder(port);
      const who = holder ? `${holder.command} (pid ${holder.pid})` : 'another program';
      return fail(`port ${port} is already in use by ${who}`, `End that program, or give ${definition.name} another port.`);
    }
    if (over.signal.aborted) return say({ type: 'failed', run, tree: 'none', trouble: { reason: 'stopped', next: null, mendable: true } });
    if (port !== null) events.onPort(port);
    probe.port = port;
    if (probe.http && port !== null) probe.http = withPort(probe.http, port);
    start(port === null ? launchOf(definition) : specWithPort(launchOf(definition), port));
  };

  if (definition.port === undefined) start(launchOf(definition));
  else void begin().catch((error: unknown) => fail(String(error), 'Try again.'));

  // before there is a process, a stop only has to be remembered
  const orAbort = (act: (child: Child) => void) => () => (child ? act(child) : over.abort());
  return {
    link: null,
    lastWords: () => lastWordsOf(log),
    endStdin: orAbort((process) => {
      over.abort();
      process.endStdin();
    }),
    terminate: orAbort((process) => process.terminate()),
    kill: orAbort((process) => process.kill()),
    clean: (graceMs) => child?.clean(graceMs),
    ask: (timeoutMs) => checkService(probe, timeoutMs, over.signal),
  };
}

function withPort(text: string, port: number): string {
  return text.replaceAll(/\$\{PORT\}/g, String(port));
}

function specWithPort(spec: ProcessSpec, port: number): ProcessSpec {
  const env = Object.fromEntries(Object.entries(spec.env).map(([key, value]) => [key, withPort(value, port)]));
  return {
    ...spec,
    command: withPort(spec.command, port),
    args: spec.args.map((arg) => withPort(arg, port)),
    env: { PORT: String(port), ...env },
  };
}
