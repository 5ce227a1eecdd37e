// Answers for the servers.

import { Failure } from '../../../contract/errors.ts';
import { durationMs } from '../../../contract/moment.ts';
import type { serverRoutes } from '../../../contract/routes/servers.ts';
import type { ActResult } from '../../../contract/server.ts';
import { type Answers, type Ask, findServer } from '../answers.ts';
import type { ActOptions, EngineApi, Targets } from '../engine-api.ts';
import { apiHeaders } from '../headers.ts';
import { readLogs } from './logs.ts';
import { eventQuery } from './records.ts';
import { spanOf } from './span.ts';

export function serverAnswers(engine: EngineApi): Answers<keyof typeof serverRoutes> {
  type How = Pick<ActOptions, 'force' | 'drainMs'>;
  async function act(verb: 'start' | 'stop' | 'restart', targets: Targets, wait: boolean | undefined, ask: Ask, how: How = {}) {
    const results = await engine.act(verb, targets, { by: ask.by, wait: wait ?? true, signal: ask.request.signal, ...how });
    return answered(results, wait);
  }
  async function toggle(verb: 'enable' | 'disable', name: string, wait: boolean | undefined, ask: Ask) {
    findServer(engine, name);
    const doing = engine[verb](name, ask.by);
    if (wait !== false) return [await doing];
    // the wish is taken; what becomes of it is in the stream
    doing.catch(() => undefined);
    return taken([{ name, ok: true, state: findServer(engine, name).state }]);
  }
  const one = (name: string): Targets => ({ names: [findServer(engine, name).name] });

  return {
    listServers: () => engine.snapshot().servers,
    getServer: ({ name }) => findServer(engine, name),
    async addServer(server, { by }) {
      if ((server.command === undefined) === (server.url === undefined)) {
        throw new Failure('bad-request', 'A server has either a “command” or a “url”.');
      }
      return Response.json([await engine.addServer(server, by)], {
        status: 201,
        headers: { ...apiHeaders, location: `/api/v1/servers/${encodeURIComponent(server.name)}` },
      });
    },
    async removeServer({ name }, { by }) {
      findServer(engine, name);
      return [await engine.removeServer(name, by)];
    },
    startServers: ({ wait, ...targets }, ask) => act('start', targets, wait, ask),
    stopServers: ({ wait, force, ...targets }, ask) => act('stop', targets, wait, ask, forceOf(force)),
    restartServers: ({ wait, drain, ...targets }, ask) => act('restart', targets, wait, ask, drainOf(drain)),
    startServer: ({ name, wait }, ask) => act('start', one(name), wait, ask),
    stopServer: ({ name, wait, force }, ask) => act('stop', one(name), wait, ask, forceOf(force)),
    restartServer: ({ name, wait, drain }, ask) => act('restart', one(name), wait, ask, drainOf(drain)),
    enableServer: ({ name, wait }, ask) => toggle('enable', name, wait, ask),
    disableServer: ({ name, wait }, ask) => toggle('disable', name, wait, ask),
    pauseServers: ({ for: time, wait, ...targets }, { by }) =>
      answered(engine.pause(namesOf(engine, targets), time ? durationMs(time) : null, by), wait),
    resumeServers: ({ wait, ...targets }, { by }) => answered(engine.resume(namesOf(engine, targets), by), wait),
    pauseServer: ({ name, for: time, wait }, { by }) =>
      answered(engine.pause([findServer(engine, name).name], time ? durationMs(time) : null, by), wait),
    resumeServer: ({ name, wait }, { by }) => answered(engine.resume([findServer(engine, name).name], by), wait),
    serverLogs: ({ name, ...query }) => readLogs(engine, { ...query, names: [name] }),
    serverMetrics({ name, from, to, step }) {
      findServer(engine, name);
      const { range, stepMs } = spanOf({ from, to, step });
      return engine.metrics(name, { ...range, stepMs });
    },
    serverEvents({ name, ...query }) {
      findServer(engine, name);
      return engine.events(eventQuery({ ...query, server: name }));
    },
    serverTools: ({ name }) => engine.tools(findServer(engine, name).name),
    serverHealth: ({ name }) => engine.health(findServer(engine, name).name),
    inspectServer: ({ name }) => engine.inspect(findServer(engine, name).name),
  };
}

const forceOf = (force: boolean | undefined) => (force === true ? { force } : {});
const drainOf = (drain: string | undefined) => (drain === undefined ? {} : { drainMs: durationMs(drain)! });

/** A pause is done as soon as it is taken; who did not want to wait is answered as everywhere. */
const answered = (results: ActResult[], wait: boolean | undefined) => (wait === false ? taken(results) : results);

function taken(results: ActResult[]): Response {
  return Response.json(results, { status: 202, headers: apiHeaders });
}

/** undefined = all. Unknown names are the engine's to refuse. */
function namesOf(engine: EngineApi, { names, group, kind }: Targets): string[] | undefined {
  if (group === undefined && kind === undefined) return names;
  const servers = engine.snapshot().servers;
  if (group !== undefined && !servers.some((server) => server.groups.includes(group))) {
    throw new Failure('unknown-server', `There is no group called “${group}”.`);
  }
  const chosen = servers.filter(
    (server) =>
      (!names || names.includes(server.name)) &&
      (group === undefined || server.groups.includes(group)) &&
      (kind === undefined || (server.kind === 'service') === (kind === 'service')),
  );
  if (names) for (const name of names) findServer(engine, name);
  return chosen.map((server) => server.name);
}
