// What a client's file holds now: its servers as Roundhouse reads them, and which of them is Roundhouse.

import type { Launch } from '../../contract/server.ts';
import { parseJson } from '../catalog/json-tree.ts';
import type { SourceFile } from '../catalog/source.ts';
import type { FoundEntry } from '../decide/claims.ts';
import type { Lookup } from '../decide/expand.ts';
import { expandLaunch, writtenLaunch } from '../decide/launch.ts';
import { isSelf } from '../decide/self-reference.ts';

export interface HeldServer {
  entry: FoundEntry;
  /** as written */
  written: Launch;
  /** variables that have no value here */
  missing: string[];
  isSelf: boolean;
}
export interface Holdings {
  servers: HeldServer[];
  /** entries that Roundhouse cannot read, by name */
  broken: string[];
}

export interface Knowledge {
  lookup: Lookup;
  ownPorts: readonly number[];
}

/** Only what holds everywhere: entries of single projects stay where they are. The text parses already. */
export async function holdingsOf(text: string, source: SourceFile, { lookup, ownPorts }: Knowledge): Promise<Holdings> {
  const parsed = await parseJson(text, source.skip);
  if (!('tree' in parsed)) return { servers: [], broken: [] };
  const reading = source.read(parsed.tree);
  const servers = reading.entries
    .filter((entry) => entry.folder === null)
    .flatMap((entry): HeldServer[] => {
      const written = writtenLaunch(entry.layer, false);
      if (!written) return [];
      const missing = new Set<string>();
      const launch = expandLaunch(written, lookup, missing);
      return [{ entry, written, missing: [...missing].sort(), isSelf: isSelf(launch, ownPorts) }];
    });
  const broken = reading.broken.flatMap(({ name, folder }) => (name !== null && folder === null ? [name] : []));
  return { servers, broken };
}
