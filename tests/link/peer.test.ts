import { afterEach, describe, expect, it, vi } from 'vitest';
import { AnswerError, type Carrier, type JsonRpcMessage, LinkError } from '../../core/link/link.ts';
import { Peer, type PeerEvents } from '../../core/link/peer.ts';

afterEach(() => void vi.useRealTimers());

class Loop implements Carrier {
  sent: JsonRpcMessage[] = [];
  broken: Error | null = null;
  closes = 0;
  onMessage: (message: JsonRpcMessage) => void = () => {};
  onClose: (reason: string) => void = () => {};
  onNoise: (text: string) => void = () => {};
  async send(message: JsonRpcMessage): Promise<void> {
    if (this.broken) throw this.broken;
    this.sent.push(message);
  }
  async close(): Promise<void> {
    this.closes += 1;
  }
  answer(id: JsonRpcMessage['id'], result: unknown): void {
    this.onMessage({ jsonrpc: '2.0', id, result });
  }
}

function setup(more: Partial<PeerEvents> = {}) {
  const carrier = new Loop();
  const closed: string[] = [];
  const heard: unknown[] = [];
  const peer = new Peer(carrier, {
    onNotification: (method, params) => heard.push([method, params]),
    onNoise: () => {},
    onClosed: (reason) => closed.push(reason),
    ...more,
  });
  return { carrier, peer, closed, heard };
}

describe('Peer', () => {
  it('pairs 64 answers in any order, and ignores late ones, double ones and those for nobody', async () => {
    const { carrier, peer } = setup();
    const calls = Array.from({ length: 64 }, (_, n) => peer.request('tools/call', { n }, { timeoutMs: 10_000 }));
    expect(peer.inFlight().count).toBe(64);
    for (const { id, params } of carrier.sent.toReversed()) {
      carrier.answer('nobody', 1);
      carrier.answer(null, 1);
      carrier.answer(id, params);
      carrier.answer(id, 'twice');
    }
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 64 }, (_, n) => ({ n })));
    expect(peer.inFlight()).toEqual({ count: 0, oldestMs: 0, oldestTimeoutMs: 0 });
  });

  it('gives an error answer with its code and data', async () => {
    const { carrier, peer } = setup();
    const call = peer.request('x', undefined, { timeoutMs: 1_000 });
    carrier.onMessage({ jsonrpc: '2.0', id: carrier.sent[0]!.id, error: { code: -32602, message: 'no', data: { why: 1 } } });
    await expect(call).rejects.toMatchObject({ name: 'AnswerError', code: -32602, message: 'no', data: { why: 1 } });
    await expect(call).rejects.toBeInstanceOf(AnswerError);
  });

  it('cancels what timed out or was aborted, and tells the server; never the opening request', async () => {
    const { carrier, peer } = setup();
    await expect(peer.request('slow', {}, { timeoutMs: 20 })).rejects.toThrow('slow was not answered within 20 ms');
    const abort = new AbortController();
    const call = peer.request('stopped', {}, { timeoutMs: 10_000, signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toThrow('stopped was cancelled');
    await expect(peer.request('never', {}, { timeoutMs: 10_000, signal: abort.signal })).rejects.toThrow('cancelled');
    await expect(peer.request('initialize', {}, { timeoutMs: 5, cancellable: false })).rejects.toThrow(LinkError);
    expect(carrier.sent.filter(({ id }) => id === undefined).map(({ method, params }) => [method, params])).toEqual([
      ['notifications/cancelled', { requestId: 1, reason: 'timed out' }],
      ['notifications/cancelled', { requestId: 2, reason: 'cancelled' }],
    ]);
    carrier.answer(1, 'too late');
  });

  it('rejects everything in flight at once, with the reason, when the other side goes', async () => {
    const { carrier, peer, closed } = setup();
    const calls = Array.from({ length: 10 }, () => peer.request('x', {}, { timeoutMs: Number.POSITIVE_INFINITY }));
    carrier.onClose('it closed its output');
    const results = await Promise.allSettled(calls);
    expect(results.every((one) => one.status === 'rejected' && one.reason.message === 'it closed its output')).toBe(true);
    await expect(peer.request('x', {}, { timeoutMs: 1_000 })).rejects.toThrow('x was not sent: it closed its output');
    carrier.onClose('again');
    expect(closed).toEqual(['it closed its output']);
  });

  it('closes once without telling itself, and rejects with the given reason', async () => {
    const { carrier, peer, closed } = setup();
    const call = peer.request('x', {}, { timeoutMs: 60_000 });
    const refused = expect(call).rejects.toThrow('it is being stopped');
    await peer.close('it is being stopped');
    await refused;
    carrier.onClose('late');
    expect([carrier.closes, closed.length]).toEqual([1, 0]);
  });

  it('rejects a request that could not be sent', async () => {
    const { carrier, peer } = setup();
    carrier.broken = new Error('its input is closed');
    await expect(peer.request('x', {}, { timeoutMs: 60_000 })).rejects.toThrow(LinkError);
    expect(peer.inFlight().count).toBe(0);
  });

  it('answers ping, refuses every other request of the server, and passes notifications on', () => {
    const { carrier, heard } = setup();
    for (const method of ['ping', 'roots/list', 'sampling/createMessage']) carrier.onMessage({ jsonrpc: '2.0', id: method, method });
    carrier.onMessage({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } });
    expect(carrier.sent).toEqual([
      { jsonrpc: '2.0', id: 'ping', result: {} },
      { jsonrpc: '2.0', id: 'roots/list', error: { code: -32601, message: 'roots/list is not offered by this client' } },
      {
        jsonrpc: '2.0',
        id: 'sampling/createMessage',
        error: { code: -32601, message: 'sampling/createMessage is not offered by this client' },
      },
    ]);
    expect(heard).toEqual([['notifications/progress', { progress: 1 }]]);
  });

  it('lets somebody else take a request of the server over', () => {
    const taken: unknown[] = [];
    const { carrier, peer } = setup({ takeRequest: (message) => taken.push(message.id) > 0 });
    carrier.onMessage({ jsonrpc: '2.0', id: 7, method: 'sampling/createMessage' });
    expect([taken, carrier.sent]).toEqual([[7], []]);
    peer.send({ jsonrpc: '2.0', id: 7, result: { role: 'assistant' } });
    expect(carrier.sent).toEqual([{ jsonrpc: '2.0', id: 7, result: { role: 'assistant' } }]);
  });

  it('counts calls, but not checks, and knows the oldest', async () => {
    const { carrier, peer } = setup();
    void peer.request('ping', {}, { timeoutMs: 1_000, counted: false }).catch(() => {});
    void peer.request('first', {}, { timeoutMs: 11_000 }).catch(() => {});
    void peer.request('second', {}, { timeoutMs: 22_000 }).catch(() => {});
    expect(peer.inFlight()).toMatchObject({ count: 2, oldestTimeoutMs: 11_000 });
    carrier.answer(2, 1);
    await vi.waitFor(() => expect(peer.inFlight()).toMatchObject({ count: 1, oldestTimeoutMs: 22_000 }));
    await peer.close();
  });

  it('waits longer than a timer can', async () => {
    vi.useFakeTimers();
    const { peer } = setup();
    const outcome = vi.fn();
    const days = 24 * 3_600_000;
    peer.request('patient', {}, { timeoutMs: 40 * days }).catch(outcome);
    await vi.advanceTimersByTimeAsync(39 * days);
    expect(outcome).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2 * days);
    expect(outcome).toHaveBeenCalledOnce();
  });
});
