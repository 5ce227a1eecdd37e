// A server that keeps a journal of what reached it: `witness.mjs FILE`. One JSON object a line: {at, heard} for each message, {at, environment}
// at its start. Tools: echo; hold (never answers); big {bytes}; flood {count, bytes} in progress notifications; die.
import { appendFileSync } from 'node:fs';

const journal = process.argv[2];
const note = (entry) => appendFileSync(journal, `${JSON.stringify({ at: Date.now(), pid: process.pid, ...entry })}\n`);
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const text = (words) => ({ content: [{ type: 'text', text: words }] });
const tools = ['echo', 'hold', 'big', 'flood', 'die'].map((name) => ({
  name,
  description: `the tool ${name}`,
  inputSchema: { type: 'object' },
}));

const calls = {
  echo: ({ arguments: given }) => text(JSON.stringify(given ?? {})),
  hold: () => null,
  big: ({ arguments: { bytes } }) => text('b'.repeat(bytes)),
  die: () => process.exit(7),
  flood({ arguments: { count, bytes }, _meta }) {
    const message = 'f'.repeat(bytes);
    for (let progress = 1; progress <= count; progress += 1) {
      send({ method: 'notifications/progress', params: { progressToken: _meta.progressToken, progress, message } });
    }
    return text('flooded');
  },
};
const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'witness', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call': (params) => calls[params.name](params),
};

note({ environment: process.env });
let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    if (line === '') continue;
    const message = JSON.parse(line);
    note({ heard: message });
    if (message.id === undefined || message.method === undefined) continue;
    const method = methods[message.method];
    const result = method?.(message.params);
    if (!method) send({ id: message.id, error: { code: -32601, message: `no method ${message.method}` } });
    else if (result !== null) send({ id: message.id, result });
  }
});
process.stdin.on('end', () => process.exit(0));
