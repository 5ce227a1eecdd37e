// Changes of the own config as the API has them: who asked for one is kept, and what became of it. Values never are.
import type { Actor } from '../../contract/server.ts';
import type { ConfigEditsApi } from '../api/engine-api.ts';
import type { ConfigEdits } from './config-edits.ts';
import type { Wish } from './plan-edit.ts';

type Audit = (by: Actor, action: string, target: string, ok: boolean, detail: string | null) => void;

export function auditedEdits(edits: ConfigEdits, audit: Audit): ConfigEditsApi {
  async function made<T>(by: Actor, action: string, target: string, work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      audit(by, action, target, true, null);
      return result;
    } catch (error) {
      audit(by, action, target, false, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
  const keysOf = (wishes: readonly Wish[]) => wishes.map(({ path }) => path.join('.')).join(', ');
  return {
    preview: (wishes) => edits.preview(wishes),
    apply: (wishes, expect, by) => made(by, 'edit config', keysOf(wishes), edits.apply(wishes, expect, by)),
    undo: (id, by) => made(by, 'undo config edit', id, edits.undo(id, by)),
    list: () => edits.list(),
  };
}
