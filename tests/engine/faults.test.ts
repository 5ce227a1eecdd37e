// What a machine, a disk, a crowd and a hostile colleague may do to the engine itself. Each at its full size: tests/soak.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { routeList } from '../../contract/routes/table.ts';
import { descriptors, rss, zombies } from '../soak/fault.ts';
import { cheap, LiveEngine, type Setup, server, sleep, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());
const begin = (setup: Setup) => {
  engine = new LiveEngine(setup);
  return engine.start();
};
const run = (file: string) => join(engine.home, 'run', file);
const many = (count: number, entry = cheap()) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}`, entry]));
const eager = 'defaults: { restart: { max: unlimited, backoff: { initial: 0s } } }';

describe('one engine per home', () => {
  it('of twelve started at once exactly one runs, also over what a killed one left', async () => {
    engine = new LiveEngine({ mcpJson: { a: cheap() } });
    for (const left of ['nothing', 'lock and socket', 'a recycled pid', 'a torn pid file']) {
      if (left !== 'nothing')
        expect(['daemon.json', 'daemon.sock', 'engine.lock', 'engine.pid'].map(run).filter((file) => !existsSync(file))).toEqual([]);
      if (left === 'a recycled pid') writeFileSync(run('engine.pid'), `${process.pid} 1\n`);
      if (left === 'a torn pid file') writeFileSync(run('engine.pid'), 'garbage');
      const ended: { code: number | null; err: string }[] = [];
      const all = Array.from({ length: 12 }, () => engine.run('serve', '--port', '0').then((end) => ended.push(end)));
      await until('all but one to give up', () => ended.length === 11, 60_000);
      // those who were refused may be gone before the one that runs answers
      let pid = 0;
      await until('the one that runs', () => {
        try {
          pid = JSON.parse(readFileSync(run('daemon.json'), 'utf8')).pid;
          return process.kill(pid, 0);
        } catch {
          return false; // not written yet, or by the one that was killed
        }
      });
      for (const { code, err } of ended) expect([left, code, err]).toEqual([left, 1, expect.stringContaining(`pid ${pid}`)]);
      await until('its one server', () => engine.alive().length === 2);
      process.kill(pid, 'SIGKILL');
      await Promise.all(all);
      await until('its strays to be gone', () => engine.alive().length === 0, 5_000);
    }
  }, 90_000);

  it('killed together with its guardian, the next one sweeps before it starts anything', async () => {
    await begin({ mcpJson: { ...many(3), deaf: server('deaf.mjs') } });
    for (let round = 0; round < 3; round++) {
      for (const { name } of await engine.servers()) await engine.running(name);
      const guardian = execFileSync('pgrep', ['-P', `${engine.pid}`, '-f', 'roundhouse-guardian'], { encoding: 'utf8' }).trim();
      process.kill(engine.pid, 'SIGSTOP');
      process.kill(Number(guardian), 'SIGKILL');
      await engine.kill();
      expect(engine.alive().length).toBeGreaterThan(0); // the deaf one
      await engine.start();
      for (const { name } of await engine.servers()) await engine.running(name);
      expect(engine.alive()).toHaveLength(4);
    }
  }, 60_000);
});

describe('too few descriptors', () => {
  it('more connections and more servers than `ulimit -n 128` has room for are refused with a reason; who runs is unhurt', async () => {
    await begin({ mcpJson: many(4), openFiles: 128 });
    const before = [];
    for (const name of Object.keys(many(4))) before.push(await engine.running(name));
    const port = Number(new URL(engine.url).port);
    let refusals = 0;
    const sockets = Array.from({ length: 150 }, () =>
      connect(port, '127.0.0.1', function (this: ReturnType<typeof connect>) {
        this.write(`GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${engine.token}\r\n\r\n`);
      })
        .on('data', (data) => {
          if (String(data).includes('"too-many"')) refusals++;
        })
        .on('error', () => {}),
    );
    await until('a refusal', () => refusals > 0);
    for (const socket of sockets) socket.destroy();
    await until('an answer', async () => (await engine.servers().catch(() => null)) !== null);
    engine.writeMcp(many(60));
    await until(
      'a start that is refused',
      async () => (await engine.servers()).some(({ reason }) => /too many files are open/.test(reason ?? '')),
      30_000,
    );
    for (const { name, pid } of before) expect(await engine.server(name)).toMatchObject({ pid, restarts: 0, state: 'running' });
  }, 90_000);
});

describe('sixty restarts', () => {
  it('leave no descriptor and no zombie behind', async () => {
    await begin({ mcpJson: { a: cheap(), b: cheap() }, config: eager });
    const other = await engine.running('b');
    let files = 0;
    for (let n = 0; n < 70; n++) {
      const { pid, run } = await engine.running('a');
      if (n % 5 === 0) await engine.api('POST', '/servers/a/restart');
      else process.kill(pid!, 'SIGKILL');
      await engine.until('a', (view) => view.state === 'running' && view.run > run);
      if (n === 9) files = descriptors(engine.pid);
    }
    await until(`descriptors to be ${files} ± 5`, () => Math.abs(descriptors(engine.pid) - files) <= 5);
    expect(zombies(engine.pid)).toEqual([]);
    expect(engine.alive()).toHaveLength(2);
    expect(await engine.server('b')).toMatchObject({ pid: other.pid, restarts: 0 });
  }, 60_000);
});

describe('a flood', () => {
  it.each([
    ['log lines', server('flood-stderr.mjs', '--rate', 100e6, '--amount', 300e6), 'flood over'],
    ['garbage where messages should be', server('huge-line.mjs', '--bytes', 300e6, '--close'), 'poured'],
    ['a message that never ends', server('huge-line.mjs', '--bytes', 300e6, '--close', '--json'), 'poured'],
  ])(
    'of %s makes the engine grow by no more than 50 MB',
    async (_what, loud, end) => {
      await begin({ mcpJson: { loud, calm: cheap() }, config: 'servers: { loud: { autostart: false } }' });
      await engine.running('calm');
      await sleep(500);
      const base = rss(engine.pid);
      let most = 0;
      await engine.api('POST', '/servers/loud/start');
      await until(
        'its end',
        async () => {
          most = Math.max(most, rss(engine.pid));
          return (await engine.logs('loud', 50)).some(({ text }) => text.includes(end));
        },
        60_000,
      );
      expect(Math.round((most - base) / 2 ** 20)).toBeLessThanOrEqual(50);
      for (const name of ['loud', 'calm']) expect(await engine.server(name)).toMatchObject({ state: 'running', restarts: 0 });
    },
    90_000,
  );
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
// a full disk takes a file system of its own, and only root may mount one
describe.skipIf(!canMount)(`a full disk${canMount ? '' : ' (left out: only root can mount a small file system to fill)'}`, () => {
  it('is survived: nothing torn, no number missing, no wish forgotten, well again when there is room', async () => {
    engine = new LiveEngine({ mcpJson: { a: server('garbage-stdout.mjs', '--every', 30), b: cheap() } });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', engine.home]);
    try {
      writeFileSync(engine.configFile, 'logs: { maxSize: 1MiB, keep: 1 }\n');
      await engine.start();
      const { pid } = await engine.running('a');
      await engine.running('b');
      const filler = join(engine.home, 'filler');
      const log = join(engine.home, 'logs', 'a.log');
      for (let round = 0; round < 10; round++) {
        fill(filler);
        await engine.api('POST', `/servers/b/${round % 2 ? 'start' : 'stop'}`);
        await sleep(150);
        rmSync(filler);
        const { size } = statSync(log);
        await until('the log to go on', () => statSync(log).size !== size, 10_000);
      }
      await engine.api('POST', '/servers/b/stop');
      expect(await engine.server('a')).toMatchObject({ pid, restarts: 0 });
      await until('the database to hold all', async () => /pending_writes 0$/m.test(await metrics()), 10_000);
      const numbers = (await engine.api<{ seq: number }[]>('GET', '/events?limit=1000')).map(({ seq }) => seq);
      expect(numbers).toEqual(numbers.map((_, n) => numbers[0]! + n));
      await engine.signal('SIGTERM');
      const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
      expect(lines.filter((line) => !/^\d{4}-\d\d-\d\dT/.test(line))).toEqual([]);
      await engine.start();
      expect(await engine.server('b')).toMatchObject({ wanted: 'down' });
    } finally {
      if (!engine.hasEnded) await engine.signal('SIGTERM');
      execFileSync('umount', ['-l', engine.home]);
    }
  }, 90_000);
});

const metrics = async () => (await fetch(`${engine.url}/metrics`, { headers: { authorization: `Bearer ${engine.token}` } })).text();

function fill(file: string): void {
  for (const size of [1 << 20, 1 << 12]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // full for this size
    }
  }
}

describe('garbage over HTTP', () => {
  /** sends the bytes as they are; resolves with what came back when the connection ended or `ms` are over */
  const send = (bytes: Buffer | string, ms = 1_500): Promise<string> =>
    new Promise((done) => {
      let answer = '';
      const socket = connect(Number(new URL(engine.url).port), '127.0.0.1', () => socket.end(bytes));
      const end = () => {
        socket.destroy();
        done(answer);
      };
      socket.setTimeout(ms, end);
      socket.on('data', (data) => {
        answer += data.toString('latin1');
      });
      socket.on('error', end).on('close', end);
    });

  it('on every route is answered with a problem, harms no server and leaves the engine alive', async () => {
    await begin({ mcpJson: { a: cheap() } });
    const { pid } = await engine.running('a');
    const { host } = new URL(engine.url);
    const head = (method: string, path: string, more: string) =>
      `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${engine.token}\r\nConnection: close\r\n${more}\r\n`;
    // an order to end is no garbage; streams are for listeners
    const routes = routeList.filter(([name, route]) => name !== 'shutdown' && route.media !== 'text/event-stream');
    expect(routes.length).toBeGreaterThan(25);
    const statuses = new Map<string, number>();
    for (const [name, { method, path }] of routes) {
      const real = path.replace(/\{\w+\}/g, 'a');
      const evil = path.replace(/\{\w+\}/g, encodeURIComponent(`../${'%00'}\u0000\uFFFF`));
      const body = randomBytes(2_000);
      const requests = [
        Buffer.concat([Buffer.from(head(method, real, `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`)), body]),
        head(method, `${real}?${randomBytes(200).toString('hex')}=%ZZ&since=%00`, ''),
        head(method, `${real}/${'../'.repeat(50)}etc/passwd`, ''),
        head(method, evil, `X-Huge: ${'x'.repeat(200_000)}\r\n`),
        head(method, evil, 'Content-Type: application/json\r\nContent-Length: 5\r\n').concat('[[[[['),
        head(method, real, 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n').concat('zz\r\n'),
      ];
      for (const answer of await Promise.all(requests.map((request) => send(request)))) {
        const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
        statuses.set(`${status}`, (statuses.get(`${status}`) ?? 0) + 1);
        expect([name, status, status >= 500 ? answer : '']).toEqual([name, expect.any(Number), '']);
      }
    }
    expect([...statuses.keys()]).toEqual(expect.arrayContaining(['400', '404', '431']));
    expect(await engine.server('a')).toMatchObject({ pid, state: 'running', restarts: 0 });
  }, 60_000);

  it('of any bytes is no request, and a slow loris is closed', async () => {
    await begin({ mcpJson: { a: cheap() } });
    const { pid } = await engine.running('a');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        expect(await send(Buffer.from(bytes), 300)).not.toMatch(/^HTTP\/1\.1 [25]/);
      }),
      { numRuns: 40 },
    );
    const port = Number(new URL(engine.url).port);
    let closed = 0;
    const slow = Array.from({ length: 50 }, () =>
      connect(port, '127.0.0.1')
        .on('close', () => closed++)
        .on('error', () => {}),
    );
    const words = `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: ${'a'.repeat(1_000)}`;
    let said = 0;
    const drip = setInterval(() => {
      for (const socket of slow) if (!socket.destroyed) socket.write(words[said]!);
      said++;
    }, 100);
    try {
      expect((await engine.servers())[0]).toMatchObject({ pid, state: 'running', restarts: 0 });
      await until('all to be closed', () => closed === slow.length, 15_000);
      expect(said).toBeGreaterThan(50); // not for what they said
    } finally {
      clearInterval(drip);
      for (const socket of slow) socket.destroy();
    }
  }, 60_000);
});

describe('the home', () => {
  it('is moved away and back under a running engine: it lives, and its log goes on', async () => {
    await begin({ mcpJson: many(2) });
    for (const name of ['s0', 's1']) await engine.running(name);
    renameSync(engine.home, `${engine.home}-away`);
    writeFileSync(engine.home, 'in the way');
    expect(await engine.api('POST', '/servers/s0/restart')).toMatchObject([{ ok: true }]);
    rmSync(engine.home);
    renameSync(`${engine.home}-away`, engine.home);
    await engine.api('POST', '/servers/s1/stop');
    const logOf = (name: string) => {
      const file = join(engine.home, 'logs', `${name}.log`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    await until('its log', () => /stopped/.test(logOf('s1')));
    await until('what was said meanwhile', () => /run 2/.test(logOf('s0')));
  }, 40_000);
});

describe('many people at once', () => {
  it('start, stop and restart everything: never two runs of one server, and the last wish holds', async () => {
    const names = ['a', 'b', 'deaf', 'strays', 'crashing'];
    await begin({
      mcpJson: {
        a: cheap(),
        b: cheap(),
        deaf: server('deaf.mjs'),
        strays: server('forks.mjs', '--mode', 'setsid'),
        crashing: server('crash.mjs', '--after', 100),
      },
      config: `${eager.slice(0, -1)}, stop: { grace: 300ms } }\nservers: { b: { dependsOn: [a] } }`,
    });
    const twice: string[] = [];
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        twice.push(...serversWithTwoRuns());
        await sleep(25);
      }
    })();
    const end = performance.now() + 8_000;
    let done = 0;
    const person = async (seed: number) => {
      for (let n = seed; performance.now() < end; n += 7) {
        const verb = ['start', 'stop', 'restart'][n % 3];
        await engine.api('POST', `/servers/${verb}${n % 2 ? '?wait=0' : ''}`, n % 4 === 0 ? {} : { names: [names[n % names.length]] });
        done++;
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, seed) => person(seed)));
    isOver = true;
    await watching;
    expect(twice).toEqual([]);
    expect(done).toBeGreaterThan(100);
    await engine.api('POST', '/servers/stop', {});
    expect((await engine.servers()).map(({ state }) => state)).toEqual(names.map(() => 'stopped'));
    expect(engine.alive()).toEqual([]);
    await engine.api('POST', '/servers/start?wait=0', { names: ['a', 'b', 'deaf'] });
    for (const name of ['a', 'b', 'deaf']) await engine.running(name);
    expect(engine.alive()).toHaveLength(3);
  }, 60_000);
});

/** by the marks that all of a server's processes carry: `HOME.ENGINE.SERVER.RUN` */
function serversWithTwoRuns(): string[] {
  const runs = new Map<string, Set<string>>();
  for (const pid of engine.alive()) {
    try {
      const mark = /ROUNDHOUSE_MARK=([^\0]*)\.(\d+)\0/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'));
      if (mark) runs.set(mark[1]!, (runs.get(mark[1]!) ?? new Set()).add(mark[2]!));
    } catch {
      // it ended meanwhile
    }
  }
  return [...runs].filter(([, of]) => of.size > 1).map(([server, of]) => `${server}: ${[...of]}`);
}
