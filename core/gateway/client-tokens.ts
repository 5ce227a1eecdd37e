// Tokens of single clients. The file holds their digests, never the tokens: who reads it cannot open anything with it. It is a file and not a
// table, because a token that was revoked must be gone before anybody is told so: docs/decisions/0135.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../../contract/errors.ts';
import { surface } from '../../contract/surface.ts';
import { writeAtomic } from '../store/atomic-file.ts';

/** found again by whoever looks for leaked secrets, ours included (decide/mask) */
const prefix = 'rhc_';
const keepUseMs = 60_000;

const record = z.object({
  name: z.string().min(1),
  /** SHA-256, hex */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  profile: z.string().nullable(),
  surface: surface.nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
const content = z.object({ version: z.literal(1), tokens: z.array(record) });
export type TokenRecord = z.infer<typeof record>;

export interface NewToken {
  name: string;
  profile?: string;
  surface?: TokenRecord['surface'];
}

export interface Bearer {
  label: string;
  profile?: string;
  surface?: 'full' | 'lazy';
}

export interface ClientTokens {
  /** whose token this is; asked with each request, and counts as a use */
  find(digest: string): Bearer | null;
  /** Fails when the file could not be read: “there are none” would not be true. */
  list(): TokenRecord[];
  /** those that open something */
  known(): readonly TokenRecord[];
  /** The token itself is known to nobody but the caller. */
  add(wish: NewToken): { record: TokenRecord; token: string };
  revoke(name: string): TokenRecord;
  /** writes when each was used last */
  close(): void;
}

export interface ClientTokensOptions {
  file: string;
  wall(): Date;
  onTrouble(message: string): void;
}

export function openClientTokens({ file, wall, onTrouble }: ClientTokensOptions): ClientTokens {
  const read = readTokens(file);
  let { records } = read;
  const { trouble } = read;
  // fails closed: with a file that cannot be read no client's token opens anything
  if (trouble !== null) onTrouble(`${trouble} No client's own token opens the gateway until then.`);
  let bearers = bearersOf(records);
  const usedAt = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;

  const shown = (): TokenRecord[] =>
    records.map((one) => {
      const used = usedAt.get(one.digest);
      return used === undefined ? one : { ...one, lastUsedAt: new Date(used).toISOString() };
    });
  const write = (tokens: TokenRecord[]) => writeAtomic(file, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
  function take(next: TokenRecord[]): void {
    records = next;
    bearers = bearersOf(records);
  }
  function keepUse(): void {
    timer = null;
    try {
      write(shown());
    } catch (error) {
      onTrouble(`${file} cannot be written, so when clients' tokens were used last is not kept: ${wordsOf(error)}`);
    }
  }
  function refuseWhenUnread(consequence: string): void {
    if (trouble !== null) throw new Failure('conflict', `${trouble} ${consequence}`);
  }

  return {
    find(digest) {
      const bearer = bearers.get(digest);
      if (!bearer) return null;
      usedAt.set(digest, wall().getTime());
      timer ??= setTimeout(keepUse, keepUseMs).unref();
      return bearer;
    },
    list() {
      refuseWhenUnread('Until then nobody knows which there are.');
      return shown();
    },
    known: () => records,
    add({ name, profile, surface: chosen }) {
      refuseWhenUnread('Nothing was changed.');
      if (records.some((one) => one.name === name)) {
        throw new Failure('conflict', `There is a token “${name}” already. Revoke it first, or choose another name.`);
      }
      const token = prefix + randomBytes(32).toString('base64url');
      const fresh: TokenRecord = {
        name,
        digest: createHash('sha256').update(token).digest('hex'),
        profile: profile ?? null,
        surface: chosen ?? null,
        createdAt: wall().toISOString(),
        lastUsedAt: null,
      };
      const next = [...shown(), fresh];
      attempt(file, () => write(next), 'The token was not made');
      take(next);
      return { record: fresh, token };
    },
    revoke(name) {
      refuseWhenUnread('Nothing was changed.');
      const found = shown().find((one) => one.name === name);
      if (!found) {
        const known = records.map((one) => one.name).join(', ');
        throw new Failure('not-found', `There is no token “${name}”. ${known === '' ? 'There is none at all.' : `There is: ${known}.`}`);
      }
      const next = shown().filter((one) => one.name !== name);
      // it opens nothing from here on, whatever the disk says
      take(next);
      usedAt.delete(found.digest);
      attempt(file, () => write(next), `The token “${name}” opens nothing now, but it would again after the next start of the engine`);
      return found;
    },
    close() {
      if (timer === null) return;
      clearTimeout(timer);
      keepUse();
    },
  };
}

function bearersOf(records: TokenRecord[]): Map<string, Bearer> {
  return new Map(
    records.map(({ digest, name, profile, surface: chosen }) => [
      digest,
      { label: name, ...(profile !== null && { profile }), ...(chosen !== null && { surface: chosen }) },
    ]),
  );
}

function readTokens(file: string): { records: TokenRecord[]; trouble: string | null } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { records: [], trouble: null };
    return {
      records: [],
      trouble: `The clients' tokens in ${file} cannot be read: ${wordsOf(error)}. Mend it and start the engine again.`,
    };
  }
  try {
    return { records: content.parse(JSON.parse(text)).tokens, trouble: null };
  } catch {
    // what exactly is wrong would be a quotation from a file that may hold anything
    const next = 'Take it away, start the engine again and give each client a new token.';
    return { records: [], trouble: `${file} holds no clients' tokens that this version can read. ${next}` };
  }
}

function attempt(file: string, work: () => void, consequence: string): void {
  try {
    work();
  } catch (error) {
    throw new Failure('internal', `${consequence}, as ${file} cannot be written: ${wordsOf(error)}`);
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
