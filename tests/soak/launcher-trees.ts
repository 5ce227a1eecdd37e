// A launcher whose grandchild is deaf, a child with a session of its own, a double fork: a hundred stops each, nothing survives.
import { fixture, server, until } from '../support/live-engine.ts';
import { fault, most, must, seconds, withEngine } from './fault.ts';

const ROUNDS = 10;
const AT_ONCE = 10;
const kinds = {
  launcher: () => ({ command: 'sh', args: ['-c', `"${process.execPath}" "${fixture('deaf.mjs')}"; exit 0`] }),
  setsid: () => server('forks.mjs', '--mode', 'setsid', '--deaf'),
  double: () => server('forks.mjs', '--mode', 'double', '--deaf'),
};

await fault('launcher-trees', async () => {
  const figures: string[] = [];
  for (const [kind, entry] of Object.entries(kinds)) {
    const names = Array.from({ length: AT_ONCE }, (_, n) => `s${n}`);
    const took = await withEngine({ mcpJson: Object.fromEntries(names.map((name) => [name, entry()])) }, async (engine) => {
      const took: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        if (round > 0) await engine.api('POST', '/servers/start', {});
        for (const name of names) await engine.running(name, 60_000);
        await until('every tree to have its second process', () => engine.alive().length >= 2 * AT_ONCE, 30_000);
        const began = performance.now();
        const stopped = await engine.api<{ ok: boolean }[]>('POST', '/servers/stop', {});
        took.push(performance.now() - began);
        must(`${kind}: not all stopped`, stopped.length === AT_ONCE && stopped.every(({ ok }) => ok));
        must(`${kind}, round ${round}: ${engine.alive().length} survivors`, engine.alive().length === 0);
      }
      return took;
    });
    must(`${kind}: ${seconds(most(took))}`, most(took) <= 5_000);
    figures.push(`${kind} ${ROUNDS * AT_ONCE} of ${ROUNDS * AT_ONCE} without survivors, slowest ${seconds(most(took))}`);
  }
  return figures.join('; ');
});
