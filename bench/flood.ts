// The same flood through the whole of a supervisor: a service writes as fast as it is read, until everything is in its log files.
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from './answering.ts';
import { type Bench, median, Samples } from './figures.ts';
import { withEngine } from './live.ts';
import { peers } from './peers.ts';

const LINE = 'x'.repeat(199);
const CALM_MS = 1_500;
/** the engine's own lines in a log: less than a line of the flood each, and few */
const OWN = 2_000;
const OURS = 'roundhouse';
const DATED = 'pm2, lines with their time';
const RAW = 'pm2, lines as they come';

export const flood: Bench = {
  name: 'flood',
  about: "a service's 200-byte lines from its stdout to the log file, through the whole supervisor",
  async run({ quick }) {
    const lines = quick ? 100_000 : 1_000_000;
    const samples = new Samples();
    const lost = new Samples();
    const notes: string[] = [];
    const pm2 = peers.find(({ name }) => name === 'pm2')!;
    const missing = pm2.missing();
    if (missing) notes.push(`left out: ${missing}`);
    const source = mkdtempSync(join(tmpdir(), 'rh-bench-flood-'));
    writeFileSync(join(source, 'lines'), `${LINE}\n`.repeat(lines));
    // it begins when somebody watches, costs next to nothing, and the service stays
    const command = ['sh', '-c', `sleep 4; cat ${join(source, 'lines')}; exec sleep 100000`];
    const take = async (who: string, folder: string, isLog: RegExp) => {
      const { mbs, written } = await watchGrowth(folder, isLog);
      samples.take(who, mbs);
      lost.take(who, lines - written);
    };
    try {
      for (let round = 0; round < (quick ? 1 : 5); round += 1) {
        const config = `logs: { maxSize: 2GiB }\nservices:\n  flood:\n    command: ${JSON.stringify(command)}\n`;
        await withEngine({ config }, (engine) => take(OURS, join(engine.home, 'logs'), /^flood/));
        if (missing) continue;
        for (const who of [DATED, RAW]) {
          const peer = await pm2.start({ flood: command }, who === DATED);
          try {
            await take(who, join(peer.home, 'logs'), /^flood-out/);
          } finally {
            await peer.end();
          }
        }
      }
    } finally {
      rmSync(source, { recursive: true, force: true });
    }
    const middle = (who: string) => median(samples.of[who] ?? [Number.NaN]);
    notes.push(`lines that are not in the files (at most): ${Object.entries(lost.of).map(([who, all]) => `${who} ${Math.max(...all)}`)}`);
    return {
      rows: Object.entries(samples.of).map(([what, each]) => ({ what, samples: each, unit: 'MB/s', digits: 0, against: RAW })),
      // the raw one is there to be seen: it does less, nobody can tell later when a line came
      bars: missing ? [] : [{ what: `against ${DATED}`, value: middle(OURS) / middle(DATED), unit: '×', limit: 3, kind: 'at least' }],
      notes,
    };
  },
};

/** From the first byte in the files to the last one; lines counted afterwards, by what they hold. */
async function watchGrowth(folder: string, isLog: RegExp): Promise<{ mbs: number; written: number }> {
  const files = () => readdirSync(folder).filter((name) => isLog.test(name));
  const size = () => files().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  let last = size();
  if (last > OWN) throw new Error('the flood began before it was watched');
  let [began, grew] = [performance.now(), performance.now()];
  for (;;) {
    const now = size();
    if (last < OWN && now > OWN) began = performance.now();
    if (now > last) grew = performance.now();
    else if (now > OWN && performance.now() - grew > CALM_MS) break;
    last = now;
    await pause(5);
  }
  let written = 0;
  for (const name of files()) written += await linesIn(join(folder, name));
  return { mbs: (written * (LINE.length + 1)) / 1_000 / (grew - began), written };
}

async function linesIn(file: string): Promise<number> {
  let rest = '';
  let count = 0;
  for await (const text of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 20 }) as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.endsWith(LINE)) count += 1;
  }
  return count;
}
