// Tools that a person hid or renamed, as clients see them.
import { describe, expect, it } from 'vitest';
import type { ToolSettings } from '../../core/decide/gateway-config.ts';
import { lazyNames, managementNames, splitToolKey, toolNameComplaint } from '../../core/decide/tool-names.ts';
import { createManagement } from '../../core/gateway/management.ts';
import { createToolEdits } from '../../core/gateway/tool-edits.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { said, stage, until } from './support/clients.ts';
import { text } from './support/servers.ts';

type Settings = Record<string, ToolSettings>;
const soon = () => new Promise((resolve) => setTimeout(resolve, 60));

function setUp(first: Settings = {}) {
  let settings = first;
  const at = stage({
    tools: () => settings,
    rules: [{ name: 'only-b', servers: ['b'], management: false }],
  });
  return {
    ...at,
    set(next: Settings) {
      settings = next;
      at.router.refresh();
    },
    get settings() {
      return settings;
    },
  };
}
const who = (name: string, ...tools: string[]) => ({
  tools,
  methods: { 'tools/call': ({ name: own }: { name?: unknown }) => text({ name, own }) },
});

describe('a hidden tool', () => {
  it('is neither listed nor called, in any profile, and whoever saw it is told at once', async () => {
    const at = setUp();
    await at.upstreams.start('a', who('a', 'one', 'two'));
    await at.upstreams.start('b', who('b', 'one'));
    const [all, onlyB] = [at.client(), at.client({ profile: 'only-b' })];
    all.listen();
    onlyB.listen();
    expect(await all.names()).toEqual(['a__one', 'a__two', 'b__one']);
    await onlyB.names();
    at.set({ 'a.one': { hidden: true } });
    expect(await all.names()).toEqual(['a__two', 'b__one']);
    await expect(all.call('a__one')).rejects.toMatchObject({ code: -32602, message: expect.stringContaining('There is no tool') });
    await until(() => all.changes.length > 0);
    await soon();
    expect([all.changes, onlyB.changes]).toEqual([['tools'], []]);
    at.set({});
    expect(said(await all.call('a__one'))).toEqual({ name: 'a', own: 'one' });
    expect(at.router.tools('default')!.every(({ hidden }) => !hidden)).toBe(true);
  });

  it('keeps its name from others, so that nothing is renamed when it is shown again', async () => {
    const at = setUp({ 'a.b__c': { hidden: true } });
    await at.upstreams.start('a', who('a', 'b__c'));
    await at.upstreams.start('a__b', who('a__b', 'c'));
    const [name] = await at.client().names();
    expect(name).toMatch(/^a__b__c_[0-9a-f]{8}$/);
    at.set({});
    expect(await at.client().names()).toContain(name);
  });

  it('is marked for people', async () => {
    const at = setUp({ 'a.one': { hidden: true } });
    await at.upstreams.start('a', who('a', 'one', 'two'));
    expect(at.router.tools('default')).toMatchObject([
      { tool: 'one', hidden: true, hiddenEverywhere: true },
      { tool: 'two', hidden: false, hiddenEverywhere: false },
    ]);
    expect(at.router.tools('only-b')).toMatchObject([
      { tool: 'one', hidden: true, hiddenEverywhere: true },
      { tool: 'two', hidden: true, hiddenEverywhere: false },
    ]);
  });
});

describe('a renamed tool', () => {
  it('has its one name, is called by it and not by the old one, and reaches its server under the server’s own', async () => {
    const at = setUp({ 'a.one': { name: 'uno' } });
    await at.upstreams.start('a', who('a', 'one', 'two'));
    const client = at.client();
    expect(await client.names()).toEqual(['uno', 'a__two']);
    expect(said(await client.call('uno'))).toEqual({ name: 'a', own: 'one' });
    await expect(client.call('a__one')).rejects.toMatchObject({ code: -32602 });
    expect(at.records.at(-1)).toMatchObject({ server: 'a', target: 'uno' });
    expect(at.router.tools('default')).toMatchObject([
      { definition: { name: 'uno' }, tool: 'one', renamed: true },
      { definition: { name: 'a__two' }, renamed: false },
    ]);
  });

  it('wins over another server’s tool of that name, also while its own server has not run yet', async () => {
    const at = setUp({ 'late.one': { name: 'b__one' } });
    at.upstreams.define('late');
    await at.upstreams.start('b', who('b', 'one'));
    const client = at.client();
    const [hashed] = await client.names();
    expect(hashed).toMatch(/^b__one_[0-9a-f]{8}$/);
    await at.upstreams.start('late', who('late', 'one'));
    expect(await client.names()).toEqual(['b__one', hashed]);
    expect(said(await client.call('b__one'))).toEqual({ name: 'late', own: 'one' });
    expect(said(await client.call(hashed!))).toEqual({ name: 'b', own: 'one' });
  });

  it('is waited for by a call that knows it from before', async () => {
    const at = setUp({ 'files.one': { name: 'uno' } });
    at.upstreams.define('files');
    at.upstreams.wake = () => at.upstreams.start('files', who('files', 'one'));
    expect(said(await at.client().call('uno'))).toEqual({ name: 'files', own: 'one' });
  });

  it('of a server whose name holds dots belongs to the longest name', () => {
    const servers = ['echo', 'echo.more'];
    expect(splitToolKey('echo.more.say', servers)).toEqual({ server: 'echo.more', own: 'say' });
    expect(splitToolKey('echo.most.say', servers)).toEqual({ server: 'echo', own: 'most.say' });
    expect(splitToolKey('echo.', servers)).toBeNull();
    expect(splitToolKey('other.say', servers)).toBeNull();
  });
});

describe('changing it', () => {
  async function edits() {
    const at = setUp();
    await at.upstreams.start('a', who('a', 'one', 'two'));
    await at.upstreams.start('a.b', who('a.b', 'one'));
    const api = createToolEdits({
      tools: () => at.router.tools('default')!,
      settings: () => at.settings,
      async change(key, change) {
        const entry = Object.fromEntries(Object.entries({ ...at.settings[key], ...change }).filter(([, value]) => value !== null));
        at.set({ ...at.settings, [key]: entry });
      },
    });
    return { at, api };
  }

  it('takes SERVER.TOOL and the gateway’s name', async () => {
    const { api } = await edits();
    expect(await api.rename('a.one', 'uno', 'cli')).toMatchObject({ definition: { name: 'uno' }, renamed: true });
    expect(await api.hide('uno', 'cli')).toMatchObject({ tool: 'one', hidden: true });
    expect(await api.show('a.one', 'cli')).toMatchObject({ hidden: false, renamed: true });
    expect(await api.rename('uno', null, 'cli')).toMatchObject({ definition: { name: 'a__one' }, renamed: false });
    expect(await api.hide('a.b.one', 'cli')).toMatchObject({ server: 'a.b', tool: 'one' });
  });

  it('refuses in a sentence what cannot be', async () => {
    const { api, at } = await edits();
    await expect(api.hide('a.onne', 'cli')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('Did you mean “a.one”?'),
    });
    await expect(api.rename('a.one', 'a__two', 'cli')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('a.two'),
    });
    await expect(api.rename('a.one', 'search_tools', 'cli')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(api.rename('a.one', 'stop_service', 'cli')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(api.rename('a.one', 'x'.repeat(65), 'cli')).rejects.toThrow(/65 characters/);
    await expect(api.rename('a.one', 'mit leer', 'cli')).rejects.toThrow(/none that clients take/);
    await api.rename('a.one', 'uno', 'cli');
    await expect(api.rename('a.two', 'uno', 'cli')).rejects.toThrow(/belongs to a.one already/);
    expect(at.settings).toEqual({ 'a.one': { name: 'uno' } });
  });

  it('knows the names of the management tools, and its own', () => {
    expect(createManagement(fakeEngine([])).tools.map(({ name }) => name)).toEqual([...managementNames]);
    for (const name of [...managementNames, ...lazyNames]) expect(toolNameComplaint(name)).toContain('belongs to');
  });
});
