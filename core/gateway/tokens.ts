// About how many tokens definitions cost a model that reads them. Nobody knows how a client words them for its model, and each model counts in its
// own way; for the usual tokenisers four bytes of JSON are about one token. It is an estimate, and called one wherever it is shown.
import type { ToolInfo } from '../link/link.ts';

const bytesPerToken = 4;
const known = new WeakMap<object, number>();

export function tokensOf(tool: ToolInfo): number {
  let tokens = known.get(tool);
  if (tokens === undefined) {
    const { name, title, description, inputSchema, annotations } = tool;
    tokens = Math.ceil(Buffer.byteLength(JSON.stringify({ name, title, description, inputSchema, annotations })) / bytesPerToken);
    known.set(tool, tokens);
  }
  return tokens;
}

export const tokensOfAll = (tools: readonly ToolInfo[]): number => tools.reduce((sum, tool) => sum + tokensOf(tool), 0);
