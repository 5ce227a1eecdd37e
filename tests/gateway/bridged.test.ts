// What a handshake server says to clients of the stateless generation: missing capabilities, and addresses to open first.
import { describe, expect, it } from 'vitest';
import { openAddresses, refusalOf } from '../../core/gateway/bridged.ts';
import { Flights } from '../../core/gateway/flights.ts';
import type { Exchange } from '../../core/gateway/gateway.ts';
import type { Generation } from '../../core/link/link.ts';
import { AnswerError } from '../../core/link/link.ts';

const capable = { elicitation: { form: {}, url: {} } };

function exchange(generation: Generation, capabilities: Record<string, unknown>, ask: Exchange['ask'] = async () => ({})): Exchange {
  const caller = {
    id: 'one',
    owner: 'one',
    label: 'one',
    clientInfo: { name: 'one', version: '1' },
    generation,
    protocolVersion: '2026-07-28',
    capabilities,
    profile: { name: 'default', management: false },
    workspace: null,
  };
  return { caller, signal: new AbortController().signal, timeoutMs: 1_000, notify() {}, ask };
}

describe('a call that failed because its client could not be asked', () => {
  const flightOf = async (generation: Generation) => {
    const flights = new Flights();
    const flight = flights.begin('db', exchange(generation, {}));
    const question = { id: 1, method: 'sampling/createMessage', params: {}, signal: new AbortController().signal };
    await expect(flights.ask('db', question)).rejects.toMatchObject({ code: -32601 });
    return flight;
  };
  const failure = { isError: true, content: [{ type: 'text', text: 'no model' }] };

  it('names what it lacked, and what the server said', async () => {
    const expected = {
      code: -32021,
      message: 'db needs sampling for this, which this client did not declare. It said: no model',
      data: { requiredCapabilities: { sampling: {} } },
    };
    expect(refusalOf(failure, await flightOf('stateless'))).toMatchObject(expected);
    expect(refusalOf(new AnswerError(-1, 'no model'), await flightOf('stateless'))).toMatchObject(expected);
  });

  it('is left as it is when it succeeded all the same, or its client is of the handshake generation', async () => {
    expect(refusalOf({ content: [] }, await flightOf('stateless'))).toBeNull();
    expect(refusalOf(new Error('the server is gone'), await flightOf('stateless'))).toBeNull();
    expect(refusalOf(failure, await flightOf('handshake'))).toBeNull();
  });
});

describe('addresses that must be opened first', () => {
  const error = new AnswerError(-32042, 'sign in first', {
    elicitations: [{ url: 'https://a.example', message: 'a' }, { url: 'https://b.example' }],
  });

  it('are asked together, and the request goes again when all were accepted', async () => {
    const asked: unknown[] = [];
    const accepting = exchange('stateless', capable, async (_, params) => {
      asked.push(params);
      return { action: 'accept' };
    });
    expect(await openAddresses(error, accepting, async () => 'done')).toBe('done');
    expect(asked).toMatchObject([
      { mode: 'url', url: 'https://a.example' },
      { mode: 'url', url: 'https://b.example' },
    ]);
  });

  it.each<[string, unknown, Exchange]>([
    ['somebody declines', error, exchange('stateless', capable, async () => ({ action: 'decline' }))],
    ['the client opens no addresses', error, exchange('stateless', { elicitation: { form: {} } })],
    ['the client is of the handshake generation', error, exchange('handshake', capable)],
    ['it is another error', new AnswerError(-32000, 'no'), exchange('stateless', capable)],
    ['it names none', new AnswerError(-32042, 'no', { elicitations: [{}, 7] }), exchange('stateless', capable)],
  ])('stay an error when %s', async (_, given, to) => {
    let sent = 0;
    const again = async () => {
      sent += 1;
    };
    await expect(openAddresses(given, to, again)).rejects.toBe(given);
    expect(sent).toBe(0);
  });

  it('are asked once: what the server answers then is the answer', async () => {
    const accepting = exchange('stateless', capable, async () => ({ action: 'accept' }));
    await expect(openAddresses(error, accepting, () => Promise.reject(error))).rejects.toBe(error);
  });
});
