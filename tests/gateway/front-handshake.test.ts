// Clients that shake hands: sessions, streams, questions, and the sloppiness of real ones. Long, because they are many, and one front serves them all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw } from '../support/raw-http.ts';
import {
  call,
  eventually,
  msUntilCancelled,
  type OpenEvents,
  openEvents,
  type ServedFront,
  serveFront,
  token,
} from './support/serve-front.ts';

let served: ServedFront;
beforeAll(async () => {
  served = await serveFront();
});
afterAll(() => served.close());

const parsed = (text: string) => JSON.parse(text);
const textOf = (text: string) => parsed(text).result.content[0].text;
const initialize = (protocolVersion: string, id = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'x', version: '1' } },
});
const listen = (session: Record<string, string>, more: Record<string, string> = {}): Promise<OpenEvents> =>
  openEvents(served.url, { headers: { ...session, accept: 'text/event-stream', ...more } });
const posted = (session: Record<string, string>, body: unknown): Promise<OpenEvents> =>
  openEvents(served.url, {
    method: 'POST',
    headers: { ...session, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify(body),
  });
const listenerOf = (name: string) => [...served.router.listeners].find(({ caller }) => caller.clientInfo.name === name)!;

describe('opening', () => {
  test.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'])('%s is spoken', async (revision) => {
    const answer = await served.post(initialize(revision));
    expect(parsed(answer.text).result).toMatchObject({
      protocolVersion: revision,
      serverInfo: { name: 'roundhouse', version: '1.2.3' },
      instructions: 'profile default',
    });
    expect(answer.headers['mcp-session-id']).toMatch(/^[\w-]{32}$/);
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)));
  });

  test.each(['2026-07-28', '2099-01-01', '1.0', ''])('%s is answered with the newest that we shake hands in', async (revision) => {
    expect(parsed((await served.post(initialize(revision))).text).result.protocolVersion).toBe('2025-11-25');
  });

  test('initialize after a good discover, with its header still there', async () => {
    const answer = await served.post(initialize('2025-11-25'), { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'initialize' });
    expect(answer.status).toBe(200);
    const session = String(answer.headers['mcp-session-id']);
    const after = await served.post(call('echo', { message: 'hi' }), { 'mcp-session-id': session, 'mcp-protocol-version': '2026-07-28' });
    expect(textOf(after.text)).toBe('Echo: hi');
  });

  test('initialize without anything in it, and without Accept', async () => {
    const answer = await served.post({ jsonrpc: '2.0', id: 1, method: 'initialize' }, { accept: null });
    expect(parsed(answer.text).result.protocolVersion).toBe('2025-11-25');
  });

  test('initialize again keeps the session and takes the new words', async () => {
    const session = await served.session({ name: 'before' });
    const before = served.front.counts().sessions;
    const again = await served.post(
      {
        jsonrpc: '2.0',
        id: 5,
        method: 'initialize',
        params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'after', version: '2' } },
      },
      session,
    );
    expect(again.headers['mcp-session-id']).toBe(session['mcp-session-id']);
    expect(served.front.counts().sessions).toBe(before);
    const caller = parsed(textOf((await served.post(call('caller'), session)).text));
    expect(caller).toMatchObject({ clientInfo: { name: 'after' }, protocolVersion: '2025-03-26' });
    expect(listenerOf('before')).toBeUndefined();
  });

  test('a session that was never opened, was ended, or is not named', async () => {
    expect((await served.post(call('echo'), { 'mcp-session-id': 'guess' })).status).toBe(404);
    const missing = await served.post(call('echo', {}, 9));
    expect([missing.status, parsed(missing.text).id]).toEqual([400, 9]);
    const session = await served.session({ name: 'short' });
    const gone = listenerOf('short').caller.id;
    const ended = await raw({ port: served.port }, 'DELETE', '/mcp', session);
    expect(ended.status).toBe(200);
    expect(served.router.left).toContain(gone);
    expect(listenerOf('short')).toBeUndefined();
    expect((await served.post(call('echo'), session)).status).toBe(404);
    expect((await raw({ port: served.port }, 'DELETE', '/mcp', session)).status).toBe(404);
    expect((await raw({ port: served.port }, 'GET', '/mcp', { ...session, accept: 'text/event-stream' })).status).toBe(404);
  });

  test('revisions in the header: known ones and the one it asked for pass, nonsense does not', async () => {
    const session = await served.session({ protocolVersion: '2025-99-99' });
    const status = async (revision: string | null) =>
      (await served.post(call('echo', { message: '' }), { ...session, 'mcp-protocol-version': revision })).status;
    expect(await status(null)).toBe(200);
    expect(await status('')).toBe(200);
    expect(await status('2024-11-05')).toBe(200);
    expect(await status('2025-99-99')).toBe(200);
    expect(await status('bogus')).toBe(400);
  });
});

describe('messages', () => {
  test('answers are plain JSON under the id that was given', async () => {
    const session = await served.session();
    for (const id of [0, -1, 'a', '', 1.5, Number.MAX_SAFE_INTEGER]) {
      const answer = await served.post(call('echo', { message: 'ü' }, id), session);
      expect(parsed(answer.text)).toEqual({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'Echo: ü' }] } });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)));
    }
  });

  test('ping, unknown methods, and those of the other generation', async () => {
    const session = await served.session();
    const ask = async (method: string) => parsed((await served.post({ jsonrpc: '2.0', id: 3, method }, session)).text);
    expect(await ask('ping')).toEqual({ jsonrpc: '2.0', id: 3, result: {} });
    for (const method of ['no/such', 'server/discover', 'subscriptions/listen', '__proto__'])
      expect((await ask(method)).error.code).toBe(-32601);
  });

  test('errors keep their code and data; our own faults keep their details to themselves', async () => {
    const session = await served.session();
    expect(parsed((await served.post(call('fail', { code: -31999 }), session)).text).error).toEqual({
      code: -31999,
      message: 'it failed',
      data: { detail: 7 },
    });
    const bug = await served.post(call('plain-bug'), session);
    expect([bug.status, parsed(bug.text).error.code, bug.text.includes('secret')]).toEqual([200, -32603, false]);
    expect(served.log.some(({ fields }) => String(fields?.error).includes('secret detail'))).toBe(true);
    const deep = await served.post(call('deep'), session);
    expect(parsed(deep.text).error.code).toBe(-32603);
  });

  test('notifications and answers are taken with 202; the router hears what is not ours', async () => {
    const session = await served.session({ name: 'teller' });
    for (const message of [
      { jsonrpc: '2.0', method: 'notifications/roots/list_changed' },
      { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 1, progress: 1 } },
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'nothing' } },
      { jsonrpc: '2.0', id: 'unknown', result: {} },
    ]) {
      const answer = await served.post(message, session);
      expect([answer.status, answer.text]).toEqual([202, '']);
    }
    const heard = served.router.heard.filter(({ caller }) => caller.clientInfo.name === 'teller').map(({ method }) => method);
    expect(heard).toEqual(['notifications/roots/list_changed']);
  });

  test('batches of old revisions: every answer, in one', async () => {
    const session = await served.session({ protocolVersion: '2025-03-26' });
    const batch = [
      call('echo', { message: 'a', waitMs: 20 }, 1),
      { jsonrpc: '2.0', method: 'notifications/roots/list_changed' },
      call('echo', { message: 'b' }, 2),
      call('fail', {}, 3),
      { jsonrpc: '2.0', id: 4, method: 'ping' },
    ];
    const answers = parsed((await served.post(batch, session)).text) as { id: number }[];
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4]);
    expect((await served.post([{ jsonrpc: '2.0', method: 'notifications/x' }], session)).status).toBe(202);
    const streamed = await posted(session, [call('progress', {}, 1, { _meta: { progressToken: 't' } }), call('echo', { message: 'z' }, 2)]);
    await streamed.untilEnded();
    expect(streamed.messages.filter(({ id }) => id !== undefined)).toHaveLength(2);
    expect(streamed.messages.filter(({ method }) => method === 'notifications/progress')).toHaveLength(3);
  });

  test('progress turns the answer into a stream, with the token of the client', async () => {
    const session = await served.session();
    const stream = await posted(session, call('progress', {}, 7, { _meta: { progressToken: 'mine' } }));
    await stream.untilEnded();
    expect(stream.events[0]).toMatchObject({ data: '' });
    expect(stream.messages.map(({ method, params, id }) => method ?? { id, token: params })).toHaveLength(4);
    const tokens = stream.messages.slice(0, 3).map(({ params }) => (params as { progressToken: unknown }).progressToken);
    expect(tokens).toEqual(['mine', 'mine', 'mine']);
    expect(stream.messages.at(-1)).toMatchObject({ id: 7, result: { content: [{ text: 'done' }] } });
    expect(new Set(stream.events.map(({ id }) => id)).size).toBe(5);
  });

  test('progress that nobody asked for, or nobody can take, leaves plain JSON', async () => {
    const session = await served.session();
    expect((await served.post(call('progress'), session)).headers['content-type']).toBe('application/json');
    const asked = call('progress', {}, 1, { _meta: { progressToken: 1 } });
    const plain = await served.post(asked, { ...session, accept: 'application/json' });
    expect([plain.headers['content-type'], textOf(plain.text)]).toEqual(['application/json', 'done']);
  });

  test('a client that takes streams alone gets one; older ones get no event without data', async () => {
    const session = await served.session({ protocolVersion: '2025-06-18' });
    const answer = await served.post(call('echo', { message: 'x' }), { ...session, accept: 'text/event-stream' });
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(answer.text).toMatch(/^id: p\d+-1\nevent: message\ndata: \{.*"Echo: x".*\n\n$/);
  });
});

describe('cancelling', () => {
  test('the notification: the call ends, and its POST with it', async () => {
    const session = await served.session();
    const before = served.router.aborted.length;
    const waiting = served.post(call('slow', { tag: 'told' }, 'c1'), session);
    await eventually(() => served.router.running === 1, 'the call runs');
    await served.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'c1' } }, session);
    expect(parsed((await waiting).text)).toMatchObject({ id: 'c1', error: { code: -32000 } });
    expect(served.router.aborted).toHaveLength(before + 1);
    expect(served.router.running).toBe(0);
  });

  test('a client that is gone: its calls end within 200 ms', async () => {
    const session = await served.session();
    expect(await msUntilCancelled(served, session, call('slow', { tag: 'gone' }))).toBeLessThan(200);
  });

  test('another session cannot cancel it', async () => {
    const [mine, other] = [await served.session(), await served.session()];
    const waiting = served.post(call('echo', { message: 'kept', waitMs: 80 }, 1), mine);
    await served.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }, other);
    expect(textOf((await waiting).text)).toBe('Echo: kept');
  });

  test('DELETE ends what is under way, and the streams', async () => {
    const session = await served.session();
    const stream = await listen(session);
    const waiting = served.post(call('slow'), session);
    await eventually(() => served.router.running === 1, 'the call runs');
    await raw({ port: served.port }, 'DELETE', '/mcp', session);
    expect(parsed((await waiting).text).error.message).toContain('ended its session');
    await stream.untilEnded();
    expect(served.router.running).toBe(0);
  });
});

describe('listening', () => {
  test('a stream carries what happens; what happened before it opened waits for it', async () => {
    const session = await served.session({ name: 'listener' });
    const listener = listenerOf('listener');
    listener.changed('tools');
    listener.changed('tools');
    listener.changed('prompts');
    const stream = await listen(session);
    listener.resourceUpdated('mem://one');
    listener.log({ level: 'info', data: 'x' });
    await stream.until((messages) => messages.length >= 4);
    expect(stream.messages.map(({ method }) => method)).toEqual([
      'notifications/tools/list_changed',
      'notifications/prompts/list_changed',
      'notifications/resources/updated',
      'notifications/message',
    ]);
    stream.cut();
  });

  test('several streams: each message on one of them', async () => {
    const session = await served.session({ name: 'doubled' });
    const streams = [await listen(session), await listen(session)];
    listenerOf('doubled').changed('tools');
    await eventually(() => streams.some(({ messages }) => messages.length > 0), 'it is told');
    await new Promise((resume) => setTimeout(resume, 30));
    expect(streams.flatMap(({ messages }) => messages)).toHaveLength(1);
    streams[1]!.cut();
    await eventually(() => served.front.clients().find(({ caller }) => caller.clientInfo.name === 'doubled')!.streams === 1, 'one is left');
    listenerOf('doubled').changed('prompts');
    await streams[0]!.until((messages) => messages.some(({ method }) => method === 'notifications/prompts/list_changed'));
    streams[0]!.cut();
  });

  test('a stream that broke goes on after the last event that arrived', async () => {
    const session = await served.session({ name: 'returning' });
    const listener = listenerOf('returning');
    const first = await listen(session);
    for (const uri of ['a', 'b', 'c']) listener.resourceUpdated(uri);
    await first.until((messages) => messages.length === 3);
    const after = first.events.find(({ data }) => data.includes('"a"'))!.id!;
    first.cut();
    await eventually(
      () => served.front.clients().find(({ caller }) => caller.clientInfo.name === 'returning')!.streams === 0,
      'it is gone',
    );
    listener.resourceUpdated('d');
    const second = await listen(session, { 'last-event-id': after });
    await second.until((messages) => messages.length === 3);
    expect(second.messages.map(({ params }) => (params as { uri: string }).uri)).toEqual(['b', 'c', 'd']);
    second.cut();
  });

  test('what is kept is bounded: a gap means to read the lists again', async () => {
    const session = await served.session({ name: 'away' });
    const listener = listenerOf('away');
    const first = await listen(session);
    for (let n = 0; n < 5; n++) listener.resourceUpdated(`early-${n}`);
    await first.until((messages) => messages.length === 5);
    const after = first.events[1]!.id!;
    for (let n = 0; n < 1200; n++) listener.resourceUpdated(`more-${n}`);
    await first.until((messages) => messages.length === 1205);
    first.cut();
    await eventually(() => served.front.clients().find(({ caller }) => caller.clientInfo.name === 'away')!.streams === 0, 'it is gone');
    const second = await listen(session, { 'last-event-id': after });
    await second.until((messages) => messages.some(({ method }) => method === 'notifications/resources/list_changed'));
    expect(second.messages.length).toBeLessThanOrEqual(1003);
    expect(second.messages.map(({ method }) => method)).toContain('notifications/tools/list_changed');
    second.cut();
  });

  test('a broken POST stream is continued while its client still listens, and given up when it does not', async () => {
    const session = await served.session({ name: 'halved' });
    const listening = await listen(session);
    const ask = call('progress', { everyMs: 60 }, 1, { _meta: { progressToken: 1 } });
    const broken = await posted(session, ask);
    await broken.until((messages) => messages.length >= 1);
    const after = broken.events.find(({ data }) => data !== '')!.id!;
    broken.cut();
    await new Promise((resume) => setTimeout(resume, 20));
    const rest = await listen(session, { 'last-event-id': after });
    await rest.untilEnded();
    expect(rest.messages.at(-1)).toMatchObject({ id: 1, result: { content: [{ text: 'done' }] } });
    expect(rest.messages).toHaveLength(3);

    const confirming = await served.session({ name: 'lost', capabilities: { elicitation: {} } });
    const open = await listen(confirming);
    const asking = await posted(confirming, call('confirm'));
    await asking.until((messages) => messages.length === 1);
    asking.cut();
    open.cut();
    await eventually(
      () => served.front.clients().find(({ caller }) => caller.clientInfo.name === 'lost')!.requests === 0,
      'it is given up',
    );
    listening.cut();
  });

  test('a GET has to accept a stream', async () => {
    const session = await served.session();
    expect((await raw({ port: served.port }, 'GET', '/mcp', { ...session, accept: 'application/json' })).status).toBe(406);
  });
});

describe('asking the client', () => {
  const answerTo = (message: Record<string, unknown>, result: unknown) => ({ jsonrpc: '2.0', id: message.id, result });

  test('on the stream of the request; its answer comes as a POST of its own', async () => {
    const session = await served.session({ capabilities: { elicitation: {} } });
    const stream = await posted(session, call('confirm', { question: 'ok?' }, 11));
    const [question] = await stream.until((messages) => messages.length === 1);
    expect(question).toMatchObject({ method: 'elicitation/create', params: { message: 'ok?' } });
    const taken = await served.post(answerTo(question!, { action: 'accept', content: { sure: true } }), session);
    expect(taken.status).toBe(202);
    await stream.untilEnded();
    expect(stream.messages.at(-1)).toMatchObject({ id: 11, result: { content: [{ text: 'accept: {"sure":true}' }] } });
  });

  test('errors of the client come through; answers of other sessions do not', async () => {
    const session = await served.session({ capabilities: { elicitation: {} } });
    const other = await served.session({ capabilities: { elicitation: {} } });
    const stream = await posted(session, call('confirm'));
    const [question] = await stream.until((messages) => messages.length === 1);
    await served.post(answerTo(question!, { action: 'accept' }), other);
    await served.post({ jsonrpc: '2.0', id: question!.id, error: { code: -1, message: 'no way', data: 3 } }, session);
    await stream.untilEnded();
    expect(stream.messages.at(-1)).toMatchObject({ error: { code: -1, message: 'no way', data: 3 } });
  });

  test('only what it declared; only if it can be reached', async () => {
    const without = await served.session();
    expect(parsed((await served.post(call('confirm'), without)).text).error.code).toBe(-32601);
    const deaf = await served.session({ capabilities: { elicitation: {} } });
    expect(parsed((await served.post(call('confirm'), { ...deaf, accept: 'application/json' })).text).error.code).toBe(-32601);
  });

  test('on the stream it listens on, when the POST takes no stream', async () => {
    const session = await served.session({ capabilities: { elicitation: {} } });
    const stream = await listen(session);
    const waiting = served.post(call('confirm'), { ...session, accept: 'application/json' });
    const [question] = await stream.until((messages) => messages.length === 1);
    await served.post(answerTo(question!, { action: 'decline' }), session);
    expect(textOf((await waiting).text)).toBe('decline: null');
    stream.cut();
  });

  test('a question that is no longer needed is withdrawn', async () => {
    const session = await served.session({ capabilities: { elicitation: {} } });
    const stream = await posted(session, call('confirm', {}, 'q'));
    const [question] = await stream.until((messages) => messages.length === 1);
    await served.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'q' } }, session);
    await stream.untilEnded();
    const withdrawn = stream.messages.find(({ method }) => method === 'notifications/cancelled');
    expect(withdrawn).toMatchObject({ params: { requestId: question!.id } });
  });
});

describe('many', () => {
  test('50 clients with equal ids: every answer reaches whose it is', async () => {
    const sessions = await Promise.all(Array.from({ length: 50 }, (_, n) => served.session({ name: `client-${n}` })));
    const wrong: string[] = [];
    await Promise.all(
      sessions.map(async (session, client) => {
        await Promise.all(
          Array.from({ length: 40 }, async (_, id) => {
            const message = `${client}/${id}`;
            const answer = parsed((await served.post(call('echo', { message, waitMs: (client * 7 + id * 3) % 11 }, id), session)).text);
            if (answer.id !== id || answer.result.content[0].text !== `Echo: ${message}`)
              wrong.push(`${message}: ${JSON.stringify(answer)}`);
          }),
        );
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('sessions are bounded: the one that nobody used for longest makes room, a busy one does not', async () => {
    const small = await serveFront({ limits: { sessions: 3 } });
    try {
      const busy = await small.session({ name: 'busy' });
      const running = small.post(call('slow'), busy);
      await eventually(() => small.router.running === 1, 'the call runs');
      const others = [await small.session(), await small.session()];
      await small.post(call('echo'), others[0]);
      await small.session();
      expect((await small.post({ jsonrpc: '2.0', id: 1, method: 'ping' }, others[1])).status).toBe(404);
      expect((await small.post({ jsonrpc: '2.0', id: 1, method: 'ping' }, others[0])).status).toBe(200);
      expect(small.front.counts().sessions).toBe(3);
      for (const session of [others[0]!]) void small.post(call('slow'), session).catch(() => {});
      await eventually(() => small.router.running === 2, 'two run');
      small.front.endAll();
      expect(parsed((await running).text).error.message).toContain('shutting down');
      const late = await small.post({ jsonrpc: '2.0', id: 1, method: 'ping' }, busy);
      expect([late.status, parsed(late.text).code]).toEqual([503, 'shutting-down']);
    } finally {
      await small.close();
    }
  });

  test('who is there is told once, with what it is called', async () => {
    const told: string[] = [];
    const small = await serveFront({ onCaller: (caller, access) => void told.push(`${caller.label} ${access.label}`) });
    try {
      const session = await small.session({ name: 'somebody' });
      for (let n = 0; n < 5; n++) await small.post(call('echo'), session);
      const bridged = { 'x-roundhouse-client': 'claude-desktop', authorization: `Bearer ${token}` };
      await small.post(initialize('2025-11-25'), bridged);
      expect(told).toEqual(['somebody null', 'claude-desktop null']);
      expect(small.front.clients().map(({ caller }) => caller.label)).toEqual(['somebody', 'claude-desktop']);
    } finally {
      await small.close();
    }
  });
});
