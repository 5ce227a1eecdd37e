// The desktop app's own files, killed with -9 at each step of a writing: the old one or the new one, and nothing wrong at the next start.
import { killedAtEachStep, ownFiles } from '../electron/own-files.ts';
import { fault, must } from './fault.ts';

const ROUNDS = 5;

await fault('desktop-files', async () => {
  const all = { kills: 0, old: 0, new: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of Object.keys(ownFiles)) {
      const killed = await killedAtEachStep(name);
      must(`${name}: ${killed.wrong.join('; ')}`, killed.wrong.length === 0);
      for (const each of ['kills', 'old', 'new'] as const) all[each] += killed[each];
    }
  }
  must('some were neither', all.old + all.new === all.kills);
  return `${Object.keys(ownFiles).length} files (${Object.keys(ownFiles).join(', ')}), ${all.kills} kills at each step of a writing: ${all.old} times the old one, ${all.new} times the new one, none torn, no pieces left`;
});
