// The least that anybody can do to bring an MCP server up: spawn, initialize, initialized, tools/list.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Launch {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
}

export interface BareServer {
  child: ChildProcess;
  ask(method: string, params?: object): Promise<unknown>;
  end(): Promise<void>;
}

export async function openBare({ command, args, env, cwd }: Launch): Promise<BareServer> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env }, cwd });
  const waiting = new Map<number, (result: unknown) => void>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('{')) continue;
      const { id, result } = JSON.parse(line);
      waiting.get(id)?.(result);
      waiting.delete(id);
    }
  });
  child.stdin.on('error', () => {}); // it was killed: its exit is what counts
  let last = 0;
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = (method: string, params: object = {}) =>
    new Promise((done) => {
      last += 1;
      waiting.set(last, done);
      send({ id: last, method, params });
    });
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bare', version: '1' } });
  send({ method: 'notifications/initialized' });
  await ask('tools/list');
  return {
    child,
    ask,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
