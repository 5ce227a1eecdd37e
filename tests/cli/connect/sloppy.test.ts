// A client that finds out that the newer generation is spoken, and then goes on as if it had not.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entry, LiveEngine, server } from '../../support/live-engine.ts';

let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs'), later: server('stateless-min.mjs') } });
  await engine.start();
  for (const name of ['echo', 'later']) await engine.running(name);
});
afterAll(() => engine.close());

it('initialize after a good discover, and requests of both generations side by side', async () => {
  const child = spawn(process.execPath, [entry, 'connect'], { env: engine.env, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  createInterface(child.stdout).on('line', (line) => {
    const answer = JSON.parse(line);
    waiting.get(answer.id)?.(answer);
  });
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let last = 0;
  const ask = (method: string, params: object = {}) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      send({ id, method, params });
    });
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'sloppy', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const call = (name: string, more: object = {}) => ask('tools/call', { name, arguments: { said: name }, ...more });

  expect(await ask('server/discover', { _meta })).toMatchObject({ result: { supportedVersions: ['2026-07-28'] } });
  const params = { protocolVersion: '2026-07-28', capabilities: {}, clientInfo: { name: 'sloppy', version: '1' } };
  expect(await ask('initialize', params)).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
  send({ method: 'notifications/initialized' });
  expect(await ask('tools/list')).toMatchObject({ result: { tools: [{ name: 'echo__echo' }, { name: 'later__echo' }] } });
  for (const name of ['echo__echo', 'later__echo']) {
    const said = { content: [{ text: `{"said":"${name}"}` }] };
    expect(await call(name)).toMatchObject({ result: said });
    expect(await call(name, { _meta })).toMatchObject({ result: { ...said, resultType: 'complete' } });
  }
  expect(await ask('ping')).toMatchObject({ result: {} });
  child.stdin.end();
  await new Promise((done) => child.once('close', done));
});
