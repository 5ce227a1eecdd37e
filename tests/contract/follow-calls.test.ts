import { expect, it } from 'vitest';
import type { Client } from '../../contract/client.ts';
import { NoContact } from '../../contract/errors.ts';
import { followCalls } from '../../contract/follow-calls.ts';

it('the stream of calls is opened again as soon as contact is known to be back, not when its own wait is over', async () => {
  let opened = 0;
  const again = Promise.withResolvers<void>();
  const client = {
    async open() {
      opened += 1;
      if (opened === 2) again.resolve();
      throw new NoContact('nobody is there');
    },
  } as unknown as Client;
  const line = new AbortController();
  const lost = Promise.withResolvers<void>();
  let wakeUp = () => {};
  const over = followCalls({
    client,
    since: 0,
    onCalls: () => {},
    onContact: ({ kind }) => kind === 'lost' && lost.resolve(),
    wake(call) {
      wakeUp = call;
      return () => {};
    },
    signal: line.signal,
    retry: { delayMs: () => 60_000, heartbeatSeconds: 5 },
  });
  await lost.promise;
  await new Promise((done) => setTimeout(done, 20));
  expect(opened).toBe(1);
  wakeUp();
  await again.promise;
  line.abort();
  await over;
}, 5_000);
