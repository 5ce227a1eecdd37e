// A plan as people may see it: every secret in it is masked.
import type { ClientPreview } from '../../contract/routes/clients.ts';
import { isJsonFile } from '../catalog/own-file.ts';
import { changes } from './carry-out.ts';
import { textOf } from './client-file.ts';
import { maskedLines } from './masked-lines.ts';
import type { FileChange, Plan } from './plan.ts';
import { unifiedDiff } from './unified-diff.ts';

export async function previewOf({ client, verb, theirs, own, moves, stays, notes, fingerprint }: Plan): Promise<ClientPreview> {
  const made = [theirs, ...(own ? [own] : [])].filter(changes);
  return {
    client: client.id,
    title: client.title,
    verb,
    unchanged: made.length === 0,
    changes: await Promise.all(made.map(shown)),
    moves: moves.map(({ key, as }) => ({ name: key, as })),
    stays,
    notes,
    fingerprint,
  };
}

async function shown({ before, after }: FileChange): Promise<ClientPreview['changes'][number]> {
  const { file, bytes } = before;
  // every client's file is JSON; our own says by its name what it is
  const kind = /\.ya?ml$/i.test(file) && !isJsonFile(file) ? 'yaml' : 'json';
  const [old, fresh] = await Promise.all(
    [bytes, after].map(async (one) => await maskedLines(one ? textOf({ file, bytes: one }) : '', kind)),
  );
  const diff = unifiedDiff(old!, fresh!, { before: bytes ? file : '/dev/null', after: after ? file : '/dev/null' });
  return { file, does: bytes === null ? 'create' : after === null ? 'delete' : 'change', diff };
}
