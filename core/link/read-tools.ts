// The whole tool list, page by page, however a server may page it.
import { AnswerError, LinkError, type ToolInfo } from './link.ts';
import { isRecord } from './message.ts';

/** far beyond any honest server: a list that never ends must not fill the memory */
const MOST_TOOLS = 50_000;
const MOST_PAGES = 5_000;

export type Ask = (method: string, params: Record<string, unknown>) => Promise<unknown>;

export async function readTools(ask: Ask, onNoise: (text: string) => void): Promise<ToolInfo[]> {
  const tools: ToolInfo[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    const result = await askPage(ask, cursor);
    if (!isRecord(result) || !Array.isArray(result.tools)) throw new LinkError('it answered tools/list without a list of tools');
    for (const tool of result.tools) if (isTool(tool)) tools.push(tool);
    const next = result.nextCursor;
    if (typeof next !== 'string') return tools;
    if (seen.has(next)) {
      onNoise('tools/list gives the same page again and again: the rest of its tools is left out');
      return tools;
    }
    if (tools.length >= MOST_TOOLS || page >= MOST_PAGES) {
      onNoise(`tools/list does not end after ${tools.length} tools: the rest is left out`);
      return tools.slice(0, MOST_TOOLS);
    }
    seen.add(next);
    cursor = next;
  }
}

async function askPage(ask: Ask, cursor: string | undefined): Promise<unknown> {
  try {
    return await ask('tools/list', cursor === undefined ? {} : { cursor });
  } catch (error) {
    if (error instanceof AnswerError) throw new LinkError(`it answered tools/list with an error: ${error.message}`);
    throw error;
  }
}

function isTool(value: unknown): value is ToolInfo {
  return isRecord(value) && typeof value.name === 'string';
}
