// Hiding and renaming tools on the command line and over HTTP: written into the own config, in force at once, audited.
import { readFileSync, writeFileSync } from 'node:fs';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LiveEngine, server, until } from '../support/live-engine.ts';

const config = `# mine
gateway:
  profiles:
    work: { servers: [echo] } # just this
`;
let engine: LiveEngine;
let client: Client;
let told = 0;
beforeAll(async () => {
  engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs'), 'echo.more': server('echo-min.mjs') }, config });
  await engine.start();
  await engine.running('echo');
  await engine.running('echo.more');
  client = new Client({ name: 'real', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
  client.setNotificationHandler('notifications/tools/list_changed', () => void told++);
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${engine.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${engine.token}` } },
    }),
  );
  await client.listTools();
});
afterAll(async () => {
  await client?.close();
  await engine.close();
});
const names = async () => (await client.listTools()).tools.map(({ name }) => name);
const listed = async () => until('the client to be told', () => told > 0);

it('hide: gone for everybody, said to who listens, and a line in roundhouse.yaml', async () => {
  told = 0;
  const ran = await engine.run('tools', 'hide', 'echo.more.echo');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(await names()).not.toContain('echo.more__echo');
  await listed();
  expect(readFileSync(engine.configFile, 'utf8')).toBe(`${config}  tools:\n    echo.more.echo:\n      hidden: true\n`);
  expect((await engine.run('tools', 'list')).err).toContain('1 is hidden');
  expect((await engine.run('tools', 'list', '--all')).out).toMatch(/echo\.more__echo +echo\.more +echo +\d+ +hidden everywhere/);
  expect((await engine.run('tools', 'call', 'echo.more.echo')).err).toContain('hidden from all clients');
});

it('show: back, and the file as it was', async () => {
  const shown = await engine.api('POST', '/tools/echo.more.echo/show');
  expect(shown).toMatchObject({ name: 'echo.more__echo', hidden: false, hiddenEverywhere: false });
  expect(await names()).toContain('echo.more__echo');
  expect(readFileSync(engine.configFile, 'utf8')).toBe(config);
});

it('rename: the new name alone, until it is taken back', async () => {
  told = 0;
  expect(await engine.run('tools', 'rename', 'echo.echo', 'say')).toMatchObject({ code: 0, out: 'echo.echo is called say.\n' });
  expect(await names()).toContain('say');
  expect(await names()).not.toContain('echo__echo');
  await listed();
  expect(await client.callTool({ name: 'say', arguments: { message: 'x' } })).toMatchObject({ content: [{ type: 'text' }] });
  const calls = await engine.api<{ target: string; server: string }[]>('GET', '/calls?limit=1');
  expect(calls).toMatchObject([{ target: 'say', server: 'echo' }]);
  expect((await engine.run('tools', 'rename', 'echo.more.echo', 'say')).err).toContain('belongs to echo.echo already');
  expect((await engine.run('tools', 'rename', 'echo.echo', 'call_tool')).code).toBe(2);
  expect(await engine.api('POST', '/tools/say/rename', {})).toMatchObject({ name: 'echo__echo', renamed: false });
  expect(readFileSync(engine.configFile, 'utf8')).toBe(config);
  const audit = await engine.api<{ action: string; target: string; ok: boolean; actor: string }[]>('GET', '/audit');
  expect(audit).toContainEqual(expect.objectContaining({ action: 'rename tool', target: 'echo.echo', ok: true, actor: 'cli' }));
  expect(audit).toContainEqual(expect.objectContaining({ action: 'rename tool', ok: false }));
});

it('by hand in the file: in force within a moment, and what cannot be is refused with its place', async () => {
  const wrong = (tools: string) => writeFileSync(engine.configFile, `${config}  tools: { ${tools} }\n`);
  wrong('echo.echo: { name: hand-made }');
  await until('the name', async () => (await names()).includes('hand-made'));
  const cases: [string, RegExp][] = [
    ['echo.echo: { name: service_logs }', /belongs to a tool of Roundhouse/],
    ['echo.echo: { name: "a b" }', /none that clients take/],
    ['echo.echo: { name: x }, echo.more.echo: { name: x }', /has the name "x" already/],
    ['echo: { hidden: true }', /SERVER\.TOOL/],
    ['echo.echo: { hide: true }', /unknown key "hide"/],
  ];
  for (const [text, reason] of cases) {
    wrong(text);
    const checked = await engine.run('config', 'validate');
    expect(checked.code, text).toBe(1);
    expect(checked.out + checked.err).toMatch(reason);
  }
  expect(await names()).toContain('hand-made'); // what it said before stays in force
});
