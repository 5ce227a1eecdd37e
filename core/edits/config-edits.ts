// Changes of the own config that people make in the window: planned, shown, made, and taken back.
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Failure } from '../../contract/errors.ts';
import type { ConfigEdit, PastEdit } from '../../contract/routes/config-edits.ts';
import type { Actor, Problem } from '../../contract/server.ts';
import { inOwnTurn } from '../catalog/own-config-edit.ts';
import { isJsonFile } from '../catalog/own-file.ts';
import { ChangedMeanwhile, digestOf, type FileBytes, readBytes, replaceFile, textOf } from '../clients/client-file.ts';
import { maskedLines } from '../clients/masked-lines.ts';
import { unifiedDiff } from '../clients/unified-diff.ts';
import { type EditPlan, fingerprintOf, planEdit, type Wish } from './plan-edit.ts';
import type { UndoRecords } from './undo-records.ts';

export interface ConfigEditsParts {
  file(): string;
  records: UndoRecords;
  /** what a config with this text would complain of, and the present one does not */
  newProblems(file: string, text: string): Promise<Problem[]>;
  /** the file was written: read it again before anybody is answered */
  reload(): Promise<void>;
  publish(message: string, data: { file: string; keys: string[]; undo: string; by: Actor }): void;
  now(): Date;
}

export interface ConfigEdits {
  preview(wishes: readonly Wish[]): Promise<ConfigEdit>;
  /** `expect`: the fingerprint of a preview; another change than that one is not made */
  apply(wishes: readonly Wish[], expect: string | undefined, by: Actor): Promise<ConfigEdit>;
  undo(id: string, by: Actor): Promise<ConfigEdit>;
  /** newest first */
  list(): Promise<PastEdit[]>;
}

export function createConfigEdits(parts: ConfigEditsParts): ConfigEdits {
  const { records } = parts;

  async function planned(wishes: readonly Wish[]): Promise<EditPlan & { notes: string[] }> {
    const plan = await planEdit(parts.file(), wishes);
    const { file } = plan.before;
    if (plan.after === null || plan.after === plan.before.bytes) return { ...plan, notes: [] };
    const found = await parts.newProblems(file, textOf({ file, bytes: plan.after }));
    const orders = wishes.some(({ path }) => path.at(-1) === 'dependsOn');
    const worst = found.find(({ level, message }) => level !== 'warning' || (orders && message.includes('" depends on "')));
    if (worst) throw new Failure('bad-request', words(worst));
    return { ...plan, notes: found.map(words) };
  }

  // two changes of one moment stay in order
  let last = 0;
  const moment = () => {
    last = Math.max(parts.now().getTime(), last + 1);
    return new Date(last);
  };

  /** Writes it, and keeps what was there; `before` is what the file must hold still. */
  async function replaced(before: FileBytes, after: Buffer | null, keys: string[], by: Actor): Promise<{ diff: string; undo: string }> {
    const at = moment();
    const undo = `${at.toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}`;
    const diff = await diffOf(before, after);
    const { file, bytes } = before;
    const kept = { version: 1 as const, undo, at: at.toISOString(), by, file, keys, diff };
    await records.keep({ ...kept, before: bytes ? bytes.toString('base64') : null, after: digestOf(after) });
    try {
      await replaceFile(before, after);
    } catch (error) {
      await records.forget(undo);
      throw error;
    }
    return { diff, undo };
  }

  return {
    async preview(wishes) {
      const { before, after, fingerprint, notes } = await planned(wishes);
      return {
        file: before.file,
        diff: await diffOf(before, after),
        changed: digestOf(before.bytes) !== digestOf(after),
        fingerprint,
        undo: null,
        notes,
      };
    },

    async apply(wishes, expect, by) {
      const done = await inOwnTurn(parts.file(), async () => {
        const { before, after, keys, fingerprint, notes } = await planned(wishes);
        if (expect !== undefined && expect !== fingerprint) throw new ChangedMeanwhile(before.file);
        const nothing = { file: before.file, diff: '', changed: false, fingerprint, undo: null, notes };
        if (digestOf(before.bytes) === digestOf(after)) return { keys, edit: nothing };
        return { keys, edit: { ...nothing, changed: true, ...(await replaced(before, after, keys, by)) } };
      });
      const { edit, keys } = done;
      if (edit.undo === null) return edit;
      await parts.reload();
      const { file, undo } = edit;
      parts.publish(`${basename(file)} was edited: ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''}`, {
        file,
        keys,
        undo,
        by,
      });
      return edit;
    },

    async undo(id, by) {
      const { file, after, before } = await records.find(id);
      const edit = await inOwnTurn(file, async () => {
        const now = await readBytes(file);
        if (digestOf(now.bytes) !== after)
          throw new Failure('conflict', `${file} was changed since, so it was left alone. Look at what it says now, and change it there.`);
        const back = before === null ? null : Buffer.from(before, 'base64');
        const made = await replaced(now, back, [], by);
        return { file, changed: true, fingerprint: fingerprintOf(now, back), notes: [], ...made };
      });
      await parts.reload();
      parts.publish(`${basename(file)} is again as it was before an edit`, { file, keys: [], undo: edit.undo, by });
      return edit;
    },

    async list() {
      const all = await records.list();
      const digests = new Map<string, string>();
      for (const { file } of all) {
        if (digests.has(file)) continue;
        const now = await readBytes(file).catch(() => null); // unreadable now: no change is its last
        digests.set(file, now ? digestOf(now.bytes) : '');
      }
      return all.map(({ version: _version, before: _before, after, ...one }, index) => {
        const isNewest = all.findIndex(({ file }) => file === one.file) === index;
        return { ...one, isLast: isNewest && digests.get(one.file) === after };
      });
    },
  };
}

const words = ({ message, next }: Problem) => `${message}.${next ? ` ${next}` : ''}`;

async function diffOf({ file, bytes }: FileBytes, after: Buffer | null): Promise<string> {
  const kind = isJsonFile(file) ? 'json' : 'yaml';
  const [old, fresh] = await Promise.all(
    [bytes, after].map(async (one) => await maskedLines(one ? textOf({ file, bytes: one }) : '', kind)),
  );
  return unifiedDiff(old!, fresh!, { before: bytes ? file : '/dev/null', after: after ? file : '/dev/null' });
}
