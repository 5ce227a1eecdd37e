// Whose question is it? A server names no request when it asks.
import { expect, it } from 'vitest';
import { Flights } from '../../core/gateway/flights.ts';
import type { Exchange } from '../../core/gateway/gateway.ts';

function exchange(label: string, ask: Exchange['ask'], owner = label): Exchange {
  const caller = {
    id: label,
    owner,
    label,
    clientInfo: { name: label, version: '1' },
    generation: 'handshake' as const,
    protocolVersion: '2025-11-25',
    capabilities: { elicitation: {} },
    profile: { name: 'default', management: false },
  };
  return { caller, signal: new AbortController().signal, timeoutMs: 1000, notify: () => {}, ask };
}

const question = () => ({ id: 1, method: 'elicitation/create', params: {}, signal: new AbortController().signal });

it('a call that was left standing with its question open does not block the questions of others', async () => {
  const flights = new Flights();
  flights.begin(
    'db',
    exchange('left', () => new Promise(() => {})),
  );
  void flights.ask('db', question()).catch(() => {});
  flights.begin(
    'db',
    exchange('here', async () => 'answered'),
  );
  expect(await flights.ask('db', question())).toBe('answered');
});

it('two clients that both could be meant: it is asked of neither', async () => {
  const flights = new Flights();
  for (const label of ['a', 'b'])
    flights.begin(
      'db',
      exchange(label, async () => label),
    );
  await expect(flights.ask('db', question())).rejects.toThrow(/several clients/);
});

it('clients are told apart by who they are, not by what they are called', async () => {
  const flights = new Flights();
  const begin = (owner: string) =>
    flights.begin(
      'db',
      exchange('same', async () => owner, owner),
    );
  const [first, second] = [begin('one'), begin('one')];
  expect(await flights.ask('db', question())).toBe('one');
  const other = begin('two');
  await expect(flights.ask('db', question())).rejects.toThrow(/several clients/);
  for (const over of [first, second]) flights.end(over);
  expect(await flights.ask('db', question())).toBe('two');
  flights.end(other);
});
