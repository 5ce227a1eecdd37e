// Waits for the start signal, takes the lock, says how it went, and keeps it until the end of stdin.
import { takeLock } from '../../../core/supervise/engine-lock.ts';

const [folder = ''] = process.argv.slice(2);
console.log('waiting');
process.stdin.once('data', async () => {
  const lock = await takeLock(folder);
  console.log(lock.held ? 'held' : `refused ${lock.pid}`);
});
process.stdin.on('end', () => process.exit(0));
