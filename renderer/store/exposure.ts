// Which tools clients are shown. A switch turns at once; what the engine says replaces it as soon as that is newer, and a failure turns it back.
import { useEffect, useMemo } from 'react';
import type { GatewayTool } from '../../contract/routes/gateway.ts';
import { t } from '../text.ts';
import { toolKey } from '../view/tool-groups.ts';
import { client } from './engine.ts';
import { inWords } from './failure.ts';
import { createStore, useStore } from './page-state.ts';
import { type Resource, useResource } from './resource.ts';
import { toast } from './toasts.ts';

/** as a person wants it; `done`: the engine has it so, and the next that is read says so */
interface Wish {
  hidden: boolean;
  done: boolean;
}

const wishes = createStore<ReadonlyMap<string, Wish>>(new Map());
/** whoever shows tools reads them again */
const readers = new Set<() => void>();
/** of one change of the config */
const mostAtOnce = 200;

export function useTools(profile = 'default'): Resource<GatewayTool[]> {
  const read = useResource(
    `tools of ${profile}`,
    (signal) => client.gatewayTools({ profile }, { signal }),
    ({ type }) => type === 'gateway.tools' || type.startsWith('config.') || type.startsWith('tools.'),
  );
  const wished = useStore(wishes, (value) => value);
  const { value, again } = read;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it asks the same for as long as this is shown
  useEffect(() => {
    const reader = () => again();
    readers.add(reader);
    return () => void readers.delete(reader);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that something newer was read
  useEffect(() => put((all) => [...all].filter(([, { done }]) => !done)), [value]);
  const tools = useMemo(() => value?.map((tool) => withWish(tool, wished.get(toolKey(tool)))) ?? null, [value, wished]);
  return { ...read, value: tools };
}

function withWish(tool: GatewayTool, wish: Wish | undefined): GatewayTool {
  if (!wish || wish.hidden === tool.hiddenEverywhere) return tool;
  // what a profile hides stays hidden in it
  return { ...tool, hiddenEverywhere: wish.hidden, hidden: wish.hidden || (tool.hidden && !tool.hiddenEverywhere) };
}

const put = (change: (all: ReadonlyMap<string, Wish>) => Iterable<[string, Wish]>) =>
  wishes.set((all) => {
    const next = new Map(change(all));
    return next.size === all.size && [...next].every(([key, wish]) => all.get(key) === wish) ? all : next;
  });

/** Shows or hides those that are not so yet, for every client; the toast takes back just that. */
export async function expose(tools: readonly GatewayTool[], shown: boolean): Promise<void> {
  const others = tools.filter(({ server, hiddenEverywhere }) => server !== null && hiddenEverywhere === shown);
  const [first] = others;
  if (!first) return;
  const words = t(shown ? 'exposure.shown' : 'exposure.hidden', { n: others.length, name: toolKey(first) });
  try {
    await make(others, !shown);
    toast(words, { undo: () => make(others, shown) });
  } catch (error) {
    toast(t('exposure.failed', { n: others.length, name: toolKey(first), reason: inWords(error) }), { tone: 'fail' });
  }
}

async function make(tools: readonly GatewayTool[], hidden: boolean): Promise<void> {
  const keys = tools.map(toolKey);
  put((all) => [...all, ...keys.map((key): [string, Wish] => [key, { hidden, done: false }])]);
  try {
    await write(tools, hidden);
    put((all) => [...all, ...keys.map((key): [string, Wish] => [key, { hidden, done: true }])]);
  } catch (error) {
    put((all) => [...all].filter(([key]) => !keys.includes(key)));
    throw error;
  } finally {
    readAgain();
  }
}

/** One by its own verb; many in one change of the file. */
async function write(tools: readonly GatewayTool[], hidden: boolean): Promise<void> {
  const [first] = tools;
  if (tools.length === 1 && first) {
    await client[hidden ? 'hideTool' : 'showTool']({ tool: toolKey(first) });
    return;
  }
  const edits = tools.map((tool) => {
    const path = ['gateway', 'tools', toolKey(tool)];
    if (hidden) return { path: [...path, 'hidden'], value: true };
    // an entry that says nothing any more goes as a whole
    return { path: tool.renamed ? [...path, 'hidden'] : path, value: null };
  });
  for (let at = 0; at < edits.length; at += mostAtOnce) await client.editConfig({ edits: edits.slice(at, at + mostAtOnce) });
}

/** Rejects with the reason; null: the name that it has by itself. */
export async function rename(tool: GatewayTool, name: string | null): Promise<void> {
  const before = tool.renamed ? tool.name : null;
  const wish = (to: string | null) => client.renameTool({ tool: toolKey(tool), ...(to === null ? {} : { name: to }) });
  const { name: now } = await wish(name);
  readAgain();
  toast(t('exposure.renamed', { tool: toolKey(tool), name: now }), {
    undo: async () => {
      await wish(before);
      readAgain();
    },
  });
}

function readAgain(): void {
  for (const reader of readers) reader();
}
