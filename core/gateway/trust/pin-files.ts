// What was pinned, a file per server under `data/pins`. A file that cannot be read is never taken for one that is not there: then nothing of its
// server is known, and it stays so, over restarts too, until somebody approves what the server offers now.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { definitionKinds } from '../../../contract/trust.ts';
import { writeAtomically } from '../../catalog/atomic-write.ts';
import type { Pin, Pins } from '../../decide/pins.ts';
import { isRecord } from '../../link/message.ts';

export interface PinFiles {
  /** null: nothing was ever pinned of this server. `trouble`: its file cannot be read, in words. */
  read(server: string): { pins: Pins; trouble: string | null } | null;
  /** durable when it resolves; rejects when it could not be written */
  write(server: string, pins: Pins): Promise<void>;
}

export function openPinFiles(folder: string): PinFiles {
  let isTidy = false;

  return {
    read(server) {
      if (!isTidy) tidy(folder);
      isTidy = true;
      const file = join(folder, fileName(server));
      let bytes: Buffer;
      try {
        bytes = readFileSync(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        return { pins: lost(), trouble: `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
      }
      const pins = parse(bytes, server);
      if (pins) return { pins, trouble: pins.lost ? `${file} could not be read earlier` : null };
      const kept = keepAside(file, bytes);
      return { pins: lost(), trouble: `${file} is damaged${kept ? `; it is kept as ${kept}` : ''}` };
    },
    async write(server, pins) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await writeAtomically(join(folder, fileName(server)), serialise(server, pins));
    },
  };
}

const lost = (): Pins => ({ lost: true, kinds: new Map() });

/** Names that differ in upper and lower case alone are two servers, and one file on some systems: the hash tells them apart. */
function fileName(server: string): string {
  const hash = createHash('sha256').update(server).digest('hex').slice(0, 12);
  return `${server.replace(/[^A-Za-z0-9._@-]/g, '_').slice(0, 80)}-${hash}.json`;
}

/** What a write left behind that was never finished. */
function tidy(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name.startsWith('.') && name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
  } catch {
    // no folder, nothing to tidy; one that cannot be listed is told of when a file of it is read
  }
}

/** A copy: the file itself stays where it is, so that the next start does not take its server for a new one. */
function keepAside(file: string, bytes: Buffer): string | null {
  const copy = `${file.slice(0, -'.json'.length)}.damaged-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`;
  try {
    if (!existsSync(copy)) void writeAtomically(copy, bytes).catch(() => {}); // the file itself is still there
    return copy;
  } catch {
    return null; // the file itself is still there
  }
}

function serialise(server: string, { lost, kinds }: Pins): string {
  const kept = [...kinds].map(([kind, pins]) => [kind, [...pins].map(([name, pin]) => ({ name, ...pin }))]);
  const body = JSON.stringify({ server, lost, kinds: kept });
  return `${JSON.stringify({ version: 1, check: checkOf(body) })}\n${body}\n`;
}

const checkOf = (body: string) => createHash('sha256').update(body).digest('hex');

/** null: damaged, cut, of another server, or of a newer version. */
function parse(bytes: Buffer, server: string): Pins | null {
  try {
    const [head, body, end] = bytes.toString('utf8').split('\n');
    const { version, check } = JSON.parse(head ?? '') as Record<string, unknown>;
    if (version !== 1 || body === undefined || end !== '' || check !== checkOf(body)) return null;
    const value: unknown = JSON.parse(body);
    if (!isRecord(value) || value.server !== server || typeof value.lost !== 'boolean' || !Array.isArray(value.kinds)) return null;
    const kinds: Pins['kinds'] = new Map();
    for (const [kind, pins] of value.kinds) {
      if (!definitionKinds.includes(kind) || !Array.isArray(pins)) return null;
      kinds.set(kind, new Map(pins.map((pin: Pin & { name: string }) => [String(pin.name), pinOf(pin)])));
    }
    return { lost: value.lost, kinds };
  } catch {
    return null; // no JSON, or not of our shape
  }
}

function pinOf({ hash, text, approved }: Pin): Pin {
  return { hash: String(hash), text: typeof text === 'string' ? text : null, approved: approved === true };
}
