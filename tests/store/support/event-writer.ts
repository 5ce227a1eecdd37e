// Appends events until it is killed, and says each number only after the store has it.
import { writeSync } from 'node:fs';
import { openStore } from '../../../core/store/sqlite.ts';

const store = openStore(process.argv[2]!);
if (store.trouble) {
  writeSync(1, `trouble ${store.trouble}\n`);
  process.exit(3);
}
writeSync(1, `from ${store.lastSeq()}\n`);
for (let seq = store.lastSeq() + 1; ; seq += 1) {
  store.appendEvent({ seq, at: new Date().toISOString(), type: 'server.running', server: `s${seq % 7}`, message: `event ${seq}` });
  if (seq % 5 === 0) store.appendMetrics(new Date(), [{ server: 's1', cpu: 1, memory: 2, processes: 3 }]);
  writeSync(1, `${seq}\n`);
}
