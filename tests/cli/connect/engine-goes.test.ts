// An engine goes and another comes: the client stays and is told what it has to know.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markStopped } from '../../../core/stopped-by-person.ts';
import { type StandIn, standInGateway } from '../../support/stand-in-gateway.ts';
import { type Bridged, bridged, call, greeted, type Message, stateless } from './harness.ts';

let client: Bridged;
let gateway: StandIn;
beforeEach(async () => {
  client = bridged();
  gateway = await standInGateway(client.run);
});
afterEach(async () => {
  await client.close();
  await gateway.cut();
});

const words = (message: unknown): string => {
  const { result } = message as { result?: { content: { text: string }[] } };
  return result?.content[0]?.text ?? JSON.stringify(message);
};
const heardOf = (method: string): Message[] => client.said.filter((message) => message.method === method);

it('the session is taken up again, with what was wanted of it', async () => {
  await greeted(client);
  await client.ask({ id: 1, method: 'logging/setLevel', params: { level: 'warning' } });
  await client.ask({ id: 2, method: 'resources/subscribe', params: { uri: 'test://one' } });
  await client.ask({ id: 3, method: 'resources/subscribe', params: { uri: 'test://two' } });
  await gateway.cut();
  // a call on a connection that is being cut this very moment may have arrived: it would be answered with an error
  expect(await client.ask({ id: 'still there', method: 'ping' })).toMatchObject({ result: {} });
  gateway = await standInGateway(client.run);
  expect(words(await client.ask(call(4, 'echo', { message: 'again' })))).toBe('Echo: again');
  expect(gateway.level).toBe('warning');
  expect(gateway.subscribed).toEqual(['test://one', 'test://two']);
  expect(gateway.sessions.size).toBe(1);
  expect(heardOf('notifications/tools/list_changed')).toHaveLength(1);
  expect(heardOf('notifications/resources/list_changed')).toHaveLength(1);
  // of what the bridge said itself nothing reaches the client
  expect(client.said.filter((message) => 'id' in message).map((message) => message.id)).toEqual(['init', 1, 2, 3, 'still there', 4]);
});

it('a client that says nothing is told all the same', async () => {
  await greeted(client);
  await expect.poll(() => gateway.seen.some((request) => request.method === 'GET')).toBe(true);
  await gateway.cut();
  gateway = await standInGateway(client.run);
  await client.heard('list_changed', (message) => message.method === 'notifications/tools/list_changed');
  await expect.poll(() => gateway.seen.some((request) => request.method === 'GET')).toBe(true);
});

it('what was under way is answered at once, and is never sent again', async () => {
  await greeted(client);
  const [one, two] = [client.ask(call(1, 'wait', { message: 'a' })), client.ask(stateless(call(2, 'wait', { message: 'b' })))];
  await expect.poll(() => gateway.calls).toHaveLength(2);
  const began = performance.now();
  await gateway.cut();
  for (const answer of await Promise.all([one, two])) {
    expect(answer).toMatchObject({ error: { code: -32000, message: expect.stringContaining('not sent again') } });
  }
  expect(performance.now() - began).toBeLessThan(1_000);
  gateway = await standInGateway(client.run);
  expect(words(await client.ask(call(3, 'echo', { message: 'after' })))).toBe('Echo: after');
  expect(gateway.calls).toEqual(['echo after']);
});

it('an engine that was killed takes connections for a moment more, and what is said then waits for the next one', async () => {
  await greeted(client);
  const underWay = client.ask(call(1, 'wait', { message: 'a' }));
  await expect.poll(() => gateway.calls).toHaveLength(1);
  gateway.die();
  expect(await underWay).toMatchObject({ error: { message: expect.stringContaining('not sent again') } });
  const waiting = Promise.all([client.ask(call(2, 'echo', { message: 'b' })), client.ask(stateless(call(3, 'echo', { message: 'c' })))]);
  await new Promise((done) => setTimeout(done, 100));
  await gateway.cut();
  expect(await client.ask({ id: 4, method: 'ping' })).toMatchObject({ result: {} });
  gateway = await standInGateway(client.run);
  expect((await waiting).map(words)).toEqual(['Echo: b', 'Echo: c']);
});

it('an engine that cuts connections and lives keeps its session', async () => {
  await greeted(client);
  const underWay = client.ask(call(1, 'wait', { message: 'a' }));
  await expect.poll(() => gateway.calls).toHaveLength(1);
  const before = [...gateway.sessions.keys()];
  gateway.hangUp();
  expect(await underWay).toMatchObject({ error: { message: expect.stringContaining('not sent again') } });
  const answers = await Promise.all([
    client.ask(call(2, 'echo', { message: 'b' })),
    client.ask(stateless(call(3, 'echo', { message: 'c' }))),
  ]);
  expect(answers.map(words)).toEqual(['Echo: b', 'Echo: c']);
  expect([...gateway.sessions.keys()]).toEqual(before);
  expect(heardOf('notifications/tools/list_changed')).toEqual([]);
});

it('a client that comes while an engine that was killed still takes connections gets the next one', async () => {
  gateway.die();
  const waiting = client.ask(stateless(call(1, 'echo', { message: 'a' })));
  await new Promise((done) => setTimeout(done, 100));
  await gateway.cut();
  gateway = await standInGateway(client.run);
  expect(words(await waiting)).toBe('Echo: a');
});

it('what is said meanwhile waits for the next engine', async () => {
  await greeted(client);
  await gateway.cut();
  const waiting = Promise.all([client.ask(call(1, 'echo', { message: 'a' })), client.ask(stateless(call(2, 'echo', { message: 'b' })))]);
  expect(await client.ask({ id: 3, method: 'ping' })).toMatchObject({ result: {} });
  gateway = await standInGateway(client.run);
  expect((await waiting).map(words)).toEqual(['Echo: a', 'Echo: b']);
});

it('a question that is open is taken back, and its late answer reaches nobody', async () => {
  await greeted(client, { elicitation: {} });
  void client.ask(call(1, 'ask', { message: 'it' }));
  const question = await client.heard('a question', (message) => message.method === 'elicitation/create');
  await gateway.cut();
  const taken = await client.heard('that it is taken back', (message) => message.method === 'notifications/cancelled');
  expect(taken.params).toMatchObject({ requestId: question.id });
  gateway = await standInGateway(client.run);
  void client.ask(call(2, 'ask', { message: 'it' }));
  const next = await client.heard('a new one', (message) => message.method === 'elicitation/create' && message !== question);
  expect(next.id).not.toBe(question.id);
  client.tell({ jsonrpc: '2.0', id: question.id, result: { action: 'accept', content: { name: 'late' } } });
  client.tell({ jsonrpc: '2.0', id: next.id, result: { action: 'accept', content: { name: 'right' } } });
  expect(words(await client.heard('the answer', (message) => message.id === 2))).toContain('right');
});

it('a subscription of the stateless generation goes on', async () => {
  const notifications = { toolsListChanged: true };
  client.tell({ jsonrpc: '2.0', ...stateless({ id: 9, method: 'subscriptions/listen', params: { notifications } }) });
  const isAcknowledgement = (message: Message): boolean => message.method === 'notifications/subscriptions/acknowledged';
  await client.heard('an acknowledgement', isAcknowledgement);
  await gateway.cut();
  gateway = await standInGateway(client.run);
  const told = await client.heard('list_changed', (message) => message.method === 'notifications/tools/list_changed');
  expect(told.params).toMatchObject({ _meta: { 'io.modelcontextprotocol/subscriptionId': 9 } });
  await expect.poll(() => gateway.seen.some((request) => request.rpc === 'subscriptions/listen')).toBe(true);
  await expect
    .poll(() => {
      gateway.toolsChanged();
      return heardOf('notifications/tools/list_changed').length;
    })
    .toBeGreaterThan(1);
  expect(client.said.filter(isAcknowledgement)).toHaveLength(1);
  expect(client.said.filter((message) => message.id === 9)).toEqual([]);
});

it('a session that the same engine has forgotten is opened anew', async () => {
  await greeted(client);
  await client.ask({ id: 1, method: 'ping' });
  gateway.forget();
  expect(words(await client.ask(call(2, 'echo', { message: 'again' })))).toBe('Echo: again');
  expect(gateway.sessions.size).toBe(1);
});

it('an engine that is not ready yet is waited for', async () => {
  gateway.refuseWith(503);
  const answer = greeted(client);
  const other = client.ask(stateless(call(1, 'echo', { message: 'x' })));
  await expect.poll(() => gateway.seen.length).toBeGreaterThan(3);
  gateway.refuseWith(null);
  expect(await answer).toMatchObject({ result: { serverInfo: { name: 'stand-in' } } });
  expect(words(await other)).toBe('Echo: x');
});

it('after a person ended the engine nobody revives it, and the client hears why until somebody starts it', async () => {
  await greeted(client);
  markStopped(client.run, 'cli');
  await gateway.cut();
  gateway.leave();
  expect(await client.ask(call(1, 'echo'))).toMatchObject({ error: { message: expect.stringContaining('shut down by a person') } });
  expect(await client.ask(stateless(call(2, 'echo')))).toMatchObject({ error: { message: expect.stringContaining('roundhouse start') } });
  expect(client.stderr).toEqual([]);
  gateway = await standInGateway(client.run);
  await client.heard('list_changed', (message) => message.method === 'notifications/tools/list_changed');
  expect(words(await client.ask(call(3, 'echo', { message: 'back' })))).toBe('Echo: back');
});

it('a client that comes while it is ended by a person stays, and is told when there is something', async () => {
  markStopped(client.run, 'ui');
  await gateway.cut();
  gateway.leave();
  const greeting = await greeted(client);
  expect(greeting).toMatchObject({
    result: { protocolVersion: '2025-11-25', instructions: expect.stringContaining('shut down by a person') },
  });
  expect(await client.ask({ id: 1, method: 'tools/list' })).toMatchObject({ error: { code: -32000 } });
  gateway = await standInGateway(client.run);
  await client.heard('list_changed', (message) => message.method === 'notifications/tools/list_changed');
  expect(await client.ask({ id: 2, method: 'tools/list' })).toMatchObject({ result: { tools: expect.any(Array) } });
});

it('however often engines come and go: each call is answered once, and reaches an engine at most once', async () => {
  await greeted(client);
  const reached: string[] = [];
  const answers: Promise<Message>[] = [];
  for (let round = 0; round < 15; round++) {
    for (let at = 0; at < 10; at++) {
      const message = `${round}-${at}`;
      const asked = call(message, at % 3 === 0 ? 'wait' : 'echo', { message });
      answers.push(client.ask(at % 2 === 0 ? asked : stateless(asked)));
      if (at % 4 === 0) await new Promise((done) => setImmediate(done));
    }
    // a different moment each time
    await new Promise((done) => setTimeout(done, (round * 7) % 40));
    await gateway.cut();
    reached.push(...gateway.calls);
    gateway = await standInGateway(client.run);
  }
  const release = setInterval(() => gateway.release(), 20);
  const all = await Promise.all(answers);
  clearInterval(release);
  reached.push(...gateway.calls);
  expect(new Set(reached).size).toBe(reached.length);
  for (const answer of all) {
    expect(client.said.filter(({ id, method }) => id === answer.id && method === undefined)).toHaveLength(1);
    const isGone = /not sent again|without an answer/.test(JSON.stringify(answer.error ?? ''));
    if (!isGone) expect(words(answer)).toContain(String(answer.id));
  }
});
