// Servers are halted with SIGSTOP: with the usual health settings each is killed within 45 s and comes back; its neighbours stay.
import { readFileSync } from 'node:fs';
import { cheap, server, until } from '../support/live-engine.ts';
import { fault, most, must, seconds, withEngine } from './fault.ts';

const FROZEN = 10;

await fault('frozen-servers', () => {
  const names = Array.from({ length: FROZEN }, (_, n) => `frozen${n}`);
  const entries = Object.fromEntries(names.map((name, n) => [name, n % 2 ? server('echo-min.mjs') : cheap()]));
  return withEngine({ mcpJson: { ...entries, calm: cheap() } }, async (engine) => {
    const calm = await engine.running('calm');
    const pids = new Map<string, number>();
    for (const name of names) pids.set(name, (await engine.running(name)).pid!);
    const began = performance.now();
    for (const pid of pids.values()) process.kill(pid, 'SIGSTOP');
    const took = await Promise.all(
      [...pids.values()].map(async (pid) => {
        await until(`${pid} to be killed`, () => isOver(pid), 90_000);
        return performance.now() - began;
      }),
    );
    for (const name of names) await engine.until(name, ({ run, state }) => run === 2 && state === 'running', 30_000);
    must(`killed after ${seconds(most(took))}`, most(took) <= 45_000);
    must('a neighbour was restarted', (await engine.server('calm')).pid === calm.pid);
    return `${FROZEN} halted servers killed ${seconds(Math.min(...took))} to ${seconds(most(took))} later, all back, neighbour untouched`;
  });
});

function isOver(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return true;
  }
}
