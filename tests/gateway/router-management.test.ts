import { describe, expect, it } from 'vitest';
import { createManagement } from '../../core/gateway/management.ts';
import { fakeEngine, serverView } from '../support/fake-engine.ts';
import { said, stage } from './support/clients.ts';

const names = [
  'service_status',
  'start_service',
  'stop_service',
  'restart_service',
  'start_all_services',
  'stop_all_services',
  'service_logs',
  'service_health_check',
];

function managed() {
  const engine = fakeEngine([
    serverView('files'),
    serverView('dash', { kind: 'service' }),
    serverView('down', { state: 'stopped' }),
    serverView('broken', { state: 'crashed' }),
  ]);
  const rules = [{ name: 'some', servers: ['files', 'da*'], management: true }];
  return { engine, ...stage({ rules, management: createManagement(engine) }) };
}

describe('management tools', () => {
  it('are offered where a profile asks for them, by their own names, and nowhere else', async () => {
    const { client, upstreams } = managed();
    await upstreams.start('files');
    expect(await client({ profile: 'ops' }).names()).toEqual(['files__echo', ...names]);
    expect(await client().names()).toEqual(['files__echo']);
    for (const name of names) await expect(client().call(name)).rejects.toMatchObject({ code: -32602 });
  });

  it('stand beside the tools of servers for people, who see what a profile hides', async () => {
    const { router, upstreams } = managed();
    await upstreams.start('files');
    await upstreams.start('github');
    const shown = (profile: string) => router.tools(profile)?.map(({ definition, server, hidden }) => [definition.name, server, hidden]);
    expect(shown('default')).toEqual([
      ['files__echo', 'files', false],
      ['github__echo', 'github', false],
    ]);
    expect(shown('some')?.slice(0, 3)).toEqual([
      ['files__echo', 'files', false],
      ['github__echo', 'github', true],
      ['service_status', null, false],
    ]);
    expect(router.tools('nobody')).toBeNull();
  });

  it('have schemas that say what they take', async () => {
    const { client } = managed();
    const tools = (await client({ profile: 'ops' }).request('tools/list')).tools as {
      name: string;
      inputSchema: unknown;
      description: string;
    }[];
    const schema = (name: string) => tools.find((one) => one.name === name)!.inputSchema;
    expect(schema('start_service')).toMatchObject({
      type: 'object',
      required: ['service_name'],
      properties: { service_name: { type: 'string' } },
    });
    expect(schema('service_logs')).toMatchObject({
      required: ['service_name'],
      properties: { lines: { type: expect.anything(), minimum: 0, maximum: 10_000 } },
    });
    expect(schema('service_status')).not.toHaveProperty('required');
    expect(schema('stop_all_services')).toMatchObject({ type: 'object', properties: {} });
    for (const { description } of tools) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  it('act as the API does, in the name of an assistant, and are recorded', async () => {
    const { engine, client, records } = managed();
    const me = client({ profile: 'ops', label: 'helper' });
    expect(said(await me.call('start_service', { service_name: 'down' }))).toEqual({
      results: [{ name: 'down', ok: true, state: 'stopped' }],
    });
    await me.call('stop_service', { service_name: 'files' });
    await me.call('restart_service', { service_name: 'dash' });
    await me.call('start_all_services');
    await me.call('stop_all_services', {});
    expect(engine.asked).toEqual([
      'start {"names":["down"]} by mcp',
      'stop {"names":["files"]} by mcp',
      'restart {"names":["dash"]} by mcp',
      'start {} by mcp',
      'stop {} by mcp',
    ]);
    expect(records.map(({ client: who, server, target, outcome }) => [who, server, target, outcome])[0]).toEqual([
      'helper',
      'roundhouse',
      'start_service',
      'ok',
    ]);
  });

  it('tell states, logs and health', async () => {
    const { engine, client } = managed();
    const me = client({ profile: 'ops' });
    engine.log({ text: 'one' });
    engine.log({ text: 'two' });
    engine.log({ text: 'three' });
    const states = (said(await me.call('service_status')) as { services: { name: string; state: string }[] }).services;
    expect(states.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'files running',
      'dash running',
      'down stopped',
      'broken crashed',
    ]);
    expect(said(await me.call('service_status', { service_name: 'files' }))).toMatchObject({
      services: [{ name: 'files', sources: [{ client: 'mcp-json' }] }],
    });
    const logs = await me.call('service_logs', { service_name: 'files', lines: 2 });
    expect((logs.content as { text: string }[])[0]!.text).toMatch(/^\S+ info two\n\S+ info three$/);
    expect((said(await me.call('service_health_check')) as { services: { name: string }[] }).services.map(({ name }) => name)).toEqual([
      'files',
      'dash',
    ]);
  });

  it('fail in words, as results, and tell nothing of the inside', async () => {
    const { client, records } = managed();
    const me = client({ profile: 'ops' });
    const words = async (name: string, args: Record<string, unknown>) => {
      const result = await me.call(name, args);
      expect(result.isError).toBe(true);
      return (result.content as { text: string }[])[0]!.text;
    };
    expect(await words('start_service', { service_name: 'nope' })).toBe('No server “nope”. Known: files, dash, down, broken.');
    expect(await words('start_service', {})).toContain('service_name');
    expect(await words('service_logs', { service_name: 'files', lines: -1 })).toContain('lines');
    expect(await words('stop_all_services', { service_name: 'files' })).toContain('service_name');
    expect(await words('service_health_check', { service_name: 'broken' })).toBe('service_health_check failed inside the engine.');
    expect(records.every(({ outcome }) => outcome === 'tool-error')).toBe(true);
  });

  it('reach no further than the profile shows', async () => {
    const { engine, client } = managed();
    const me = client({ profile: 'some' });
    const states = (said(await me.call('service_status')) as { services: { name: string }[] }).services;
    expect(states.map(({ name }) => name)).toEqual(['files', 'dash']);
    expect(await me.call('stop_service', { service_name: 'down' })).toMatchObject({ isError: true });
    await me.call('stop_all_services');
    expect(engine.asked).toEqual(['stop {"names":["files","dash"]} by mcp']);
  });
});
