// The generation without sessions: everything in the request, headers that agree with it, and input asked for in rounds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, msUntilCancelled, openEvents, type ServedFront, serveFront, stateless, token } from './support/serve-front.ts';

let served: ServedFront;
beforeAll(async () => {
  served = await serveFront();
});
afterAll(() => served.close());

const own = 'io.modelcontextprotocol/';
type Result = Record<string, unknown> & { content: { text: string }[]; inputRequests: Record<string, { method: string; params: unknown }> };
const parsed = (text: string) =>
  JSON.parse(text) as { id: unknown; result: Result; error: { code: number; message: string; data: unknown } };
const tool = (name: string, args: object = {}, more: object = {}) => ({ name, arguments: args, ...more });
const ask = async (...given: Parameters<typeof stateless>) => {
  const [body, headers] = stateless(...given);
  const answer = await served.post(body, headers);
  return { status: answer.status, headers: answer.headers, ...parsed(answer.text) };
};

describe('requests', () => {
  test('discover', async () => {
    const { status, result, headers } = await ask('server/discover');
    expect(status).toBe(200);
    expect(result).toMatchObject({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: { listChanged: true } },
      instructions: 'profile default',
      cacheScope: 'private',
      _meta: { [`${own}serverInfo`]: { name: 'roundhouse', version: '1.2.3' } },
    });
    expect(result.ttlMs).toBeGreaterThan(0);
    expect(headers['mcp-session-id']).toBeUndefined();
  });

  test('results say what they are, lists how long they keep, and all who answered', async () => {
    const list = (await ask('tools/list')).result;
    expect(list).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'private' });
    const { id, result } = await ask('tools/call', tool('echo', { message: 'x' }), { id: 'a' });
    expect(id).toBe('a');
    expect(result).toEqual({
      content: [{ type: 'text', text: 'Echo: x' }],
      resultType: 'complete',
      _meta: { [`${own}serverInfo`]: { name: 'roundhouse', version: '1.2.3' } },
    });
  });

  test('who asks is in the request; nothing of it is kept', async () => {
    const { result } = await ask('tools/call', tool('caller'), { capabilities: { sampling: {} }, client: 'me' });
    const caller = JSON.parse(result.content[0]!.text);
    expect(caller).toMatchObject({ generation: 'stateless', protocolVersion: '2026-07-28', label: 'me', capabilities: { sampling: {} } });
    await eventually(() => served.router.left.includes(caller.id), 'the caller has left');
    expect(served.front.counts().sessions).toBe(0);
  });

  test('codes: missing methods 404, missing resources, and what tools fail with', async () => {
    for (const method of ['ping', 'logging/setLevel', 'resources/subscribe', 'initialize', 'no/such', 'constructor']) {
      const { status, error, id } = await ask(method, {}, { id: 4 });
      expect([method, status, error.code, id]).toEqual([method, 404, -32601, 4]);
    }
    const missing = await ask('resources/read', { uri: 'mem://none' });
    expect([missing.status, missing.error.code, missing.error.data]).toEqual([200, -32602, { uri: 'mem://none' }]);
    const failed = await ask('tools/call', tool('fail', { code: -32601 }));
    expect([failed.status, failed.error.code]).toEqual([200, -32601]);
    expect((await ask('tools/call', tool('fail', { code: -32021 }))).status).toBe(400);
  });

  test('log messages come as the request asked, progress under its token', async () => {
    const quiet = await ask('tools/call', tool('log'));
    expect(quiet.result.content[0]!.text).toBe('logged');
    const levels = async (level: string) => {
      const [body, headers] = stateless('tools/call', tool('log'), { meta: { [`${own}logLevel`]: level } });
      const answer = await served.post(body, headers);
      return [...answer.text.matchAll(/"level":"(\w+)"/g)].map((match) => match[1]);
    };
    expect(await levels('debug')).toEqual(['debug', 'warning']);
    expect(await levels('info')).toEqual(['warning']);
    const [body, headers] = stateless('tools/call', tool('progress'), { meta: { progressToken: 5 } });
    const answer = await served.post(body, headers);
    expect(answer.headers['content-type']).toMatch(/event-stream/);
    expect(answer.text.match(/"progressToken":5/g)).toHaveLength(3);
    expect(answer.text).not.toContain('id: ');
  });
});

describe('what must agree', () => {
  const call = () => stateless('tools/call', tool('echo', { message: 'x' }));
  const expectRefused = async (
    change: (body: { params: { _meta: Record<string, unknown> } }) => void,
    headers: Record<string, string | null>,
    code: number,
  ) => {
    const before = served.router.calls.length;
    const [body, usual] = call();
    change(body as never);
    const answer = await served.post(body, { ...usual, ...headers });
    expect([answer.status, parsed(answer.text).error.code, parsed(answer.text).id]).toEqual([400, code, 1]);
    expect(served.router.calls).toHaveLength(before);
    return parsed(answer.text).error;
  };
  const same = () => {};

  test.each<[string, Record<string, string | null>]>([
    ['no version', { 'mcp-protocol-version': null }],
    ['another version', { 'mcp-protocol-version': '2025-11-25' }],
    ['no method', { 'mcp-method': null }],
    ['another method', { 'mcp-method': 'tools/list' }],
    ['no name', { 'mcp-name': null }],
    ['another name', { 'mcp-name': 'other' }],
    ['a name that is no Base64', { 'mcp-name': '=?base64?***?=' }],
    ['another name in Base64', { 'mcp-name': `=?base64?${Buffer.from('other').toString('base64')}?=` }],
  ])('headers: %s', async (_, headers) => {
    await expectRefused(same, headers, -32020);
  });

  test('headers that are written otherwise but say the same', async () => {
    const [body, headers] = call();
    for (const more of [{ 'mcp-name': `=?base64?${Buffer.from('echo').toString('base64')}?=` }, { 'mcp-name': ' echo ' }]) {
      expect((await served.post(body, { ...headers, ...more })).status).toBe(200);
    }
  });

  test('arguments whose schema wants them in headers, which a client on stdio has not', async () => {
    const [body, headers] = stateless('tools/call', tool('routed', { region: 'eu' }));
    const refused = await served.post(body, headers);
    expect([refused.status, parsed(refused.text).error.code]).toEqual([400, -32020]);
    expect((await served.post(body, { ...headers, 'mcp-param-region': 'eu' })).status).toBe(200);
    expect((await served.post(body, { ...headers, 'roundhouse-bridge': '0123' })).status).toBe(200);
  });

  test('a client that the bridge names beyond ASCII', async () => {
    const [body, headers] = stateless('tools/call', tool('caller'));
    const named = `=?base64?${Buffer.from('Büro').toString('base64')}?=`;
    const { text } = await served.post(body, { ...headers, 'x-roundhouse-client': named });
    expect(JSON.parse(parsed(text).result.content[0]!.text)).toMatchObject({ label: 'Büro' });
  });

  test('a version that we do not speak', async () => {
    const version = '2027-01-01';
    const error = await expectRefused(
      ({ params }) => (params._meta[`${own}protocolVersion`] = version),
      { 'mcp-protocol-version': version },
      -32022,
    );
    expect(error.data).toEqual({ supported: ['2026-07-28'], requested: version });
  });

  test('an envelope that is not whole', async () => {
    await expectRefused(({ params }) => delete params._meta[`${own}clientCapabilities`], {}, -32602);
    await expectRefused(({ params }) => (params._meta[`${own}clientCapabilities`] = 'all'), {}, -32602);
    await expectRefused(({ params }) => (params._meta[`${own}protocolVersion`] = 7), {}, -32602);
    await expectRefused(({ params }) => (params._meta[`${own}clientInfo`] = { name: 1 }), {}, -32602);
    await expectRefused(({ params }) => (params._meta = {}), {}, -32602);
    const [body, headers] = stateless('tools/list');
    delete (body.params as { _meta: Record<string, unknown> })._meta[`${own}clientInfo`];
    expect((await served.post(body, headers)).status).toBe(200);
  });

  test('batches are not of this generation; notifications are taken', async () => {
    const [body, headers] = call();
    expect((await served.post([body], headers)).status).toBe(400);
    expect((await served.post({ ...body, id: undefined }, headers)).status).toBe(202);
    expect((await served.post({ jsonrpc: '2.0', method: 'notifications/x' }, headers)).status).toBe(202);
  });

  test('arguments that a tool wants in headers', async () => {
    const status = async (args: object, headers: Record<string, string>) => {
      const [body, usual] = stateless('tools/call', tool('routed', args));
      const answer = await served.post(body, { ...usual, ...headers });
      return [answer.status, parsed(answer.text).error?.code];
    };
    const region = { 'mcp-param-region': 'eu' };
    expect(await status({ region: 'eu' }, region)).toEqual([200, undefined]);
    expect(await status({ region: 'eu' }, {})).toEqual([400, -32020]);
    expect(await status({ region: 'us' }, region)).toEqual([400, -32020]);
    expect(await status({ region: 'ü' }, { 'mcp-param-region': `=?base64?${Buffer.from('ü').toString('base64')}?=` })).toEqual([
      200,
      undefined,
    ]);
    expect(await status({ region: 'ü' }, { 'mcp-param-region': '=?base64?!?=' })).toEqual([400, -32020]);
    expect(await status({ size: 42 }, { 'mcp-param-size': '42.0' })).toEqual([200, undefined]);
    expect(await status({ size: 42 }, { 'mcp-param-size': '43' })).toEqual([400, -32020]);
    expect(await status({ region: null }, region)).toEqual([200, undefined]);
    expect(await status({}, region)).toEqual([200, undefined]);
  });
});

describe('input in rounds', () => {
  const capabilities = { elicitation: {}, sampling: {}, roots: {} };
  const again = (params: Record<string, unknown>, result: Result, answers: Record<string, unknown>) => ({
    ...params,
    requestState: result.requestState,
    inputResponses: answers,
  });
  const keyOf = (result: Result) => Object.keys(result.inputRequests)[0]!;

  test('one round', async () => {
    const params = tool('confirm', { question: 'go?' });
    const { result } = await ask('tools/call', params, { capabilities });
    expect(result).toMatchObject({ resultType: 'input_required', _meta: { [`${own}serverInfo`]: { name: 'roundhouse' } } });
    expect(result.inputRequests[keyOf(result)]).toMatchObject({ method: 'elicitation/create', params: { message: 'go?' } });
    const calls = served.router.calls.length;
    const done = await ask('tools/call', again(params, result, { [keyOf(result)]: { action: 'accept', content: { sure: true } } }), {
      capabilities,
      id: 2,
    });
    expect([done.id, done.result.resultType, done.result.content[0]!.text]).toEqual([2, 'complete', 'accept: {"sure":true}']);
    expect(served.router.calls).toHaveLength(calls);
    expect(served.front.counts().parked).toBe(0);
  });

  test('several rounds, each state once', async () => {
    const params = tool('chain', { rounds: 4 });
    let { result } = await ask('tools/call', params, { capabilities });
    const states = new Set<unknown>();
    for (let n = 1; result.resultType === 'input_required'; n++) {
      states.add(result.requestState);
      const retry = again(params, result, { [keyOf(result)]: { action: 'accept', content: { n } } });
      const next = await ask('tools/call', retry, { capabilities, id: n });
      const replayed = await ask('tools/call', retry, { capabilities });
      expect(replayed.error.code).toBe(-32602);
      result = next.result;
    }
    expect(result.content[0]!.text).toBe('1,2,3,4');
    expect(states.size).toBe(4);
  });

  test('questions that come together; those left open are asked again', async () => {
    const params = tool('two');
    const { result } = await ask('tools/call', params, { capabilities });
    const of = (found: Result, method: string) => Object.entries(found.inputRequests).find(([, request]) => request.method === method)?.[0];
    expect(Object.keys(result.inputRequests)).toHaveLength(2);
    const second = await ask('tools/call', again(params, result, { [of(result, 'roots/list')!]: { roots: [] } }), { capabilities });
    expect(Object.values(second.result.inputRequests).map(({ method }) => method)).toEqual(['sampling/createMessage']);
    const last = { [of(second.result, 'sampling/createMessage')!]: { role: 'assistant' } };
    const third = await ask('tools/call', again(params, second.result, last), { capabilities });
    expect(third.result.content[0]!.text).toBe('[{"roots":[]},{"role":"assistant"}]');
  });

  test('another client, another tool, another profile, a forged state: refused, and the request waits on', async () => {
    const params = tool('confirm');
    const { result } = await ask('tools/call', params, { capabilities });
    const answers = { [keyOf(result)]: { action: 'accept' } };
    const retry = again(params, result, answers);
    expect((await ask('tools/call', retry, { capabilities, client: 'thief' })).error.code).toBe(-32602);
    expect((await ask('tools/call', { ...retry, name: 'echo' }, { capabilities })).error.code).toBe(-32602);
    const [body, headers] = stateless('tools/call', retry, { capabilities });
    expect(parsed((await served.post(body, headers, '/mcp/p/work')).text).error.code).toBe(-32602);
    const state = String(result.requestState);
    for (const forged of [`x${state}`, state.slice(1), `${state}x`, 'x', '', state.replace('parked:', 'server:'), 7]) {
      expect((await ask('tools/call', { ...retry, requestState: forged }, { capabilities })).error.code).toBe(-32602);
    }
    expect((await ask('tools/call', retry, { capabilities })).result.content[0]!.text).toBe('accept: null');
  });

  test('what a server asks for by itself passes, and its state comes back to it as it was', async () => {
    const params = tool('upstream-input');
    const { result } = await ask('tools/call', params, { capabilities });
    expect(result).toMatchObject({ resultType: 'input_required', inputRequests: { name: { method: 'elicitation/create' } } });
    expect(result.requestState).not.toBe('parked:theirs');
    const done = await ask('tools/call', again(params, result, { name: { action: 'decline' } }), { capabilities });
    expect(done.result.content[0]!.text).toBe('got {"name":{"action":"decline"}}');
    const raw = await ask('tools/call', { ...params, requestState: 'parked:theirs', inputResponses: {} }, { capabilities });
    expect(raw.error.code).toBe(-32602);
  });

  test('nothing is asked of a client that did not declare it', async () => {
    const { error } = await ask('tools/call', tool('confirm'));
    expect([error.code, error.data]).toEqual([-32601, { requiredCapabilities: { elicitation: { form: {} } } }]);
    expect((await ask('tools/call', tool('confirm'), { capabilities: { elicitation: { url: {} } } })).error.code).toBe(-32601);
  });

  test('what waits is bounded in number and in time', async () => {
    const small = await serveFront({ limits: { parked: 2, parkedMs: 50 } });
    try {
      const [body, headers] = stateless('tools/call', tool('confirm'), { capabilities });
      for (let n = 0; n < 5; n++) await small.post(body, headers);
      expect(small.front.counts().parked).toBe(2);
      const { result } = parsed((await small.post(body, headers)).text);
      await new Promise((resume) => setTimeout(resume, 80));
      const [retry, named] = stateless('tools/call', again(tool('confirm'), result, {}), { capabilities });
      expect(parsed((await small.post(retry, named)).text).error.code).toBe(-32602);
    } finally {
      await small.close();
    }
  });

  test('a call that ends while it waits gives its answer to the retry', async () => {
    const params = tool('chain', { rounds: 1000 });
    let { result } = await ask('tools/call', params, { capabilities });
    let rounds = 0;
    let last: Awaited<ReturnType<typeof ask>> | null = null;
    while (result?.resultType === 'input_required') {
      rounds++;
      last = await ask('tools/call', again(params, result, { [keyOf(result)]: { content: { n: rounds } } }), { capabilities });
      result = last.result;
    }
    expect(rounds).toBe(32);
    expect(last!.error.message).toContain('32 rounds');
  });
});

describe('streams', () => {
  const open = (...given: Parameters<typeof stateless>) => {
    const [body, headers] = stateless(...given);
    return openEvents(served.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'text/event-stream, application/json',
        ...(headers as object),
      },
      body: JSON.stringify(body),
    });
  };
  const listenerOf = (name: string) => [...served.router.listeners].find(({ caller }) => caller.clientInfo.name === name);

  test('closing the stream of a request cancels it', async () => {
    const [body, headers] = stateless('tools/call', tool('slow', { tag: 'closed' }));
    const all = { authorization: `Bearer ${token}`, ...(headers as Record<string, string>) };
    expect(await msUntilCancelled(served, all, body)).toBeLessThan(200);
  });

  test('subscriptions: acknowledged first, then what was chosen, under the id of the request', async () => {
    const wanted = { toolsListChanged: true, promptsListChanged: false, resourceSubscriptions: ['mem://one', 'file:///no'] };
    const stream = await open('subscriptions/listen', { notifications: wanted }, { id: 'sub-1', client: 'subscriber' });
    const [acknowledged] = await stream.until((messages) => messages.length === 1);
    const _meta = { [`${own}subscriptionId`]: 'sub-1' };
    expect(acknowledged).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { toolsListChanged: true, resourceSubscriptions: ['mem://one'] }, _meta },
    });
    const listener = listenerOf('subscriber')!;
    listener.changed('prompts');
    listener.resourceUpdated('mem://two');
    listener.log({ level: 'info', data: 1 });
    listener.changed('tools');
    listener.resourceUpdated('mem://one');
    await stream.until((messages) => messages.length === 3);
    expect(stream.messages.slice(1)).toEqual([
      { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta } },
      { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'mem://one', _meta } },
    ]);
    stream.cut();
    await eventually(() => !listenerOf('subscriber') && served.router.left.includes(listener.caller.id), 'the router knows that it left');
  });

  test('nothing chosen, nothing to choose from, nothing valid', async () => {
    const empty = await open('subscriptions/listen', { notifications: {} }, { id: 3 });
    await empty.untilEnded();
    expect(empty.messages.at(-1)).toMatchObject({ id: 3, result: { resultType: 'complete' } });
    for (const params of [{}, { notifications: 7 }, { notifications: { resourceSubscriptions: [1] } }]) {
      expect((await ask('subscriptions/listen', params)).error.code).toBe(-32602);
    }
  });

  test('when the engine goes: a last word to those who listen, errors to those who wait', async () => {
    const other = await serveFront();
    const [body, headers] = stateless('subscriptions/listen', { notifications: { toolsListChanged: true } }, { id: 1 });
    const init = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(headers as Record<string, string>) };
    const stream = await openEvents(other.url, { method: 'POST', headers: init, body: JSON.stringify(body) });
    await stream.until((messages) => messages.length === 1);
    const waiting = other.post(...stateless('tools/call', tool('slow')));
    await eventually(() => other.router.running === 1, 'the call runs');
    const at = performance.now();
    other.front.endAll();
    await stream.untilEnded();
    expect(stream.messages.at(-1)).toMatchObject({ id: 1, result: { resultType: 'complete', _meta: { [`${own}subscriptionId`]: 1 } } });
    expect(parsed((await waiting).text).error.message).toContain('shutting down');
    expect(performance.now() - at).toBeLessThan(3000);
    expect([other.router.running, other.router.listeners.size]).toEqual([0, 0]);
    await other.close();
  });
});
