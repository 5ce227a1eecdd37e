// The gateway's tools by the server that they come from, with what is shown of them and what that costs.
import type { GatewayTool } from '../../contract/routes/gateway.ts';
import { plain } from './log-lines.ts';

export interface ToolGroup {
  /** null: Roundhouse's own */
  server: string | null;
  tools: readonly GatewayTool[];
  /** those that clients are shown, as soon as the server is up */
  shown: number;
  /** of those that are shown, about so many tokens */
  tokens: number;
  /** its server is up, or wakes on a call */
  available: boolean;
}

export const isShown = ({ hidden, trust }: GatewayTool): boolean => !hidden && !trust?.blocked;
export const isReadOnly = ({ annotations }: GatewayTool): boolean => annotations?.readOnlyHint === true;
export const isDestructive = (tool: GatewayTool): boolean => !isReadOnly(tool) && tool.annotations?.destructiveHint === true;
/** as the engine's config names it */
export const toolKey = ({ server, tool }: GatewayTool): string => `${server}.${tool}`;

export function toolGroups(tools: readonly GatewayTool[]): ToolGroup[] {
  const groups = new Map<string | null, GatewayTool[]>();
  for (const tool of tools) {
    const known = groups.get(tool.server);
    if (known) known.push(tool);
    else groups.set(tool.server, [tool]);
  }
  return [...groups].map(([server, all]) => {
    const shown = all.filter(isShown);
    return {
      server,
      tools: all,
      shown: shown.length,
      tokens: shown.reduce((sum, { tokens }) => sum + tokens, 0),
      available: all.some(({ available }) => available),
    };
  });
}

export const toolKinds = ['all', 'review', 'hidden', 'read-only', 'destructive'] as const;
export type ToolKind = (typeof toolKinds)[number];

export interface ToolFilter {
  kind: ToolKind;
  text: string;
}

const passesKind: Record<ToolKind, (tool: GatewayTool) => boolean> = {
  all: () => true,
  review: ({ trust }) => trust !== null,
  hidden: ({ hidden }) => hidden,
  'read-only': isReadOnly,
  destructive: isDestructive,
};

export function passesTool(tool: GatewayTool, { kind, text }: ToolFilter): boolean {
  if (!passesKind[kind](tool)) return false;
  if (text === '') return true;
  const wanted = text.toLowerCase();
  return [tool.name, tool.tool, tool.server ?? '', tool.title ?? '', tool.description ?? ''].some((part) =>
    plain(part).toLowerCase().includes(wanted),
  );
}

/** "22.4k" where only its size matters */
export function shortCount(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  return `${(tokens / 1000).toFixed(tokens < 9950 ? 1 : 0)}k`;
}
