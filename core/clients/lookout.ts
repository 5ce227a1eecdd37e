// Notices when a linked client has written its file anew without our entry. It says so, and never writes.
import { type FileWatch, watchFiles } from '../catalog/file-watch.ts';

/** Lost events of the file system are found by a look this often. */
const everyMs = 2_000;
/** Some programs delete and write, or write in pieces: gone means gone for so long. */
const certainAfterMs = 500;

export interface LookoutParts {
  /** files of linked clients, by client */
  files(): Promise<Map<string, string>>;
  /** null: cannot be told now, as in the middle of a write */
  isLinked(client: string): Promise<boolean | null>;
  onLost(client: string, file: string): void;
  onBack(client: string, file: string): void;
}

export function createLookout(parts: LookoutParts) {
  const lost = new Set<string>();
  let watch: FileWatch | null = null;
  let again: NodeJS.Timeout | undefined;
  let closed = false;
  let looking: Promise<void> = Promise.resolve();

  async function look(certain: boolean): Promise<void> {
    let unsure = false;
    for (const [client, file] of await parts.files()) {
      const linked = await parts.isLinked(client);
      if (closed || linked === null) continue;
      if (linked && lost.delete(client)) parts.onBack(client, file);
      if (linked || lost.has(client)) continue;
      if (certain) {
        lost.add(client);
        parts.onLost(client, file);
      } else unsure = true;
    }
    if (!unsure || closed) return;
    clearTimeout(again);
    again = setTimeout(() => inTurn(true), certainAfterMs);
    again.unref();
  }
  const inTurn = (certain: boolean): Promise<void> => {
    looking = looking.then(() => look(certain)).catch(() => {}); // what cannot be read now is looked at with the next change
    return looking;
  };
  const follow = async () => await watch?.follow((await parts.files()).values());

  return {
    async open(): Promise<void> {
      if (watch || closed) return;
      watch = await watchFiles(() => inTurn(false), everyMs);
      await follow();
      await inTurn(false); // what happened while nobody looked
    },
    /** we have written ourselves */
    async changed(client: string): Promise<void> {
      lost.delete(client);
      await follow();
    },
    async close(): Promise<void> {
      closed = true;
      clearTimeout(again);
      await watch?.close();
      await looking;
    },
  };
}
