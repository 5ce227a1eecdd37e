// Log ingest to disk, 200-byte lines: our writer against the least that Node can do for the same job (pipe, line split, file).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { openLogs } from '../core/store/log-files.ts';

const lineBytes = 200;
const megabytes = 200;
const runs = 5;

export interface IngestResult {
  name: string;
  medianMBs: number;
  lowMBs: number;
  highMBs: number;
  /** CPU of the reading process per megabyte */
  cpuMsPerMB: number;
  droppedLines: number;
}

type Sink = (pipe: Readable, folder: string) => Promise<{ droppedLines: number }>;

/** What anybody would write first: split into lines, join, a stream to the file that holds the pipe back when it is full. */
const bare: Sink = async (pipe, folder) => {
  const file = createWriteStream(join(folder, 'bare.log'));
  let rest = '';
  pipe.setEncoding('utf8');
  for await (const chunk of pipe as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0 && !file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end(rest);
  await once(file, 'finish');
  return { droppedLines: 0 };
};

const bareOnData: Sink = async (pipe, folder) => {
  const file = createWriteStream(join(folder, 'bare.log'));
  let rest = '';
  pipe.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length === 0 || file.write(`${lines.join('\n')}\n`)) return;
    pipe.pause();
    file.once('drain', () => pipe.resume());
  });
  await once(pipe, 'end');
  file.end(rest);
  await once(file, 'finish');
  return { droppedLines: 0 };
};

const ours: Sink = async (pipe, folder) => {
  const logs = openLogs({ folder, maxSizeBytes: 10 * 1024 * 1024, keep: 5 });
  const writer = logs.writer('server');
  pipe.on('data', (chunk: Buffer) => writer.write('stderr', chunk));
  await once(pipe, 'end');
  writer.end('stderr');
  await logs.close();
  return { droppedLines: writer.dropped().lines };
};

async function measure(sink: Sink): Promise<{ mbs: number; cpuMsPerMB: number; droppedLines: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'rh-ingest-'));
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--produce'], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(child.stderr ?? child.stdout, 'readable'); // its first line: it stands ready
    child.stdout.read();
    const cpu = process.cpuUsage();
    const began = performance.now();
    child.stdin.end('go\n');
    const { droppedLines } = await sink(child.stdout, folder);
    const seconds = (performance.now() - began) / 1_000;
    const used = process.cpuUsage(cpu);
    const written = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    if (written === 0) throw new Error('nothing was written');
    return { mbs: megabytes / seconds, cpuMsPerMB: (used.user + used.system) / 1_000 / megabytes, droppedLines };
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The other end of the pipe: says that it is there, waits for the word, writes as fast as it is read. */
async function produce(): Promise<void> {
  const { readSync, writeSync } = await import('node:fs');
  const line = `${'x'.repeat(lineBytes - 1)}\n`;
  const block = Buffer.from(line.repeat(Math.floor(65_536 / lineBytes)));
  writeSync(1, 'ready\n');
  readSync(0, Buffer.alloc(8));
  for (let sent = 0; sent < megabytes * 1e6; ) {
    for (let at = 0; at < block.length; ) at += writeFully(writeSync, block, at);
    sent += block.length;
  }
}

function writeFully(writeSync: typeof import('node:fs').writeSync, block: Buffer, at: number): number {
  try {
    return writeSync(1, block, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

export async function main(): Promise<{ results: IngestResult[]; ratio: number }> {
  const sinks: [string, Sink][] = [
    ['bare pipe, line split, file (for await)', bare],
    ["bare pipe, line split, file (on 'data')", bareOnData],
    ['roundhouse', ours],
  ];
  const taken = new Map<string, Awaited<ReturnType<typeof measure>>[]>();
  for (const [, sink] of sinks) await measure(sink); // warm
  for (let run = 0; run < runs; run += 1) {
    for (const [name, sink] of sinks) taken.set(name, [...(taken.get(name) ?? []), await measure(sink)]);
  }
  const results = [...taken].map(([name, all]): IngestResult => {
    const speeds = all.map((each) => each.mbs).sort((a, b) => a - b);
    const middle = <T>(values: T[]): T => values[Math.floor(values.length / 2)]!;
    return {
      name,
      medianMBs: middle(speeds),
      lowMBs: speeds[0]!,
      highMBs: speeds.at(-1)!,
      cpuMsPerMB: middle(all.map((each) => each.cpuMsPerMB).sort((a, b) => a - b)),
      droppedLines: all.reduce((sum, each) => sum + each.droppedLines, 0),
    };
  });
  // against the better of the two
  const best = Math.max(...results.slice(0, -1).map((each) => each.medianMBs));
  const ratio = results.at(-1)!.medianMBs / best;
  console.log(`log ingest, ${lineBytes}-byte lines, ${megabytes} MB, median of ${runs} (low–high)`);
  for (const each of results) {
    console.log(
      `  ${each.name.padEnd(42)} ${each.medianMBs.toFixed(0).padStart(5)} MB/s (${each.lowMBs.toFixed(0)}–${each.highMBs.toFixed(0)}), ` +
        `${each.cpuMsPerMB.toFixed(2)} ms CPU per MB, ${each.droppedLines} lines dropped`,
    );
  }
  console.log(`  ratio to the better bare one: ${ratio.toFixed(2)} (bar: at least 0.60)`);
  return { results, ratio };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await (process.argv[2] === '--produce' ? produce() : main());
