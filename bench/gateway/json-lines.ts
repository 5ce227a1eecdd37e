// Messages of a pipe, one a line. Parts of a long line are kept as they came and joined once.

export function onJsonLines(source: NodeJS.ReadableStream, take: (message: Message) => void): void {
  let parts: Buffer[] = [];
  source.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const last = chunk.subarray(from, end);
      const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
      parts = [];
      from = end + 1;
      if (line.length > 0) take(JSON.parse(line.toString()));
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
}

export interface Message {
  jsonrpc?: '2.0';
  id?: number | string;
  method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a payload holds is the asker's to know
  params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: what a payload holds is the asker's to know
  result?: any;
  error?: { code: number; message: string };
}
