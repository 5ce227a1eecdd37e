// A tool called by hand.
import { z } from 'zod';
import { route } from './route.ts';

export const toolCallAnswer = z.object({
  outcome: z
    .enum(['ok', 'tool-error', 'error'])
    .describe('`tool-error`: the tool ran and says that it failed. `error`: there is no result, see `error`'),
  ms: z.number().int(),
  result: z.record(z.string(), z.unknown()).nullable().describe('as the server gave it: `content`, `structuredContent`, `isError`'),
  error: z.object({ code: z.number().int(), message: z.string() }).nullable().describe('JSON-RPC code, and why in words'),
});
export type ToolCallAnswer = z.infer<typeof toolCallAnswer>;

export const toolCallRoutes = {
  callTool: route({
    method: 'POST',
    path: '/api/v1/tools/{tool}/call',
    area: 'gateway',
    summary: 'Call a tool as a client of the profile default would; ending the request cancels the call',
    params: { tool: z.string().min(1).describe('SERVER.TOOL, or the name that clients use; percent-encoded') },
    body: { arguments: z.record(z.string(), z.unknown()).optional().describe('by name; left out: none') },
    answer: toolCallAnswer,
  }),
};
