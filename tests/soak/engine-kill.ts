// The engine is killed with -9 over twenty servers, half of them deaf: nothing of them lives on, and nothing runs twice afterwards.
import { cheap, LiveEngine, server, sleep, until } from '../support/live-engine.ts';
import { fault, most, must, seconds } from './fault.ts';

const ROUNDS = 10;
const SERVERS = 20;

await fault('engine-kill', async () => {
  const names = Array.from({ length: SERVERS }, (_, n) => `s${n}`);
  const engine = new LiveEngine({ mcpJson: Object.fromEntries(names.map((name, n) => [name, n % 2 ? server('deaf.mjs') : cheap()])) });
  const took: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await engine.start();
      for (const name of names) await engine.running(name, 60_000);
      must(`round ${round}: ${engine.alive().length} processes of ${SERVERS} servers`, engine.alive().length === SERVERS);
      const began = performance.now();
      await engine.kill();
      await until('strays to be gone', () => engine.alive().length === 0, 10_000);
      took.push(performance.now() - began);
    }
    // at once after the kill: the next engine must not meet what the last one left
    for (let round = 0; round < 3; round++) {
      await engine.start();
      for (const name of names) await engine.running(name, 60_000);
      await engine.kill();
      await engine.start();
      for (const name of names) await engine.running(name, 60_000);
      await sleep(1_000);
      must(`started at once after a kill: ${engine.alive().length} processes`, engine.alive().length === SERVERS);
      await engine.kill();
      await until('strays to be gone', () => engine.alive().length === 0, 10_000);
    }
  } finally {
    await engine.close();
  }
  must(`strays lived for ${seconds(most(took))}`, most(took) <= 3_000);
  return `${ROUNDS} kills over ${SERVERS} servers, strays gone after ${seconds(most(took))} at most, no duplicate in ${ROUNDS + 6} starts`;
});
