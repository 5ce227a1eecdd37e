// Clients come back the moment an engine answers, which is before it knows its servers: the login shell is asked first, and what an earlier
// engine left behind is ended.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LiveEngine, server, sleep, until } from '../support/live-engine.ts';

let folder: string;
let engine: LiveEngine;
let started: Promise<LiveEngine>;
const client = new Client({ name: 'early', version: '1' });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rh-early-'));
  const shell = join(folder, 'slow-shell');
  writeFileSync(shell, `#!/bin/sh\nuntil [ -e '${folder}/go' ]; do sleep 0.05; done\nexec /bin/sh "$@"\n`, { mode: 0o755 });
  engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs') }, env: { ROUNDHOUSE_LOGIN_ENV: 'force', SHELL: shell } });
  started = engine.start();
  await until('the engine to listen', () => engine.url !== '');
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${engine.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${engine.token}` } },
    }) as Parameters<Client['connect']>[0],
  );
});
afterEach(async () => {
  writeFileSync(join(folder, 'go'), '');
  await client.close();
  await started;
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** its answer, which must not come before the engine knows its servers */
async function answerTo<T>(asked: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  asked.then(settled, settled);
  await sleep(300);
  expect((await fetch(`${engine.url}/ready`)).status).toBe(503);
  expect(isSettled, 'answered before the servers were known').toBe(false);
  writeFileSync(join(folder, 'go'), '');
  return asked;
}

it('a call of a tool that the client knows from before waits for its server', async () => {
  const answer = await answerTo(client.callTool({ name: 'echo__echo', arguments: { text: 'early' } }));
  expect(JSON.stringify(answer.content)).toContain('early');
});

it('the first list is whole', async () => {
  expect((await answerTo(client.listTools())).tools.map(({ name }) => name)).toEqual(['echo__echo']);
});
