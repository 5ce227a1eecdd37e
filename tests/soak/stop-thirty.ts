// Thirty servers, a third deaf, in a chain of dependencies: all down within 6 s, dependents first, and the polite ones get no signal.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cheap, LiveEngine, server } from '../support/live-engine.ts';
import { fault, most, must, seconds } from './fault.ts';

const ROUNDS = 5;
const SERVERS = 30;

await fault('stop-thirty', async () => {
  const took = { engine: [] as number[], all: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const polite = { command: 'sh', args: ['-c', `trap 'echo "got a signal" >&2' TERM INT HUP; . ${cheap().args[0]}`] };
    const names = Array.from({ length: SERVERS }, (_, n) => `s${n}`);
    const isDeaf = (n: number) => n % 3 === 0;
    // s1 ← s4 ← s7: three storeys of polite ones
    const config = 'servers: { s4: { dependsOn: [s1] }, s7: { dependsOn: [s4] } }';
    const engine = new LiveEngine({
      mcpJson: Object.fromEntries(names.map((name, n) => [name, isDeaf(n) ? server('deaf.mjs') : polite])),
      config,
    });
    try {
      await engine.start();
      for (const name of names) await engine.running(name, 60_000);
      let began = performance.now();
      await engine.api('POST', '/servers/stop', {});
      took.all.push(performance.now() - began);
      must(`${engine.alive().length} are left after stop`, engine.alive().length === 0);
      await engine.api('POST', '/servers/start', {});
      for (const name of names) await engine.running(name, 60_000);
      began = performance.now();
      const code = await engine.signal('SIGTERM');
      took.engine.push(performance.now() - began);
      must(`the engine ended with ${code}: ${engine.said}`, code === 0);
      must(`${engine.alive().length} are left`, engine.alive().length === 0);
      const log = (name: string) => readFileSync(join(engine.home, 'logs', `${name}.log`), 'utf8');
      const signalled = names.filter((name, n) => !isDeaf(n) && log(name).includes('got a signal'));
      must(`signalled though polite: ${signalled}`, signalled.length === 0);
      const endOf = (name: string) =>
        /^(\S+).*exited/m.exec(
          log(name)
            .split('\n')
            .filter((line) => line.includes('exited'))
            .at(-1) ?? '',
        )?.[1] ?? '';
      must(
        `order: s7 ${endOf('s7')}, s4 ${endOf('s4')}, s1 ${endOf('s1')}`,
        endOf('s7') !== '' && endOf('s7') <= endOf('s4') && endOf('s4') <= endOf('s1'),
      );
      must('run files are left', !existsSync(join(engine.home, 'run', 'daemon.json')) && readdirSync(join(engine.home, 'logs')).length > 0);
    } finally {
      await engine.close();
    }
  }
  must(
    `stop all took ${seconds(most(took.all))}, the engine's end ${seconds(most(took.engine))}`,
    most(took.all) <= 6_000 && most(took.engine) <= 6_000,
  );
  return `${ROUNDS} times ${SERVERS} servers, stop all ≤ ${seconds(most(took.all))}, the engine's own end ≤ ${seconds(most(took.engine))}; no polite one was signalled, dependents first`;
});
