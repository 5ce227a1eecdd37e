import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOutlet } from '../../core/api/outlet.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('an outlet', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const open = () => openOutlet({ heartbeatMs: 1000, stallMs: 5000, onClose: () => {} });

  it('gives a sign of life after a second of silence, and whatever it says is one', async () => {
    const outlet = open();
    const heard: string[] = [];
    const reader = outlet.response.body!.getReader();
    void (async () => {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) heard.push(text(chunk.value));
    })();
    for (let at = 0; at < 6; at++) {
      await vi.advanceTimersByTimeAsync(700);
      outlet.send(Buffer.from(`${at}`));
    }
    await vi.advanceTimersByTimeAsync(10);
    expect(heard).toEqual(['0', '1', '2', '3', '4', '5']);
    await vi.advanceTimersByTimeAsync(995);
    expect(heard.at(-1)).toBe(': alive\n\n');
    outlet.end({ code: 'shutting-down', reason: 'The engine is shutting down.' });
  });

  it('drops a reader that takes nothing, however much is said to it meanwhile', async () => {
    const outlet = open();
    for (let at = 0; at < 80 && !outlet.closed; at++) {
      outlet.send(Buffer.from('x'));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(outlet.closed).toBe(true);
  });
});
