// Stands for an engine that is killed with -9: a guardian, and 20 children of which half are deaf to TERM and to the end of stdin.

import { startGuardian } from '../../../core/supervise/guardian.ts';
import { homeId, instancePrefix, markFor } from '../../../core/supervise/mark.ts';
import { openProcessTable } from '../../../core/supervise/process-table.ts';
import { createSpawner } from '../../../core/supervise/spawn-child.ts';
import { createTrees } from '../../../core/supervise/trees.ts';

const [home = '', instance = '', how = 'guarded'] = process.argv.slice(2);
const spawnChild = createSpawner({ trees: createTrees(await openProcessTable()) });
const guardian =
  how === 'guarded'
    ? startGuardian({ instanceMark: instancePrefix(homeId(home), instance), onTrouble: (text) => console.error(text) })
    : null;

const deaf = `trap '' TERM HUP INT
sh -c 'trap "" TERM; sleep 987; sleep 987' &
env -i /bin/sh -c 'sleep 987; :' &
(setsid sh -c 'trap "" TERM; sleep 987; sleep 987' </dev/null >/dev/null 2>&1 &)
echo up; while :; do sleep 987; done`;
const polite = `echo up; read line; exit 0`;

let up = 0;
for (let run = 1; run <= 20; run++) {
  const mark = markFor(homeId(home), instance, 'some server', run);
  const env = { PATH: process.env.PATH ?? '' };
  const child = spawnChild(
    { command: 'sh', args: ['-c', run % 2 ? deaf : polite], env, cwd: '/', mark },
    { onSpawned() {}, onFailed: (failure) => console.error(failure.reason), onExit() {}, onGone() {} },
  );
  child.stdout.once('data', () => {
    up++;
    if (up === 20) console.log(`up ${process.pid} ${guardian?.pid()}`);
  });
}
process.stdin.on('data', async (chunk) => {
  if (!String(chunk).startsWith('leave')) return;
  await guardian?.goodbye();
  process.exit(0);
});
