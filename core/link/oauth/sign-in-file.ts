// Sign-ins in a file that this user alone may read, sealed with a key of the keyring where there is one. Read once, written at each change
// before anybody uses what changed.
import { chmodSync, readFileSync, renameSync } from 'node:fs';
import type { KeptIn } from '../../../contract/server.ts';
import { writeAtomic } from '../../store/atomic-file.ts';
import { isRecord } from '../message.ts';
import { isSealed, type Seal } from './keyring.ts';
import type { KeptSignIn, SignInStore } from './sign-in.ts';

export interface SignInFileParts {
  file: string;
  /** null: no keyring; `make`: with a new key when it has none of ours */
  seal: ((make: boolean) => Promise<Seal | null>) | null;
  /** the engine goes on without: what was signed in stays so until it ends */
  onTrouble(message: string): void;
}

const unreadable = 'the sign-ins that were kept cannot be read any more; those servers need a new sign-in';

export function openSignInFile({ file, seal: openSeal, onTrouble }: SignInFileParts): SignInStore {
  let seal: Seal | null = null;
  /** what lies in the file, as long as its key has not been found */
  let closed: string | null = null;
  const all = new Map<string, KeptSignIn>();
  const text = read();
  if (text !== null && isSealed(text)) closed = text;
  else if (text !== null) take(() => text);

  function read(): string | null {
    try {
      const found = readFileSync(file, 'utf8');
      chmodSync(file, 0o600); // restored from a backup, it may be open to others
      return found;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onTrouble(`the sign-ins cannot be read: ${wordsOf(error)}`);
      return null;
    }
  }

  /** What is known already is newer. */
  function take(open: () => string): void {
    try {
      const value: unknown = JSON.parse(open());
      const servers = isRecord(value) && isRecord(value.servers) ? value.servers : {};
      for (const [name, kept] of Object.entries(servers)) if (isKept(kept) && !all.has(name)) all.set(name, kept);
    } catch {
      // never its text, nor the parser's words about it: they quote it
      onTrouble(unreadable);
    }
  }

  async function unlock(make: boolean): Promise<void> {
    if (seal || !openSeal) return;
    // a key that is made now opens nothing that was sealed before
    const found = await openSeal(make && closed === null);
    seal = found;
    if (found && closed !== null) {
      const sealed = closed;
      closed = null;
      take(() => found.open(sealed));
    }
  }

  function write(): void {
    try {
      // whose key cannot be had now may have it again: it is put aside, not lost
      if (closed !== null) renameSync(file, `${file}.sealed`);
      closed = null;
      const plain = JSON.stringify({ version: 1, servers: Object.fromEntries(all) });
      writeAtomic(file, seal ? seal.seal(plain) : `${plain}\n`, 0o600);
    } catch (error) {
      onTrouble(`the sign-ins cannot be kept, and end with the engine: ${wordsOf(error)}`);
    }
  }

  return {
    get keptIn(): KeptIn {
      return seal ? 'keyring' : 'file';
    },
    async unlock() {
      if (closed === null) return;
      await unlock(false);
      if (closed !== null)
        onTrouble(
          'the keyring does not give the key of the sign-ins; those servers need a new sign-in, or unlock it and start the engine again',
        );
    },
    prepare: () => unlock(true),
    get: (name) => all.get(name) ?? null,
    put(name, kept) {
      all.set(name, kept);
      write();
    },
    remove(name) {
      if (all.delete(name)) write();
    },
  };
}

function isKept(value: unknown): value is KeptSignIn {
  if (!isRecord(value) || typeof value.url !== 'string') return false;
  const { authority, client, tokens } = value;
  const named = isRecord(authority) && typeof authority.server === 'string' && typeof authority.issuer === 'string';
  return named && isRecord(client) && typeof client.client_id === 'string' && (tokens === null || isRecord(tokens));
}

const wordsOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown error';
