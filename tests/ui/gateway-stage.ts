// Clients that really connect to an engine over HTTP, and a home with the files of clients in it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { LiveEngine } from '../support/live-engine.ts';

export interface Connected {
  client: Client;
  /** its session ends, and it is gone */
  leave(): Promise<void>;
}

export async function connect(engine: LiveEngine, name: string, { profile = '', version = '1' } = {}): Promise<Connected> {
  const client = new Client({ name, version }, { versionNegotiation: { mode: 'legacy' } });
  const path = profile === '' ? '/mcp' : `/mcp/p/${profile}`;
  const transport = new StreamableHTTPClientTransport(new URL(`${engine.url}${path}`), {
    requestInit: { headers: { authorization: `Bearer ${engine.token}` } },
  });
  await client.connect(transport);
  return {
    client,
    async leave() {
      await transport.terminateSession();
      await client.close();
    },
  };
}

/** A file below the home folder of the engine's user. */
export function putFile(engine: LiveEngine, path: string, content: string): string {
  const file = join(engine.user, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
