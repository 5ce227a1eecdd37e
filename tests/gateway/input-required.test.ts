// A real stateless server that needs input, asked on behalf of clients that know nothing of that.
import { afterEach, describe, expect, it } from 'vitest';
import { RpcError } from '../../core/gateway/gateway.ts';
import { type InputLimits, type MoreInput, resolveInputRequired } from '../../core/gateway/input-required.ts';
import type { OpenedLink } from '../../core/link/link.ts';
import { fixture, killAll, open } from '../link/support/children.ts';

afterEach(killAll);

type Ask = (method: string, params: unknown, options: { signal: AbortSignal }) => Promise<unknown>;
const declare = { roots: {}, sampling: {}, elicitation: { form: {} } };
const forever = () => new Promise<never>(() => {});

function client(ask: Ask) {
  const asked: { method: string; params: unknown; signal: AbortSignal }[] = [];
  const gone = new AbortController();
  const exchange = {
    signal: gone.signal,
    ask: (method: string, params: unknown, options: { signal: AbortSignal }) => {
      asked.push({ method, params, ...options });
      return ask(method, params, options);
    },
  };
  return { exchange, asked, gone };
}

async function calling(link: OpenedLink, name: string, { exchange }: ReturnType<typeof client>, limits: Partial<InputLimits> = {}) {
  const sent: MoreInput[] = [];
  const call = (more: MoreInput) => {
    sent.push(more);
    return link.request('tools/call', { name, arguments: {}, ...more }, { timeoutMs: 10_000 });
  };
  const first = (await call({})) as Record<string, unknown>;
  expect(first.resultType).toBe('input_required');
  const result = resolveInputRequired(first, exchange, call, { pauseMs: 10, ...limits });
  return { result, sent };
}

const textOf = async (result: Promise<unknown>) => ((await result) as { content: [{ text: string }] }).content[0].text;
const stateless = async () => (await open(fixture('stateless-sdk.mjs'), { declare })).link;

describe('a stateless server that needs input', () => {
  it('gets the answer of the client, and its own state back', async () => {
    const link = await stateless();
    const one = client(async () => ({ action: 'accept', content: { yes: true } }));
    const { result, sent } = await calling(link, 'confirm', one);
    expect(JSON.parse(await textOf(result))).toEqual({ sure: { action: 'accept', content: { yes: true } } });
    expect(one.asked).toMatchObject([{ method: 'elicitation/create', params: { message: 'Sure?' } }]);
    expect(sent[1]).toEqual({ requestState: 'asked', inputResponses: { sure: { action: 'accept', content: { yes: true } } } });
    await link.close();
  });

  it('hears that the client declined: that is an answer', async () => {
    const link = await stateless();
    const { result } = await calling(
      link,
      'confirm',
      client(async () => ({ action: 'decline' })),
    );
    expect(JSON.parse(await textOf(result))).toEqual({ sure: { action: 'decline' } });
    await link.close();
  });

  it('asks everything at once, and gets it by its names', async () => {
    const link = await stateless();
    const open: (() => void)[] = [];
    const one = client(async (method) => {
      await new Promise<void>((resolve) => {
        open.push(resolve);
        if (open.length === 3) for (const go of open) go();
      });
      if (method === 'roots/list') return { roots: [] };
      if (method === 'elicitation/create') return { action: 'cancel' };
      return { role: 'assistant', model: 'm', content: { type: 'text', text: 'word' } };
    });
    const { result } = await calling(link, 'survey', one);
    expect(JSON.parse(await textOf(result))).toMatchObject({ one: { action: 'cancel' }, word: { model: 'm' }, roots: { roots: [] } });
    await link.close();
  });

  it('that only wants to be asked later is asked later, without a question to anybody', async () => {
    const link = await stateless();
    const one = client(forever);
    const { result, sent } = await calling(link, 'later', one);
    expect(await textOf(result)).toBe('now');
    expect(sent).toEqual([{}, { requestState: '1' }, { requestState: '2' }]);
    expect(one.asked).toEqual([]);
    await link.close();
  });
});

describe('a request fails', () => {
  it('with the error of a client that cannot answer, and the other questions are called off', async () => {
    const link = await stateless();
    const one = client((method) =>
      method === 'roots/list' ? Promise.reject(new RpcError(-32601, 'no roots here', { why: 1 })) : forever(),
    );
    const { result, sent } = await calling(link, 'survey', one);
    await expect(result).rejects.toMatchObject({ code: -32601, message: 'no roots here', data: { why: 1 } });
    expect(one.asked.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
    expect(sent).toHaveLength(1);
    await link.close();
  });

  it('when the server never has enough', async () => {
    const link = await stateless();
    const one = client(async () => ({ action: 'accept', content: { yes: true } }));
    const { result } = await calling(link, 'forever', one, { rounds: 3 });
    await expect(result).rejects.toMatchObject({ code: -32603, message: expect.stringContaining('still asked for input after 3 rounds') });
    expect(one.asked).toHaveLength(3);
    await link.close();
  });

  it('at once when the client is gone, in a pause too', async () => {
    const link = await stateless();
    const one = client(forever);
    const { result, sent } = await calling(link, 'later', one, { pauseMs: 60_000 });
    one.gone.abort();
    await expect(result).rejects.toMatchObject({ code: -32000 });
    expect(sent).toHaveLength(1);
    await link.close();
  });

  it.each([
    [{}, /without saying which/],
    [{ inputRequests: {} }, /without saying which/],
    [{ inputRequests: [] }, /in a form that/],
    [{ inputRequests: { a: { method: 'tools/call' } } }, /“?"tools\/call", which is no question/],
    [{ inputRequests: { a: null } }, /which is no question/],
    [{ inputRequests: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [n, { method: 'roots/list' }])) }, /33 questions at once/],
  ])('when the server asks nonsense: %j', async (nonsense, words) => {
    const one = client(forever);
    const result = resolveInputRequired({ resultType: 'input_required', ...nonsense }, one.exchange, forever);
    await expect(result).rejects.toMatchObject({ code: -32603, message: expect.stringMatching(words) });
    expect(one.asked).toEqual([]);
  });
});
