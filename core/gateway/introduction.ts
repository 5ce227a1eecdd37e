// How the gateway introduces itself to a client: as one server that can all that any server may be able to do. Servers come and go while a
// client stays, so what is declared does not depend on who runs just now.
import type { Upstreams } from './gateway.ts';
import type { Profile } from './profiles.ts';

/** instructions are read by a model with every conversation: no server may fill its memory */
const MOST_OF_ONE = 4_000;
const MOST_OF_ALL = 24_000;

/** clients that read their tools once never learn of the others otherwise */
const howToFind = 'The tools of all servers here are found with search_tools, described with describe_tool and called with call_tool.';

const capabilities = () => ({
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
});

export interface Introduction {
  capabilities: Record<string, unknown>;
  serverInfo: { name: string; version: string };
  instructions?: string;
}

export function introduction(
  serverInfo: Introduction['serverInfo'],
  profile: Profile | null,
  upstreams: Upstreams,
  isWithheld: (server: string) => boolean,
): Introduction {
  const parts: string[] = profile?.surface === 'lazy' ? [howToFind] : [];
  let length = 0;
  for (const { name, link, slept, offered } of upstreams.list()) {
    const text = (link ?? slept)?.instructions?.trim();
    if (!text || !offered || !profile?.sees(name) || isWithheld(name)) continue;
    const part = `# ${name}\n${text.length > MOST_OF_ONE ? `${text.slice(0, MOST_OF_ONE)} […]` : text}`;
    if (length + part.length > MOST_OF_ALL) continue;
    parts.push(part);
    length += part.length;
  }
  return { capabilities: capabilities(), serverInfo, ...(parts.length > 0 ? { instructions: parts.join('\n\n') } : {}) };
}
