// A home with a server in every state that a person meets, for pictures and for the page's tests on a real engine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, LiveEngine, server } from '../support/live-engine.ts';

const npm = (name: string, ...args: string[]) => ({ command: bin(name), args });

export function stageHome(): LiveEngine {
  const engine = new LiveEngine({
    config: `version: 1
groups: { shop: [shop-api, shop-db] }
defaults: { restart: { max: 2, backoff: { initial: 100ms, factor: 1 } } }
servers:
  search: { health: { interval: 1s, timeout: 500ms, failures: 100000 } }
  sqlite: { autostart: false }
  time: { enabled: false }
services:
  shop-db: { command: [${quoted('service.mjs')}] }
  shop-api: { command: [${quoted('service.mjs')}], dependsOn: [shop-db] }
`,
    mcpJson: {
      filesystem: npm('mcp-server-filesystem', '.'),
      memory: npm('mcp-server-memory'),
      everything: npm('mcp-server-everything'),
      postgres: server('exit-code.mjs', '--lines', 2),
      search: server('hang.mjs'),
      browser: server('never-ready.mjs'),
      sqlite: server('echo-min.mjs'),
      time: server('echo-min.mjs'),
    },
  });
  const desktop = join(engine.user, process.platform === 'darwin' ? 'Library/Application Support/Claude' : '.config/Claude');
  mkdirSync(desktop, { recursive: true });
  writeFileSync(
    join(desktop, 'claude_desktop_config.json'),
    JSON.stringify({
      mcpServers: { 'sequential-thinking': npm('mcp-server-sequential-thinking'), notes: server('many-tools.mjs', '--count', 42) },
    }),
  );
  return engine;
}

function quoted(file: string): string {
  const { command, args } = server(file);
  return [command, ...args].map((part) => JSON.stringify(part)).join(', ');
}

/** Everything has come to where it stays. */
export async function settled(engine: LiveEngine): Promise<void> {
  await Promise.all([
    engine.until('postgres', ({ state }) => state === 'crashed', 30_000),
    engine.until('search', ({ state }) => state === 'degraded', 30_000),
    engine.until('browser', ({ state }) => state === 'starting', 30_000),
    ...['filesystem', 'memory', 'everything', 'sequential-thinking', 'notes', 'shop-api'].map((name) => engine.running(name, 30_000)),
  ]);
}

/** The address that signs one browser in. */
export async function signInUrl(engine: LiveEngine): Promise<string> {
  return (await engine.api<{ url: string }>('POST', '/login-codes')).url;
}
