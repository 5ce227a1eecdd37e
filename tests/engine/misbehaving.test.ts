// What a server may do to its supervisor, each with a real process.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerView } from '../../contract/server.ts';
import { cheap, fixture, LiveEngine, server, sleep, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());

const withServers = async (mcpJson: Record<string, unknown>, config?: string) => {
  engine = new LiveEngine({ mcpJson, ...(config === undefined ? {} : { config }) });
  await engine.start();
};
const fast = `
defaults:
  health: { interval: 300ms, timeout: 200ms, failures: 3 }
  stop: { grace: 600ms }
`;

describe('a server that ends', () => {
  it('crashes after ready: exactly four starts, then crashed with its last words', async () => {
    await withServers({ files: server('crash.mjs', '--after', 30, '--code', 3) }, 'defaults: { restart: { backoff: { initial: 50ms } } }');
    const view = await engine.until('files', ({ state }) => state === 'crashed', 30_000);
    expect(view).toMatchObject({ run: 4, restarts: 3, lastExit: { code: 3, signal: null } });
    expect(view.reason).toBe('exited with code 3; gave up after 3 restarts');
    expect(view.lastExit!.stderr.length).toBeGreaterThan(0);
    const started = (await engine.logs('files')).filter((line) => line.stream === 'engine' && line.text.startsWith('started'));
    expect(started).toHaveLength(4);
  });

  it('exits 0 at once: a failure for an MCP server, "finished" for a service', async () => {
    const { command, args } = server('exit-0.mjs');
    await withServers(
      { mcp: { command, args } },
      `defaults: { restart: { backoff: { initial: 10ms } } }\nservices: { job: { command: ${JSON.stringify([command, ...args])} } }`,
    );
    const mcp = await engine.until('mcp', ({ state }) => state === 'crashed');
    expect(mcp.reason).toMatch(/exited with code 0/);
    expect(await engine.until('job', ({ state }) => state === 'stopped')).toMatchObject({ reason: 'finished, exit 0', restarts: 0 });
  });

  it('is not found, not executable, or in a folder that is not there: given up at once, with the way out', async () => {
    await withServers({
      missing: { command: 'no-such-program-here' },
      plain: { command: fixture('README.md') },
      nowhere: { ...cheap(), cwd: '/no/such/folder' },
      shell: { command: 'sh', args: ['-c', 'no-such-program-either'] },
    });
    const view = (name: string) => engine.until(name, ({ state }) => state === 'crashed');
    expect(await view('missing')).toMatchObject({
      restarts: 0,
      reason: expect.stringMatching(/was not found.*searched/s),
      next: expect.stringMatching(/Install/),
    });
    expect(await view('plain')).toMatchObject({ restarts: 0, reason: expect.stringMatching(/not executable|not be executed|may not/i) });
    expect(await view('nowhere')).toMatchObject({ restarts: 0, reason: expect.stringMatching(/\/no\/such\/folder/) });
    expect(await view('shell')).toMatchObject({ restarts: 0, run: 1, reason: expect.stringMatching(/exited with code 127/) });
  });
});

describe('a server that does not end', () => {
  it.each([['ignore-term.mjs'], ['ignore-stdin-end.mjs'], ['deaf.mjs']])('%s is down within its grace', async (name) => {
    await withServers({ stubborn: server(name) }, fast);
    await engine.running('stubborn');
    const began = performance.now();
    const [result] = await engine.api<{ ok: boolean; state: string }[]>('POST', '/servers/stop', { names: ['stubborn'] });
    expect(result).toMatchObject({ ok: true, state: 'stopped' });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(engine.alive()).toEqual([]);
  });

  it.each(['child', 'setsid', 'double', 'all'])('and leaves strays behind (%s): nothing of its tree survives', async (mode) => {
    await withServers({ parent: server('forks.mjs', '--mode', mode, '--deaf') }, fast);
    await engine.running('parent');
    await until('its strays', () => engine.alive().length >= 2);
    await engine.api('POST', '/servers/stop', { names: ['parent'] });
    expect(engine.alive()).toEqual([]);
  });

  it('a launcher killed with -9 takes the grandchildren that it leaves behind with it, before the next run begins', async () => {
    const { command, args } = server('deaf.mjs');
    await withServers({ launched: { command: 'sh', args: ['-c', `${command} ${args.join(' ')}; exit 0`] } }, fast);
    const first = await engine.running('launched');
    process.kill(first.pid!, 'SIGKILL');
    await engine.until('launched', (view) => view.run === 2 && view.state === 'running');
    expect(engine.alive()).toHaveLength(2);
  });

  it('thirty of them, half deaf, go down with the engine within six seconds, and the polite ones get no signal', async () => {
    const polite = { command: 'sh', args: ['-c', `trap 'echo "got a signal" >&2' TERM; . ${cheap().args[0]}`] };
    const entries = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`s${n}`, n % 2 ? polite : server('deaf.mjs')]));
    await withServers(entries);
    for (const name of Object.keys(entries)) await engine.running(name, 60_000);
    const began = performance.now();
    expect(await engine.signal('SIGTERM')).toBe(0);
    expect(performance.now() - began).toBeLessThan(6_500);
    expect(engine.alive()).toEqual([]);
    for (let n = 1; n < 30; n += 2) expect(readFileSync(`${engine.home}/logs/s${n}.log`, 'utf8')).not.toContain('got a signal');
  }, 120_000);
});

describe('a server that does not answer', () => {
  it('never becomes ready: its start budget ends, and it says so', async () => {
    await withServers(
      { silent: server('never-ready.mjs') },
      `${fast}  start: { timeout: 400ms }\n  restart: { max: 1, backoff: { initial: 10ms } }\n`,
    );
    const view = await engine.until('silent', ({ state }) => state === 'crashed', 20_000);
    expect(view).toMatchObject({ run: 2, reason: expect.stringMatching(/did not become ready within 400 ms/) });
  });

  it('hangs after ready: degraded, then restarted', async () => {
    await withServers({ hung: server('hang.mjs') }, fast);
    await engine.until('hung', ({ state }) => state === 'degraded');
    await engine.until('hung', ({ run, restarts }) => run === 2 && restarts === 1);
  });

  it('is stopped with SIGSTOP: killed and started again', async () => {
    await withServers({ frozen: cheap() }, fast);
    const { pid } = await engine.running('frozen');
    process.kill(pid!, 'SIGSTOP');
    const view = await engine.until('frozen', ({ run, state }) => run === 2 && state === 'running');
    expect(view.pid).not.toBe(pid);
  });

  it('answers pings with an error: it lives', async () => {
    await withServers({ odd: server('no-ping.mjs') }, fast);
    await engine.running('odd');
    await sleep(1_500);
    expect(await engine.server('odd')).toMatchObject({ state: 'running', restarts: 0, health: { ok: true } });
  });

  it('while the engine itself sleeps: nobody is blamed', async () => {
    await withServers({ calm: cheap() }, 'defaults: { health: { interval: 1s, timeout: 500ms, failures: 1 } }');
    const { pid } = await engine.running('calm');
    for (let i = 0; i < 3; i++) {
      process.kill(engine.pid, 'SIGSTOP');
      await sleep(4_000);
      process.kill(engine.pid, 'SIGCONT');
      await sleep(700);
    }
    expect(await engine.server('calm')).toMatchObject({ pid, restarts: 0, state: 'running' });
  }, 40_000);
});

describe('a server that says too much', () => {
  it('prints garbage on stdout: warned about, counted, never fatal', async () => {
    await withServers({ chatty: server('garbage-stdout.mjs') });
    const view = await engine.until('chatty', ({ warnings, state }) => warnings.length > 0 && state === 'running');
    expect(view.warnings.join()).toMatch(/on stdout that are not protocol messages/);
    expect((await engine.logs('chatty')).some((line) => line.level === 'warn' && /not a protocol message/.test(line.text))).toBe(true);
  });

  it('floods stderr, or writes one line without an end: nobody else is hurt, and what was dropped is counted', async () => {
    await withServers({
      flood: server('flood-stderr.mjs', '--rate', 30_000_000, '--amount', 90_000_000),
      endless: server('huge-line.mjs', '--bytes', 100_000_000, '--stream', 'stderr'),
      calm: cheap(),
    });
    await engine.running('calm');
    await sleep(4_000);
    for (const name of ['flood', 'endless', 'calm']) expect(await engine.server(name)).toMatchObject({ restarts: 0 });
    const endless = await engine.logs('endless', 50);
    expect(endless.some((line) => /cut|dropped|left out/i.test(line.text))).toBe(true);
    const text = await (await fetch(`${engine.url}/metrics`, { headers: { authorization: `Bearer ${engine.token}` } })).text();
    const rss = Number(/process_resident_memory_bytes (\d+)/.exec(text)![1]);
    expect(rss).toBeLessThan(350 * 2 ** 20);
  }, 40_000);
});

describe('a server that takes too much', () => {
  it('eats memory: a warning by default, a restart when asked for', async () => {
    const limits = (action: string) =>
      `limits: { memory: 120MiB, action: ${action} }, health: { interval: 500ms }, restart: { backoff: { initial: 10ms } }`;
    await withServers(
      { warned: server('eat-memory.mjs', '--mb', 250), bounced: server('eat-memory.mjs', '--mb', 250) },
      `servers: { warned: { ${limits('warn')} }, bounced: { ${limits('restart')} } }`,
    );
    // somebody looks, so figures come every two seconds
    const watching = new AbortController();
    const stream = fetch(`${engine.url}/api/v1/stream`, { headers: { authorization: `Bearer ${engine.token}` }, signal: watching.signal });
    const bounced = await engine.until('bounced', ({ restarts }) => restarts > 0, 30_000);
    expect(bounced.run).toBeGreaterThan(1);
    const warned = await engine.until(
      'warned',
      ({ warnings }) => warnings.some((text) => text.includes('memory is above 120 MiB')),
      30_000,
    );
    expect(warned).toMatchObject({ restarts: 0, state: 'running' } satisfies Partial<ServerView>);
    watching.abort();
    await stream.catch(() => {}); // aborted on purpose
  }, 60_000);
});

describe('a server that changes', () => {
  it('its tools: the new number is shown', async () => {
    await withServers({ growing: server('changing-tools.mjs', '--every', 300) });
    const { tools } = await engine.running('growing');
    await engine.until('growing', (view) => (view.tools ?? 0) > (tools ?? 0) + 1);
  });

  it.each([['stateless-min.mjs'], ['stateless-sdk.mjs'], ['old-revision.mjs'], ['strict-initialize.mjs']])(
    '%s: its generation is found on its own process',
    async (name) => {
      await withServers({ odd: server(name) });
      expect(await engine.running('odd')).toMatchObject({ restarts: 0, run: 1 });
    },
  );

  it('exits on the wrong greeting: the other one is tried with the next run, and remembered', async () => {
    await withServers({ picky: server('stateless-min.mjs', '--strict') });
    expect(await engine.running('picky')).toMatchObject({ restarts: 1, run: 2 });
    await engine.api('POST', '/servers/restart', { names: ['picky'] });
    expect(await engine.running('picky')).toMatchObject({ restarts: 0, run: 3 });
  });
});
