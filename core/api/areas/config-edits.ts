// Answers about changes of the own config.
import type { ConfigEdit, PastEdit } from '../../../contract/routes/config-edits.ts';
import type { Actor } from '../../../contract/server.ts';
import type { ConfigEditsApi } from '../engine-api.ts';

interface Asked {
  edits: { path: string[]; value?: unknown }[];
  preview?: boolean;
  expect?: string;
}
interface By {
  by: Actor;
}

export function configEditAnswers(config: ConfigEditsApi) {
  return {
    editConfig({ edits, preview, expect }: Asked, { by }: By): Promise<ConfigEdit> {
      const wishes = edits.map(({ path, value }) => ({ path, value }));
      return preview ? config.preview(wishes) : config.apply(wishes, expect, by);
    },
    undoConfig: ({ undo }: { undo: string }, { by }: By): Promise<ConfigEdit> => config.undo(undo, by),
    configEdits: (): Promise<PastEdit[]> => config.list(),
  };
}
