// The nine side by side by a bare script: the least that it can take. Says `ready` when all are, ends with its stdin.
import { nine } from './nine.ts';
import { openBare } from './stdio-server.ts';

const folder = process.argv[2]!;
const open = await Promise.all(Object.values(nine(folder)).map(openBare));
process.stdout.write('ready\n');
process.stdin.resume().on('end', async () => {
  await Promise.all(open.map((server) => server.end()));
  process.exit(0);
});
