// What the config allows the calls of one server: time, how many at a time, and the size of a result.
import { describe, expect, it } from 'vitest';
import type { CallLimits } from '../../contract/server.ts';
import { until } from '../support/live-engine.ts';
import { stage } from './support/clients.ts';
import { silence, text } from './support/servers.ts';

const usual: CallLimits = { timeoutMs: null, concurrency: 256, maxResultBytes: 32 * 2 ** 20 };
const limited = (more: Partial<CallLimits>) => ({ calls: { ...usual, ...more } });
const caught = (error: { code: number; message: string; data: unknown }) => error;

describe('the time of a call', () => {
  it('is over for client and server, and says which limit it was', async () => {
    const { upstreams, client, records } = stage();
    const server = await upstreams.start('s', { methods: { 'tools/call': () => silence } });
    upstreams.set('s', limited({ timeoutMs: 300 }));
    const { code, message, data } = (await client().call('s__echo').catch(caught)) as ReturnType<typeof caught>;
    expect([code, data]).toEqual([-32000, { server: 's', method: 'tools/call', timedOut: true }]);
    expect(message).toMatch(/^s did not answer in time: .*300 ms.*calls\.timeout/);
    await until('the server to be told', () => server.count('notifications/cancelled') === 1);
    const call = server.heard.find(({ method }) => method === 'tools/call');
    expect(server.heard.at(-1)!.params).toMatchObject({ requestId: call!.id });
    expect(records.at(-1)).toMatchObject({ outcome: 'error' });
  });

  it('is not extended by progress, which the client’s own time is', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('s', {
      methods: {
        'tools/call': (_, talk) => {
          const tick = setInterval(
            () => talk.notify('notifications/progress', { progressToken: talk.meta.progressToken, progress: 1 }),
            50,
          );
          setTimeout(() => clearInterval(tick), 3_000);
          return silence;
        },
      },
    });
    upstreams.set('s', limited({ timeoutMs: 700 }));
    const error = await client()
      .call('s__echo', {}, { timeoutMs: 400, _meta: { progressToken: 'p' } })
      .catch(caught);
    expect(error).toMatchObject({ message: expect.stringContaining('calls.timeout') });
  });

  it('does not run while the server waits for its client’s answer', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('s', {
      methods: {
        'tools/call': async (_, talk) => text(await talk.ask('elicitation/create', { message: 'sure?', requestedSchema: {} })),
      },
    });
    upstreams.set('s', limited({ timeoutMs: 150 }));
    const person = client({
      capabilities: { elicitation: {} },
      answer: () => new Promise((resolve) => setTimeout(() => resolve({ action: 'accept' }), 700)),
    });
    expect(JSON.stringify(await person.call('s__echo'))).toContain('accept');
  });

  it('is the client’s when that is shorter, and no limit of other servers', async () => {
    const { upstreams, client } = stage();
    const slow = { methods: { 'tools/call': () => new Promise((resolve) => setTimeout(() => resolve(text('late')), 500)) } };
    await upstreams.start('s', slow);
    await upstreams.start('free', slow);
    upstreams.set('s', limited({ timeoutMs: 60_000 }));
    const error = (await client().call('s__echo', {}, { timeoutMs: 100 }).catch(caught)) as ReturnType<typeof caught>;
    expect(error.message).toMatch(/100 ms/);
    expect(error.message).not.toContain('calls.timeout');
    upstreams.set('s', limited({ timeoutMs: 100 }));
    expect(await client().call('free__echo')).toEqual(text('late'));
  });
});

it('the size of a result is the server’s own', async () => {
  const { upstreams, client } = stage();
  const methods = { 'tools/call': (params: { arguments?: unknown }) => text('x'.repeat((params.arguments as { n: number }).n)) };
  await upstreams.start('small', { methods });
  await upstreams.start('big', { methods });
  upstreams.set('small', limited({ maxResultBytes: 10_000 }));
  await expect(client().call('small__echo', { n: 20_000 })).rejects.toMatchObject({
    code: -32603,
    message: expect.stringMatching(/20 KiB.*10 KiB.*small/),
    data: { limitBytes: 10_000 },
  });
  await client().call('big__echo', { n: 20_000 });
});

it('as many calls as the server may work on; the limit may change while they wait', async () => {
  const { upstreams, client } = stage();
  const waiting: (() => void)[] = [];
  const server = await upstreams.start('s', {
    methods: { 'tools/call': () => new Promise((resolve) => waiting.push(() => resolve(text('ok')))) },
  });
  const answerAll = () => {
    for (const go of waiting.splice(0)) go();
  };
  upstreams.set('s', limited({ concurrency: 1 }));
  const calls = Array.from({ length: 5 }, () => client().call('s__echo'));
  await until('one at the server', () => waiting.length === 1);
  await expect(client().call('s__echo', {}, { timeoutMs: 50 })).rejects.toMatchObject({
    message: expect.stringContaining('works on 1 request '),
  });
  // more are let in as soon as the next one asks
  upstreams.set('s', limited({ concurrency: 4 }));
  calls.push(client().call('s__echo'));
  await until('four at the server', () => waiting.length === 4);
  upstreams.set('s', limited({ concurrency: 2 }));
  calls.push(client().call('s__echo'));
  for (let left = calls.length; left > 0; left -= 1) {
    await until('somebody at the server', () => waiting.length > 0);
    waiting.shift()!();
    if (left <= calls.length - 2) expect(waiting.length).toBeLessThanOrEqual(2);
  }
  await Promise.all(calls);
  answerAll();
  expect(server.count('tools/call')).toBe(7);
});
