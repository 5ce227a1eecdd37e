// One tool call through the gateway, small and large, alone and among others: beside the same server without a gateway, beside the least that
// a gateway in Node can do, and beside other gateways. Everything is measured in turns.
import { pause } from './answering.ts';
import { type Bar, type Bench, median, quantile, type Report, type Row, Samples, type Scale } from './figures.ts';
import { load } from './gateway/load.ts';
import { direct, floor, other, others, roundhouse, type Subject, unmeasured } from './gateway/subjects.ts';
import { memoryMB } from './process-facts.ts';

interface Shape {
  what: string;
  bytes: number;
  inFlight: number;
  calls: number;
}

const shapes: Shape[] = [
  { what: '100 B, 1 in flight', bytes: 100, inFlight: 1, calls: 500 },
  { what: '100 B, 16 in flight', bytes: 100, inFlight: 16, calls: 2_000 },
  { what: '100 B, 64 in flight', bytes: 100, inFlight: 64, calls: 4_000 },
  { what: '10 KB, 1 in flight', bytes: 10_000, inFlight: 1, calls: 300 },
  { what: '10 KB, 16 in flight', bytes: 10_000, inFlight: 16, calls: 1_000 },
  { what: '10 KB, 64 in flight', bytes: 10_000, inFlight: 64, calls: 2_000 },
  { what: '1 MB, 1 in flight', bytes: 1_000_000, inFlight: 1, calls: 15 },
  { what: '1 MB, 16 in flight', bytes: 1_000_000, inFlight: 16, calls: 48 },
];
const [alone, , crowd] = shapes as [Shape, Shape, Shape];
const large = shapes.filter(({ bytes }) => bytes === 1_000_000);

export const gateway: Bench = {
  name: 'gateway',
  about: 'a tool call through the gateway, against direct stdio, a bare gateway and others',
  run: measure,
};

async function measure({ quick }: Scale): Promise<Report> {
  const rounds = quick ? 1 : 5;
  const notes: string[] = [];
  const subjects = await startAll(notes);
  const samples = new Samples();
  const refused = new Set<string>();
  try {
    for (const { client, tool } of subjects) await load(client, tool, 100, 16, quick ? 100 : 2_000, null); // compiled first
    for (let round = 0; round < rounds; round += 1) {
      for (const shape of shapes) {
        for (const subject of subjects) await once(subject, quick ? { ...shape, calls: shape.inFlight * 2 } : shape, samples, refused);
      }
      for (const { name, pid } of subjects) if (pid !== null) samples.take(`${name}: memory`, memoryMB(pid));
    }
  } finally {
    for (const subject of subjects) await subject.end();
  }
  notes.push(...refused, 'CPU and memory are of the process between client and server; the client takes the rest of the two cores');
  return { rows: rowsOf(subjects, samples), bars: barsOf(subjects, samples), notes };
}

async function startAll(notes: string[]): Promise<Subject[]> {
  const subjects = [await direct(), await floor(), await roundhouse()];
  for (const each of others) {
    try {
      subjects.push(await other(each));
    } catch (error) {
      notes.push(`not measured: ${each.package}: ${error instanceof Error ? error.message : error}`);
    }
  }
  notes.push(`not measured: ${unmeasured.join(', ')}: not to be had here`);
  return subjects;
}

async function once(subject: Subject, { what, bytes, inFlight, calls }: Shape, samples: Samples, refused: Set<string>): Promise<void> {
  const { name, client, tool, pid } = subject;
  await pause(20); // what the one before left to be done is not this one's
  try {
    const { latencies, perSecond, cpuMsPerCall } = await load(client, tool, bytes, inFlight, calls, pid);
    samples.take(`${name}: ${what}, p50`, median(latencies));
    samples.take(`${name}: ${what}, p99`, quantile(latencies, 0.99));
    samples.take(`${name}: ${what}, rate`, perSecond);
    if (pid !== null) samples.take(`${name}: ${what}, CPU`, cpuMsPerCall);
  } catch (error) {
    refused.add(`${name} refuses ${what}: ${String(error).split('\n')[0]}`);
  }
}

function rowsOf(subjects: Subject[], { of }: Samples): Row[] {
  const rows: Row[] = [];
  const add = (subject: Subject, key: string, unit: string, digits: number) => {
    const taken = of[`${subject.name}: ${key}`];
    const against = subject.name === 'floor' || !of[`floor: ${key}`] ? undefined : `floor: ${key}`;
    if (taken) rows.push({ what: `${subject.name}: ${key}`, samples: taken, unit, digits, against });
  };
  for (const { what, inFlight, bytes } of shapes) {
    for (const subject of subjects) {
      if (inFlight === 1) {
        add(subject, `${what}, p50`, 'ms', 2);
        add(subject, `${what}, p99`, 'ms', 2);
      } else add(subject, `${what}, rate`, '/s', 0);
      add(subject, `${what}, CPU`, 'ms/call', bytes > 100_000 ? 1 : 3);
    }
  }
  for (const subject of subjects) add(subject, 'memory', 'MB', 0);
  return rows;
}

function barsOf(subjects: Subject[], { of }: Samples): Bar[] {
  const ours = (key: string) => of[`Roundhouse: ${key}`] ?? [];
  const bare = (key: string) => of[`floor: ${key}`] ?? [];
  const ratio = (key: string) => median(ours(key)) / median(bare(key));
  const peers = subjects.filter(({ name }) => others.some((each) => each.package === name && each.serversAtOnce));
  const best = Math.max(...peers.map(({ name }) => median(of[`${name}: ${crowd.what}, rate`] ?? [])));
  const memory = ours('memory');
  const third = Math.max(1, Math.floor(memory.length / 3));
  const bars: Bar[] = [
    { what: `CPU per call, ${crowd.what}, against the floor`, value: ratio(`${crowd.what}, CPU`), unit: '×', limit: 1.5, kind: 'at most' },
    { what: `throughput, ${crowd.what}, against the floor`, value: ratio(`${crowd.what}, rate`), unit: '×', limit: 0.75, kind: 'at least' },
    { what: `latency, ${alone.what}, against the floor`, value: ratio(`${alone.what}, p50`), unit: '×', limit: 1.3, kind: 'at most' },
    ...large.map(({ what }) => {
      return {
        what: `throughput, ${what}, against the floor`,
        value: ratio(`${what}, rate`),
        unit: '×',
        limit: 0.8,
        kind: 'at least' as const,
      };
    }),
    {
      what: 'memory, last third of the rounds minus the first',
      value: median(memory.slice(-third)) - median(memory.slice(0, third)),
      unit: 'MB',
      limit: 10,
      kind: 'at most',
    },
  ];
  if (Number.isFinite(best)) {
    const value = median(ours(`${crowd.what}, rate`)) / best;
    bars.push({ what: `throughput, ${crowd.what}, against the best other one`, value, unit: '×', limit: 2, kind: 'at least' });
  }
  return bars;
}
