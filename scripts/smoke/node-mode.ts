// The binary as a plain Node: that it is one, and how fast the command line is up in it.
import { spawn, spawnSync } from 'node:child_process';
import { expectThat, type Report } from './report.ts';

const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'smoke', version: '1' } };
const initialize = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello })}\n`;
const rounds = 11;
/** the goal: the bridge is up this long after the bare Node mode of the same binary */
const bridgeMs = 200;

const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** until the bridge has answered its client */
function firstAnswer(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((done, fail) => {
    const startedAt = performance.now();
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    let tookMs: number | null = null;
    child.stdout.once('data', () => {
      tookMs = performance.now() - startedAt;
      child.stdin.end();
    });
    child.on('error', fail);
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (tookMs === null) fail(new Error(`it ended without an answer (exit code ${code})`));
      else done(tookMs);
    });
    child.stdin.write(initialize);
  });
}

export async function checkNodeMode(report: Report, binary: string, command: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const asNode = { ...env, ELECTRON_RUN_AS_NODE: '1' };
  const [program, ...args] = command;
  await report.check('the binary runs as a plain Node', () => {
    const ran = spawnSync(binary, ['-p', 'JSON.stringify(process.versions)'], { env: asNode, encoding: 'utf8', timeout: 20_000 });
    expectThat(ran.status === 0, `exit code ${ran.status}: ${ran.stderr}. Is the RunAsNode fuse off?`);
    const versions = JSON.parse(ran.stdout) as Record<string, string>;
    return `Electron ${versions.electron}, Node ${versions.node}`;
  });
  await report.check('node:sqlite is there in it', () => {
    const code = 'new (require("node:sqlite").DatabaseSync)(":memory:").exec("select 1")';
    const ran = spawnSync(binary, ['-e', code], { env: asNode, encoding: 'utf8', timeout: 20_000 });
    expectThat(ran.status === 0, ran.stderr);
    return 'a database was opened';
  });
  await report.check('the command line runs in it', () => {
    const ran = spawnSync(program!, [...args, 'version'], { env: asNode, encoding: 'utf8', timeout: 20_000 });
    expectThat(ran.status === 0, `exit code ${ran.status}: ${ran.stderr}`);
    return ran.stdout.trim();
  });
  await report.check(`\`connect\` is up within ${bridgeMs} ms of the bare Node mode`, async () => {
    await firstAnswer(program!, [...args, 'connect'], asNode); // starts the engine
    const bare: number[] = [];
    const bridge: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      spawnSync(binary, ['-e', '0'], { env: asNode });
      bare.push(performance.now() - startedAt);
      bridge.push(await firstAnswer(program!, [...args, 'connect'], asNode));
    }
    const [bareMs, upMs] = [median(bare), median(bridge)];
    const words = `bare ${bareMs.toFixed(0)} ms, first answer ${upMs.toFixed(0)} ms, ${(upMs - bareMs).toFixed(0)} ms beyond`;
    expectThat(upMs - bareMs <= bridgeMs, words);
    return words;
  });
  spawnSync(program!, [...args, 'shutdown'], { env: asNode, timeout: 20_000 });
}
