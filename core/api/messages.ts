// Messages of the stream as bytes, made once however many readers there are.
import type { StreamMessage } from '../../contract/events.ts';

const texts = new WeakMap<StreamMessage, string>();
const frames = new WeakMap<StreamMessage, Uint8Array>();

export function messageText(message: StreamMessage): string {
  let text = texts.get(message);
  if (text === undefined) {
    text = JSON.stringify(message);
    texts.set(message, text);
  }
  return text;
}

export function messageBytes(message: StreamMessage): Uint8Array {
  let frame = frames.get(message);
  if (!frame) {
    frame = Buffer.from(`${idOf(message)}data: ${messageText(message)}\n\n`);
    frames.set(message, frame);
  }
  return frame;
}

function idOf(message: StreamMessage): string {
  if (message.kind === 'snapshot') return `id: ${message.snapshot.seq}\n`;
  return message.kind === 'event' ? `id: ${message.event.seq}\n` : '';
}
