// Sign-ins in a file that this user alone may read. Read once, written at each change before anybody uses what changed.
import { chmodSync, readFileSync } from 'node:fs';
import type { KeptIn } from '../../../contract/server.ts';
import { writeAtomic } from '../../store/atomic-file.ts';
import { isRecord } from '../message.ts';
import type { KeptSignIn, SignInStore } from './sign-in.ts';

export interface SignInFileParts {
  file: string;
  /** how the text lies in the file; null: as it is */
  seal: { keptIn: KeptIn; seal(text: string): string; open(text: string): string } | null;
  /** the engine goes on without: what was signed in stays so until it ends */
  onTrouble(message: string): void;
}

export function openSignInFile({ file, seal, onTrouble }: SignInFileParts): SignInStore {
  const all = read();

  function read(): Map<string, KeptSignIn> {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onTrouble(`the sign-ins cannot be read: ${wordsOf(error)}`);
      return new Map();
    }
    try {
      chmodSync(file, 0o600); // restored from a backup, it may be open to others
      const value: unknown = JSON.parse(seal ? seal.open(text) : text);
      const servers = isRecord(value) && isRecord(value.servers) ? value.servers : {};
      return new Map(Object.entries(servers).filter((entry): entry is [string, KeptSignIn] => isKept(entry[1])));
    } catch {
      // never its text, nor the parser's words about it: they quote it
      onTrouble('the sign-ins that were kept cannot be read any more; those servers need a new sign-in');
      return new Map();
    }
  }

  function write(): void {
    try {
      const text = JSON.stringify({ version: 1, servers: Object.fromEntries(all) });
      writeAtomic(file, seal ? seal.seal(text) : `${text}\n`, 0o600);
    } catch (error) {
      onTrouble(`the sign-ins cannot be kept, and end with the engine: ${wordsOf(error)}`);
    }
  }

  return {
    keptIn: seal?.keptIn ?? 'file',
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
