// Does what a plan says: copies and the record first, then our own file, then the client's. What fails half-way is taken back.
import { basename } from 'node:path';
import { inOwnTurn } from '../catalog/own-config-edit.ts';
import { digestOf, replaceFile } from './client-file.ts';
import type { FileChange, LinkChoice, Plan } from './plan.ts';
import type { LinkRecord, OwnChange, Records } from './records.ts';

export const changes = ({ before, after }: FileChange): boolean => digestOf(before.bytes) !== digestOf(after);

const write = async (change: FileChange) => await replaceFile(change.before, change.after);

export async function carryOutLink(plan: Plan, choice: LinkChoice, records: Records, at: Date): Promise<LinkRecord> {
  const { client, theirs, undo } = plan;
  const own = plan.own && changes(plan.own) ? plan.own : null;
  const earlier = await records.read(client.id);
  const copyOf = async ({ before }: FileChange) => await records.backUp(client.id, basename(before.file), before.bytes, at);
  const before = await copyOf(theirs);
  // linked again, and nobody has touched it since: what was there is still the copy of the first time
  const again = earlier?.done && earlier.exact && earlier.file === theirs.before.file && earlier.after === before.sha256;
  const owed = earlier?.done && undo.moved.some(({ key }) => earlier.moved.some((one) => one.key === key));
  const record: LinkRecord = {
    version: 1,
    client: client.id,
    file: theirs.before.file,
    at: at.toISOString(),
    profile: choice.profile,
    move: choice.move,
    done: false,
    before: again ? earlier.before : before,
    after: digestOf(theirs.after),
    exact: again || (!undo.mine && !owed),
    madeSection: undo.madeSection,
    moved: undo.moved,
    own: own ? ownChange(own, undo.added, earlier?.own ?? null, await copyOf(own)) : (earlier?.own ?? null),
  };
  await records.write(record);
  try {
    if (own) await inOwnTurn(own.before.file, () => write(own));
    try {
      await write(theirs);
    } catch (error) {
      // whoever has changed it by now keeps it: two equal entries are one server
      if (own) await replaceFile({ file: own.before.file, bytes: own.after }, own.before.bytes).catch(() => {});
      throw error;
    }
  } catch (error) {
    await (earlier ? records.write(earlier) : records.forget(client.id));
    throw error;
  }
  const done = { ...record, done: true };
  await records.write(done);
  await records.tidy(client.id, [done.before.backup, done.own?.before.backup ?? null]);
  return done;
}

function ownChange(change: FileChange, added: OwnChange['added'], earlier: OwnChange | null, copy: OwnChange['before']): OwnChange {
  const { file } = change.before;
  const after = digestOf(change.after);
  if (earlier?.file !== file) return { file, before: copy, after, exact: true, added };
  const again = earlier.exact && earlier.after === copy.sha256;
  return { file, before: again ? earlier.before : copy, after, exact: again, added: [...earlier.added, ...added] };
}

export async function carryOutUnlink(plan: Plan, records: Records, at: Date): Promise<void> {
  const { client, theirs, own } = plan;
  await records.backUp(client.id, basename(theirs.before.file), theirs.before.bytes, at);
  // first back to the client, then away here: never nowhere
  if (changes(theirs)) await write(theirs);
  if (own && changes(own)) {
    await records.backUp(client.id, basename(own.before.file), own.before.bytes, at);
    await inOwnTurn(own.before.file, () => write(own));
  }
  await records.forget(client.id);
  await records.tidy(client.id, []);
}
