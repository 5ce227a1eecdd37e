// An MCP server that costs next to nothing: `echo-server.ts [NUMBER OF TOOLS]`.
import { type Message, onJsonLines } from './json-lines.ts';

const count = Number(process.argv[2] ?? 1);
const properties = { message: { type: 'string' }, times: { type: 'number' } };
const tools = Array.from({ length: count }, (_, number) => ({
  name: number === 0 ? 'echo' : `tool${number}`,
  description: number === 0 ? 'says what it was told' : `tool number ${number}, which nobody calls`,
  inputSchema: { type: 'object', properties, required: ['message'] },
}));

const answer = ({ method, params }: Message): object | null => {
  if (method === 'initialize') {
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'echo', version: '1.0.0' },
    };
  }
  if (method === 'ping') return {};
  if (method === 'tools/list') return { tools };
  if (method === 'tools/call') return { content: [{ type: 'text', text: params.arguments.message }] };
  return null;
};

onJsonLines(process.stdin, (message) => {
  if (message.id === undefined) return;
  const result = answer(message);
  const body = result ? { result } : { error: { code: -32601, message: `no method ${message.method}` } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, ...body })}\n`);
});
process.stdin.on('end', () => process.exit(0));
