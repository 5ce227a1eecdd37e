// Tools that a person hides or renames. What is refused is refused before anything is written; what was written is in force when it is answered.
import { Failure } from '../../contract/errors.ts';
import type { OfferedTool, ToolsApi } from '../api/engine-api.ts';
import type { ToolSettings } from '../decide/gateway-config.ts';
import { nearest } from '../decide/nearest.ts';
import { toolNameComplaint } from '../decide/tool-names.ts';

/** one part of what is said of a tool; null takes it back */
export type ToolChange = { name: string | null } | { hidden: true | null };
export type ChangeTool = (key: string, change: ToolChange) => Promise<void>;

export interface ToolEditParts {
  /** every one that is known, hidden or not */
  tools(): OfferedTool[];
  settings(): Readonly<Record<string, ToolSettings>>;
  change: ChangeTool;
}

/** SERVER.TOOL, or the name that clients use. A tool that nobody knows is a Failure `not-found`. */
export function findTool(all: OfferedTool[], wanted: string): OfferedTool & { key: string } {
  // the longest name of a server counts, as everywhere
  const byKey = all.filter((one) => keyOf(one) === wanted).sort((a, b) => (b.server?.length ?? 0) - (a.server?.length ?? 0));
  const found = byKey[0] ?? all.find(({ definition }) => definition.name === wanted);
  if (found?.server === null) throw new Failure('bad-request', `${wanted} belongs to Roundhouse itself: a profile has it, or not.`);
  if (found) return { ...found, key: keyOf(found)! };
  const close = nearest(
    wanted,
    all.flatMap((one) => keyOf(one) ?? []),
  );
  const hint = close === null ? '' : ` Did you mean “${close}”?`;
  throw new Failure('not-found', `There is no tool “${wanted}”: its server may not have run yet.${hint}`);
}

export function createToolEdits({ tools, settings, change }: ToolEditParts): ToolsApi {
  function refuseTaken(name: string, key: string): void {
    const holder = tools().find((one) => one.definition.name === name && keyOf(one) !== key);
    const given = Object.entries(settings()).find(([other, one]) => one.name === name && other !== key)?.[0];
    const other = given ?? (holder && (keyOf(holder) ?? 'Roundhouse itself'));
    if (other !== undefined) throw new Failure('conflict', `The name “${name}” belongs to ${other} already. Choose another one.`);
  }

  async function made(wanted: string, work: (key: string) => Promise<void>): Promise<OfferedTool> {
    const { key, server, tool } = findTool(tools(), wanted);
    await work(key);
    const now = tools().find((one) => one.server === server && one.tool === tool);
    // its server went in the meantime; what was asked for is written all the same
    if (!now) throw new Failure('not-found', `${key} was changed, and is not there any more.`);
    return now;
  }

  return {
    hide: (wanted) => made(wanted, (key) => change(key, { hidden: true })),
    show: (wanted) => made(wanted, (key) => change(key, { hidden: null })),
    rename: (wanted, name) =>
      made(wanted, async (key) => {
        const complaint = name === null ? null : toolNameComplaint(name);
        if (complaint !== null) throw new Failure('bad-request', `A tool cannot be called so: ${complaint}.`);
        if (name !== null) refuseTaken(name, key);
        await change(key, { name });
      }),
  };
}

const keyOf = ({ server, tool }: OfferedTool): string | null => (server === null ? null : `${server}.${tool}`);
