// Whose question is it? A server names no request when it asks.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Flights } from '../../core/gateway/flights.ts';
import { type Exchange, togetherMs } from '../../core/gateway/gateway.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function exchange(label: string, ask: Exchange['ask'], owner = label, more: Partial<Exchange['caller']> = {}): Exchange {
  const caller = {
    id: label,
    owner,
    label,
    clientInfo: { name: label, version: '1' },
    generation: 'handshake' as const,
    protocolVersion: '2025-11-25',
    capabilities: { elicitation: {} },
    profile: { name: 'default', management: false },
    ...more,
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
  vi.advanceTimersByTime(togetherMs);
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

const never = () => new Promise(() => {});
const bare = { capabilities: {} };

it('what a call of a client without the capability needs is not asked of another client that happens to wait', async () => {
  const flights = new Flights();
  let asked = 0;
  const waiting = exchange('waits', () => {
    asked += 1;
    return never();
  });
  flights.begin('db', waiting);
  void flights.ask('db', question()).catch(() => {});
  vi.advanceTimersByTime(togetherMs);
  const flight = flights.begin('db', exchange('bare', never, 'bare', bare));
  await expect(flights.ask('db', question())).rejects.toThrow('does not offer elicitation');
  expect(asked).toBe(1);
  expect(flight.lacks).toEqual({ elicitation: {} });
});

it('several things asked at once reach the one client, though another was left standing', async () => {
  const flights = new Flights();
  flights.begin('db', exchange('left', never));
  void flights.ask('db', question()).catch(() => {});
  vi.advanceTimersByTime(togetherMs);
  let asked = 0;
  flights.begin(
    'db',
    exchange('here', () => {
      asked += 1;
      return never();
    }),
  );
  for (let times = 0; times < 3; times += 1) void flights.ask('db', question()).catch(() => {});
  expect(asked).toBe(3);
});

it('while one client is being asked, what comes at once is not taken for the question of another', async () => {
  const flights = new Flights();
  flights.begin('db', exchange('one', never));
  void flights.ask('db', question()).catch(() => {});
  flights.begin('db', exchange('two', never));
  await expect(flights.ask('db', question())).rejects.toThrow(/several clients/);
});
