// Servers as the gateway sees them: real processes under the real supervisor.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RpcError, type UpstreamRequest } from '../../core/gateway/gateway.ts';
import type { OpenedLink } from '../../core/link/link.ts';
import { fixture, freePort, killAll, real, root, said, until } from '../link/support/children.ts';
import { definition, type House, openHouse, removeFolder } from './support/supervised.ts';

let house: House;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roundhouse-upstreams-'));
  house = await openHouse();
});
afterEach(async () => {
  await house.close();
  await killAll();
  await removeFolder(folder);
  expect(house.faults).toEqual([]);
});

const server = (name: string, ...args: string[]): [string, ...string[]] => [
  process.execPath,
  join(root, 'tests', 'fixtures', 'servers', name),
  ...args,
];
const everything = (): [string, ...string[]] => [process.execPath, join(root, 'node_modules', '.bin', 'mcp-server-everything'), 'stdio'];
const never = new AbortController().signal;
const ready = (name: string, timeoutMs = 15_000, signal = never) => house.upstreams.ready(name, { timeoutMs, signal });
const call = (link: OpenedLink, name: string, args: object = {}) =>
  link.request('tools/call', { name, arguments: args }, { timeoutMs: 20_000 });
const pidOf = (name: string) => house.supervisor.entries.get(name)!.process!.pid;
const failure = (work: Promise<unknown>): Promise<RpcError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );

describe('what is offered', () => {
  it('follows the servers: started, stopped, started again, gone', async () => {
    const seen: unknown[] = [];
    house.upstreams.onChange((name) => {
      const upstream = house.upstreams.get(name);
      seen.push(upstream && { name, link: upstream.link !== null, offered: upstream.offered });
    });
    house.add(definition('b', server('echo-min.mjs')), definition('a', server('echo-min.mjs')));
    house.add({
      ...definition('job', server('service.mjs')),
      kind: 'service',
      launch: { type: 'service', command: 'sleep', args: ['60'], env: {} },
    });
    expect(house.upstreams.list()).toEqual([
      { name: 'a', link: null, offered: false },
      { name: 'b', link: null, offered: false },
    ]);
    const link = await ready('a');
    expect(house.upstreams.get('a')).toEqual({ name: 'a', link, offered: true });
    expect(house.upstreams.get('job')).toBeNull();
    await ready('b');
    house.supervisor.send(['a'], { type: 'wish', want: 'down' });
    expect(house.upstreams.get('a')).toEqual({ name: 'a', link: null, offered: false });
    await expect(call(link, 'echo')).rejects.toThrow('a is being stopped');
    house.supervisor.send(['a'], { type: 'wish', want: 'up' });
    expect(await ready('a')).not.toBe(link);
    seen.length = 0;
    house.supervisor.remove('a');
    await until(() => house.upstreams.get('a') === null);
    expect(seen).toEqual([{ name: 'a', link: false, offered: false }, null]);
  });

  it('is told of when tools change', async () => {
    house.add(definition('grows', server('changing-tools.mjs')));
    const link = await ready('grows');
    const before = link.tools;
    let told = 0;
    house.upstreams.onChange(() => {
      told += 1;
    });
    await call(link, 'grow');
    await until(() => told > 0);
    expect(house.upstreams.get('grows')!.link!.tools.length).toBe(before.length + 1);
    expect(told).toBe(1);
  });

  it('survives a listener that throws', async () => {
    const stop = house.upstreams.onChange(() => {
      throw new Error('not mine');
    });
    house.add(definition('a', server('echo-min.mjs')));
    await ready('a');
    expect(house.faults.length).toBeGreaterThan(0);
    stop();
    house.faults.length = 0;
  });
});

describe('waiting for a server', () => {
  it('waits for one that starts, within the time of the caller', async () => {
    house.add(definition('slow', server('slow.mjs', '--delay', '400', '--only', 'initialize')));
    const impatient = await failure(ready('slow', 50));
    expect(impatient).toMatchObject({ code: -32000, data: { state: 'starting' } });
    expect(impatient.message).toMatch(/^slow was not ready in time; it is starting \((spawn|initialize)\)\. Try again in a moment\.$/);
    const gone = new AbortController();
    const waiting = failure(ready('slow', 15_000, gone.signal));
    gone.abort();
    expect((await waiting).message).toBe('The request was cancelled.');
    expect((await failure(ready('slow', 15_000, gone.signal))).message).toBe('The request was cancelled.');
    expect((await ready('slow')).tools).toHaveLength(1);
  });

  it('waits for one that restarts, and says so at once when that is later than the caller can wait', async () => {
    const restart = {
      policy: 'on-failure',
      max: 3,
      backoff: { initialMs: 60_000, factor: 1, maxMs: 60_000, jitter: 0 },
      resetAfterMs: 600_000,
    } as const;
    house.add(definition('soon', server('echo-min.mjs')), definition('late', server('crash.mjs', '--after', '1'), { restart }));
    const link = await ready('soon');
    process.kill(pidOf('soon'), 'SIGKILL');
    await until(() => house.upstreams.get('soon')!.link === null);
    expect(await ready('soon')).not.toBe(link);
    await until(
      () => house.supervisor.entries.get('late')!.server.state.kind === 'restarting' && !house.supervisor.entries.get('late')!.server.tree,
    );
    const startedAt = performance.now();
    const error = await failure(ready('late', 30_000));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(error).toMatchObject({ code: -32000, data: { state: 'restarting' } });
    expect(error.message).toMatch(/^late was not ready in time; it is restarting: exited with code 1/);
  });

  it('starts nothing: what is stopped, crashed, disabled or not there is refused with the way out', async () => {
    house.add(
      definition('stopped', server('echo-min.mjs')),
      definition('missing', ['no-such-program-here']),
      definition('off', server('echo-min.mjs'), { enabled: false }),
    );
    house.supervisor.send(['stopped'], { type: 'wish', want: 'down' });
    await until(() => house.supervisor.entries.get('stopped')!.server.state.kind === 'stopped');
    await until(() => house.supervisor.entries.get('missing')!.server.state.kind === 'crashed');
    expect(await failure(ready('stopped'))).toMatchObject({
      code: -32000,
      message: 'stopped is stopped. Start it with `roundhouse start stopped`.',
      data: { state: 'stopped', next: 'Start it with `roundhouse start stopped`.' },
    });
    expect((await failure(ready('missing'))).message).toMatch(/^missing has crashed: .*was not found.*\. Install/s);
    expect((await failure(ready('off'))).message).toBe(
      'off is not available: switched off. Switch it on with `roundhouse servers enable off`.',
    );
    expect((await failure(ready('nobody'))).message).toBe('There is no server “nobody” any more.');
    expect(house.supervisor.entries.get('stopped')!.server.run).toBe(1);
  });
});

describe('last words', () => {
  it('are those of the run that was called, with what it said on stderr, and no secret', async () => {
    house.add(definition('files', server('crash.mjs', '--on-call', '--code', '1')));
    const link = await ready('files');
    await expect(call(link, 'echo')).rejects.toThrow();
    await until(() => house.supervisor.entries.get('files')!.lastExit !== null);
    const { message, data } = house.upstreams.lastWords('files');
    expect(message).toMatch(/^files exited with code 1 and (is being|was) restarted\. Its last line: /);
    expect(data).toMatchObject({ exit: { code: 1, signal: null }, stderr: expect.any(Array) });
    await ready('files');
    expect(house.upstreams.lastWords('files').message).toMatch(/^files exited with code 1 and was restarted\./);
  });

  it('say that a person stopped it, and that it crashed for good', async () => {
    house.add(
      definition('a', server('echo-min.mjs')),
      definition('b', server('crash.mjs', '--on-call'), { restart: { ...definition('b', ['x']).restart, policy: 'never' } }),
    );
    await ready('a');
    house.supervisor.send(['a'], { type: 'wish', want: 'down' });
    expect(house.upstreams.lastWords('a').message).toBe('a was stopped.');
    const link = await ready('b');
    await expect(call(link, 'echo')).rejects.toThrow();
    await until(() => house.supervisor.entries.get('b')!.server.state.kind === 'crashed');
    expect(house.upstreams.lastWords('b').message).toMatch(/^b exited with code 1 and is not restarted\./);
    expect(house.upstreams.lastWords('nobody').message).toBe('There is no server “nobody” any more.');
  });

  it('of a remote tell what became of the connection', async () => {
    const remote = fixture('http-mcp.mjs', '--drop-after', '4');
    const [, url] = await said(remote, /listening (\S+)/);
    house.add(definition('far', { type: 'http', url: url!, headers: {} }));
    const link = await ready('far');
    await until(() => {
      void call(link, 'echo').catch(() => {});
      return house.upstreams.get('far')!.link !== link;
    });
    expect(house.upstreams.lastWords('far').message).toMatch(
      /^far is not connected( any more|: .*forgot the session); it (is being|was) connected again\.$/,
    );
  });
});

describe('a server killed in the middle of a call', () => {
  it('twenty times: each call fails within a second with the reason, and none is sent again', async () => {
    const file = join(folder, 'calls');
    const max = Number.POSITIVE_INFINITY;
    const restart = { policy: 'on-failure', max, backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 }, resetAfterMs: 0 } as const;
    house.add(definition('counts', server('counts-calls.mjs', '--file', file), { restart }));
    const arrived = () => {
      try {
        return readFileSync(file, 'utf8').trim().split('\n');
      } catch {
        return []; // nothing has arrived yet
      }
    };
    for (let n = 1; n <= 20; n += 1) {
      const link = await ready('counts');
      const pid = pidOf('counts');
      const calls = [failure(call(link, 'hang', { n: `${n}a` })), failure(call(link, 'hang', { n: `${n}b` }))];
      await until(() => arrived().length === 2 * n);
      const killedAt = performance.now();
      process.kill(pid, 'SIGKILL');
      for (const error of await Promise.all(calls)) expect(error).toMatchObject({ name: 'LinkError' });
      expect(performance.now() - killedAt).toBeLessThan(1_000);
      expect(house.upstreams.get('counts')!.link).not.toBe(link);
      await until(() => house.supervisor.entries.get('counts')!.lastExit?.run === n);
      expect(house.upstreams.lastWords('counts').message).toMatch(/^counts was ended by SIGKILL and (is being|was) restarted\.$/);
    }
    await ready('counts');
    const numbers = arrived().map((line) => line.split(' ')[2]);
    expect(numbers).toHaveLength(40);
    expect(new Set(numbers).size).toBe(40);
  });
});

describe('what servers say and ask', () => {
  const answered = async (request: UpstreamRequest) => {
    if (request.method === 'sampling/createMessage') return { role: 'assistant', model: 'm', content: { type: 'text', text: 'sampled' } };
    if (request.method === 'elicitation/create') return { action: 'accept', content: { name: 'Ada' } };
    throw new RpcError(-32601, 'no');
  };

  it('comes with the name of the server, over pipes and from a remote', async () => {
    const port = await freePort();
    const remote = real('mcp-server-everything', ['streamableHttp'], { PORT: String(port) });
    await said(remote, /port/i, 'stderr');
    house.add(definition('near', everything()), definition('far', { type: 'http', url: `http://127.0.0.1:${port}/mcp`, headers: {} }));
    const asked: string[] = [];
    const told: string[] = [];
    house.upstreams.onRequest((name, request) => {
      asked.push(`${name} ${request.method}`);
      return answered(request);
    });
    house.upstreams.onNotification((name, method) => told.push(`${name} ${method}`));
    for (const name of ['near', 'far']) {
      const link = await ready(name);
      // managed servers are told that everything may be asked for, so they offer everything
      await until(() => link.tools.some((tool) => tool.name === 'trigger-sampling-request'));
      expect(JSON.stringify(await call(link, 'trigger-sampling-request', { prompt: '?' }))).toContain('sampled');
      expect(JSON.stringify(await call(link, 'trigger-elicitation-request'))).toContain('Ada');
      const slow = { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 2 }, _meta: { progressToken: 7 } };
      await link.request('tools/call', slow, { timeoutMs: 10_000 });
      await until(() => told.includes(`${name} notifications/progress`));
      expect(asked).toContain(`${name} sampling/createMessage`);
      expect(asked).toContain(`${name} elicitation/create`);
    }
  });

  it('is refused at once while nobody listens, and called off when the server dies', async () => {
    house.add(definition('asks', server('asks-back.mjs')));
    const link = await ready('asks');
    expect(await call(link, 'ask', { method: 'roots/list' })).toMatchObject({ structuredContent: { code: -32601 } });
    const open: UpstreamRequest[] = [];
    house.upstreams.onRequest((_, request) => {
      open.push(request);
      return new Promise(() => {});
    });
    await expect(call(link, 'crash')).rejects.toThrow();
    expect(open).toMatchObject([{ method: 'elicitation/create', signal: { aborted: true } }]);
    await until(() => house.supervisor.entries.get('asks')!.lastExit !== null);
    expect(house.upstreams.lastWords('asks')).toMatchObject({
      message: expect.stringMatching(/^asks exited with code 4 and (is being|was) restarted\. Its last line: cannot go on$/),
      data: { stderr: ['cannot go on'] },
    });
  });

  it('is no work of the server: it is still asked whether it lives', async () => {
    house.add(definition('asks', server('asks-back.mjs')));
    const link = await ready('asks');
    house.upstreams.onRequest(() => new Promise(() => {}));
    await call(link, 'say', { method: 'notifications/message', params: { level: 'info', data: 'hello' } });
    expect(link.inFlight().count).toBe(0);
  });
});
