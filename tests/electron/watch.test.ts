// What tray and notifications know of alerts is so again once there is contact, whatever was lost with it.
import { expect, it } from 'vitest';
import type { Alert } from '../../contract/alerts.ts';
import { createClient, type FetchAnswer } from '../../contract/client.ts';
import type { StreamMessage } from '../../contract/events.ts';
import { watchEngine } from '../../electron/watch.ts';
import { snapshotOf } from '../support/page-state.ts';

const alert: Alert = {
  id: 1,
  kind: 'server.down',
  server: 'files',
  file: null,
  reason: 'it gave up',
  next: null,
  openedAt: '2026-11-21T12:00:00.000Z',
  lastAt: '2026-11-21T12:00:00.000Z',
  count: 1,
  closedAt: null,
  muted: false,
};

it('reads the alerts again when contact was lost in the middle of it, and the stream goes on where it was cut', async () => {
  const streams: { url: string; line: ReadableStreamDefaultController<Uint8Array> }[] = [];
  let answers = true;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const message = (said: StreamMessage) => bytes(`data: ${JSON.stringify(said)}\n\n`);
  const answerOf = (body: BodyInit): FetchAnswer => new Response(body) as unknown as FetchAnswer;
  const client = createClient({
    baseUrl: '',
    async fetch(url) {
      if (url.includes('/stream')) return answerOf(new ReadableStream<Uint8Array>({ start: (line) => void streams.push({ url, line }) }));
      if (!answers) throw new Error('socket hang up');
      return answerOf(JSON.stringify(url.includes('/mutes') || streams.length < 2 ? [] : [alert]));
    },
  });
  const watch = watchEngine(Promise.resolve({ client, kind: 'attached' as const }), { warn() {} });
  const snapshot = snapshotOf([]);
  await expect.poll(() => streams.length).toBe(1);
  streams[0]!.line.enqueue(message({ kind: 'snapshot', snapshot }));
  await expect.poll(() => watch.get().contact.kind).toBe('live');
  answers = false;
  const event = { seq: snapshot.seq + 1, at: alert.openedAt, type: 'alert.opened', data: { alert } };
  streams[0]!.line.enqueue(message({ kind: 'event', event }));
  streams[0]!.line.close();
  await expect.poll(() => watch.get().contact.kind).toBe('lost');
  answers = true;
  await expect.poll(() => streams.length, { timeout: 5_000 }).toBe(2);
  expect(streams[1]!.url).toContain(`since=${event.seq}`);
  streams[1]!.line.enqueue(bytes(': here\n\n'));
  await expect.poll(() => watch.get().alerts, { timeout: 1_500 }).toMatchObject([{ server: 'files' }]);
  watch.close();
});
