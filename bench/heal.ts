// From kill -9 to ready again: an MCP server as the engine's followers see it, and an HTTP service as anybody sees it who asks its health
// URL. Against the servers' own start, and against other supervisors with the same service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fixture } from '../tests/support/live-engine.ts';
import { answers, freePort, pause } from './answering.ts';
import { type Bench, median, type Report, Samples } from './figures.ts';
import { withEngine } from './live.ts';
import { type Peer, peers } from './peers.ts';
import { pidWithArguments } from './process-facts.ts';
import { openBare } from './stdio-server.ts';

/** Others count a program that lived for less than a second as one that failed to start. */
const BETWEEN_MS = 1_300;
const READY_URL = (port: number) => `http://127.0.0.1:${port}/health`;
const serviceCommand = (port: number) => [process.execPath, fixture('service.mjs'), '--port', String(port)];

export const heal: Bench = {
  name: 'heal',
  about: "kill -9 until ready again, beyond the server's own start",
  async run({ quick }) {
    const kills = quick ? 3 : 15;
    const stdio = await stdioServers(kills);
    const service = await services(kills);
    return {
      rows: [...stdio.rows, ...service.rows],
      bars: [...stdio.bars, ...service.bars],
      notes: [...stdio.notes, ...service.notes],
    };
  },
};

async function stdioServers(kills: number): Promise<Report> {
  const launch = { command: process.execPath, args: [fixture('echo-min.mjs')] };
  const [own, ours]: [number[], number[]] = [[], []];
  await withEngine({ mcpJson: { echo: launch } }, async (engine, watch) => {
    const isRunning = (pid?: number) => () => {
      const view = watch.servers.get('echo');
      return view?.state === 'running' && view.pid !== pid;
    };
    await watch.seen(isRunning());
    for (let kill = 0; kill < kills; kill += 1) {
      const began = performance.now();
      const bare = await openBare(launch);
      own.push(performance.now() - began);
      await bare.end();
      await pause(100);
      const { pid } = watch.servers.get('echo')!;
      const killed = performance.now();
      process.kill(pid!, 'SIGKILL');
      ours.push((await watch.seen(isRunning(pid!))) - killed);
      // an asked-for restart forgets the failure: the next one is a first one again
      const last = watch.servers.get('echo')!.pid!;
      await engine.api('POST', '/servers/echo/restart');
      await watch.seen(isRunning(last));
    }
  });
  const baseline = 'MCP server: its own start';
  return {
    rows: [
      { what: baseline, samples: own, unit: 'ms', digits: 0 },
      { what: 'MCP server: roundhouse', samples: ours, unit: 'ms', digits: 0, against: baseline },
    ],
    bars: [{ what: 'MCP server: beyond its own start', value: median(ours) - median(own), unit: 'ms', limit: 50, kind: 'at most' }],
    notes: [],
  };
}

async function services(kills: number): Promise<Report> {
  const samples = new Samples();
  const notes: string[] = [];
  const running: { peer: Peer; port: number }[] = [];
  try {
    for (const kind of peers) {
      const missing = kind.missing();
      const port = await freePort();
      if (missing) notes.push(`left out: ${missing}`);
      else running.push({ peer: await kind.start({ service: serviceCommand(port) }), port });
    }
    const port = await freePort();
    const config = `services:
  service:
    command: ${JSON.stringify(serviceCommand(port))}
    health: { http: "${READY_URL(port)}" }
`;
    await withEngine({ config }, async (engine, watch) => {
      for (const each of [...running.map((one) => one.port), port]) await answers(READY_URL(each));
      for (let kill = 0; kill < kills; kill += 1) {
        await watch.seen((servers) => servers.get('service')?.state === 'running');
        await pause(BETWEEN_MS);
        samples.take('service: its own start', await ownStart());
        for (const { peer, port: theirs } of running) samples.take(`service: ${peer.name}`, await killService(theirs));
        const before = watch.servers.get('service')!.pid;
        const began = performance.now();
        samples.take('service: roundhouse', await killService(port));
        const known = await watch.seen((servers) => {
          const view = servers.get('service');
          return view?.state === 'running' && view.pid !== before;
        });
        samples.take('service: roundhouse says so', known - began);
        await engine.api('POST', '/servers/service/restart');
      }
    });
  } finally {
    for (const { peer } of running) await peer.end();
  }
  const own = samples.of['service: its own start']!;
  const beyond = (what: string) => median(samples.of[what]!) - median(own);
  const others = running.map(({ peer }) => `${peer.name} ${beyond(`service: ${peer.name}`).toFixed(0)} ms`);
  return {
    rows: Object.entries(samples.of).map(([what, each]) => ({
      what,
      samples: each,
      unit: 'ms',
      digits: 0,
      against: 'service: its own start',
    })),
    bars: [
      { what: 'service: beyond its own start', value: beyond('service: roundhouse'), unit: 'ms', limit: 50, kind: 'at most' },
      { what: 'service: until it says so', value: beyond('service: roundhouse says so'), unit: 'ms', limit: 50, kind: 'at most' },
    ],
    notes: [...notes, `beyond the service's own start, the others in the same run: ${others.join(', ') || 'none here'}`],
  };
}

async function ownStart(): Promise<number> {
  const port = await freePort();
  const [command, ...args] = serviceCommand(port);
  const began = performance.now();
  const child = spawn(command!, args, { stdio: 'ignore' });
  try {
    return (await answers(READY_URL(port))) - began;
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

async function killService(port: number): Promise<number> {
  const pid = pidWithArguments('--port', String(port));
  if (pid === null) throw new Error(`nobody runs the service on port ${port}`);
  const began = performance.now();
  process.kill(pid, 'SIGKILL');
  // the killed one cannot answer any more: its sockets are gone with it
  return (await answers(READY_URL(port))) - began;
}
