// Fifty engines are started at once on one home, also over a stale lock and a stale socket: exactly one runs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cheap, LiveEngine, until } from '../support/live-engine.ts';
import { fault, must } from './fault.ts';

const STARTS = 50;
const ROUNDS = 4;

await fault('engine-starts', async () => {
  const engine = new LiveEngine({ mcpJson: { a: cheap() } });
  const run = (file: string) => join(engine.home, 'run', file);
  const told: string[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const left = ['daemon.json', 'daemon.sock', 'engine.lock', 'engine.pid'].filter((file) => existsSync(run(file)));
      if (round > 0) must(`a killed engine left only ${left}`, left.length === 4);
      // a pid that somebody else has now
      if (round === 2) writeFileSync(run('engine.pid'), `${process.pid} 1\n`);
      if (round === 3) writeFileSync(run('engine.pid'), 'garbage');
      const ended: { code: number | null; err: string }[] = [];
      const all = Array.from({ length: STARTS }, () => engine.run('serve', '--port', '0').then((end) => ended.push(end)));
      await until('all but one to give up', () => ended.length === STARTS - 1, 120_000);
      const winner = JSON.parse(readFileSync(run('daemon.json'), 'utf8')).pid;
      const others = ended.filter(({ code, err }) => code !== 1 || !err.includes(`pid ${winner}`));
      must(`not refused by name: ${JSON.stringify(others[0])}`, others.length === 0);
      await until('its server', () => engine.alive().length === 2, 15_000);
      process.kill(winner, 'SIGKILL');
      await Promise.all(all);
      await until('its strays to be gone', () => engine.alive().length === 0, 5_000);
      told.push(round === 0 ? 'fresh home' : round === 1 ? 'stale lock and socket' : round === 2 ? 'recycled pid' : 'torn pid file');
    }
  } finally {
    await engine.close();
  }
  return `${STARTS} at once, exactly one each time (${told.join(', ')}); ${STARTS - 1} refused naming its pid`;
});
