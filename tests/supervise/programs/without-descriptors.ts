// Opens files until there are no descriptors left, then has a child killed and looks whether its tree is gone.
import { closeSync, openSync } from 'node:fs';
import { openProcessTable } from '../../../core/supervise/process-table.ts';
import { createSpawner } from '../../../core/supervise/spawn-child.ts';
import { createTrees } from '../../../core/supervise/trees.ts';

const spawnChild = createSpawner({ trees: createTrees(await openProcessTable()) });
const env = { PATH: process.env.PATH ?? '' };
const script = 'setsid sleep 987 & setsid sleep 987 & echo up; while :; do sleep 987; done';
const mark = process.argv[2] ?? '';
const child = spawnChild(
  { command: 'sh', args: ['-c', script], env, cwd: process.cwd(), mark },
  {
    onSpawned() {},
    onFailed: (failure) => console.log(failure.reason),
    onExit() {},
    onGone(result) {
      for (const fd of taken) closeSync(fd);
      console.log(`${refused} | killed ${result.killed} survivors ${result.survivors.length}`);
    },
  },
);
const taken: number[] = [];
let refused = '';
child.stdout.once('data', () => {
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    // none are left, as wanted
  }
  spawnChild(
    { command: 'sleep', args: ['987'], env, cwd: process.cwd(), mark },
    {
      onSpawned() {},
      onExit() {},
      onGone() {},
      onFailed(failure) {
        refused = `${failure.mendable} ${failure.reason}`;
        child.kill();
      },
    },
  );
});
