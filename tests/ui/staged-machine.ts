// A machine as people have it before Roundhouse: four clients with their files, one of which is broken, a name that means two servers,
// a project that waits for approval, and copies that the clients run by themselves.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LiveEngine, server } from '../support/live-engine.ts';

export interface Machine {
  engine: LiveEngine;
  files: Record<'mcp' | 'desktop' | 'cursor' | 'code' | 'vscode' | 'project', string>;
  /** the command line of a server, told apart from everything else on this machine */
  own(name: string): { command: string; args: string[] };
  /** starts a server as a client does */
  stray(name: string): ChildProcess;
  /** what all of the clients' files say now */
  texts(): string[];
  close(): Promise<void>;
}

export function stageMachine(): Machine {
  const engine = new LiveEngine();
  const own = (name: string) => server('echo-min.mjs', `--${name}-of-${process.pid}`);
  const at = (...path: string[]) => join(engine.user, ...path);
  const config = process.platform === 'darwin' ? ['Library', 'Application Support'] : ['.config'];
  const files = {
    mcp: at('.mcp.json'),
    desktop: at(...config, 'Claude', 'claude_desktop_config.json'),
    cursor: at('.cursor', 'mcp.json'),
    code: at('.claude.json'),
    vscode: at(...config, 'Code', 'User', 'mcp.json'),
    project: at('code', 'acme-shop', '.mcp.json'),
  };
  const write = (file: string, value: unknown) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`);
  };
  const filesystem = own('filesystem');
  write(files.mcp, { mcpServers: { filesystem, memory: own('memory'), github: own('github-by-docker') } });
  write(files.desktop, { mcpServers: { filesystem, sentry: { ...own('sentry'), env: { SENTRY_AUTH_TOKEN: 'sntryu_0123456789abcdef' } } } });
  write(files.cursor, { mcpServers: { filesystem, github: own('github-by-npx'), fetch: own('fetch') } });
  write(files.code, { numStartups: 4, mcpServers: { memory: own('memory') }, projects: { [dirname(files.project)]: {} } });
  write(files.project, { mcpServers: { postgres: own('postgres') } });
  write(files.vscode, '{\n  "servers": {\n    "time": { "command": "uvx", "args": ["mcp-server-time" }\n  }\n}\n');
  write(at('code', 'tickets', '.mcp.json'), { mcpServers: { tickets: own('tickets') } });
  const strays: ChildProcess[] = [];
  return {
    engine,
    files,
    own,
    stray(name) {
      const { command, args } = own(name);
      const stray = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
      strays.push(stray);
      return stray;
    },
    texts: () => Object.values(files).map((file) => readFileSync(file, 'utf8')),
    async close() {
      for (const stray of strays) stray.kill('SIGKILL');
      await engine.close();
    },
  };
}
