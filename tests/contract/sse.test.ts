import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SseMessage, sseParser } from '../../contract/sse.ts';

function parse(chunks: string[]): SseMessage[] {
  const messages: SseMessage[] = [];
  const parser = sseParser((message) => messages.push(message));
  for (const chunk of chunks) parser.push(chunk);
  return messages;
}

test.each<[string, string, SseMessage[]]>([
  ['one message', 'data: a\n\n', [{ event: 'message', data: 'a', id: null }]],
  ['several lines of data', 'data: a\ndata:b\ndata\n\n', [{ event: 'message', data: 'a\nb\n', id: null }]],
  ['one space after the colon is no data', 'data:  a\n\n', [{ event: 'message', data: ' a', id: null }]],
  [
    'a name and an id, which stays',
    'event: end\nid: 7\ndata: a\n\ndata: b\n\n',
    [
      { event: 'end', data: 'a', id: '7' },
      { event: 'message', data: 'b', id: '7' },
    ],
  ],
  ['comments, retry and unknown fields', ': alive\nretry: 5\nx: y\ndata: a\n\n', [{ event: 'message', data: 'a', id: null }]],
  ['no data, no message', 'event: x\n\nid: 3\n\n', []],
  ['an unfinished message is none', 'data: a\n', []],
  ['all three line ends', 'data: a\r\ndata: b\rdata: c\n\r\n', [{ event: 'message', data: 'a\nb\nc', id: null }]],
  ['a byte order mark', '\ufeffdata: a\n\n', [{ event: 'message', data: 'a', id: null }]],
])('%s', (_, text, expected) => {
  expect(parse([text])).toEqual(expected);
});

test('any cut into chunks gives the same messages', () => {
  const piece = fc.constantFrom(
    'data: a',
    'data',
    'event: end',
    'id: 4',
    ': x',
    'data: ä😀',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '\r\n\r\n',
    ':',
    ' ',
    '\ufeff',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(200), { maxLength: 20 }), (pieces, cuts) => {
      // the end decides what a CR at the end was
      const text = `${pieces.join('')}\n`;
      const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
      const chunks = [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length));
      expect(chunks.join('')).toBe(text);
      expect(parse(chunks)).toEqual(parse([text]));
      expect(parse([...text])).toEqual(parse([text]));
    }),
    { numRuns: 500 },
  );
});

test('what was written is what is read', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 10 }), (values) => {
      const text = values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');
      expect(parse([text]).map((message) => message.data)).toEqual(values.map((value) => JSON.stringify(value)));
    }),
  );
});
