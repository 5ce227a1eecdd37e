// What the page shows before its program runs: the state as the page itself draws it, by the page's own program, which is loaded when
// somebody opens the page.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Snapshot } from '../../contract/events.ts';
import type { EngineLog } from '../store/logs.ts';

interface Drawing {
  draw(snapshot: Snapshot): string;
}

/** It lies beside the page's folder, in the build of the engine, with which it shares the contract. */
export function createFirstPage(page: string | null, snapshot: () => Snapshot, log: EngineLog): () => Promise<string | null> {
  let drawing: Promise<Drawing> | null = null;
  return async () => {
    if (page === null) return null;
    try {
      drawing ??= import(pathToFileURL(join(page, '..', 'cli', 'first-page.js')).href) as Promise<Drawing>;
      return (await drawing).draw(snapshot());
    } catch (error) {
      // the page shows the same a little later
      log.warn('the first page could not be drawn', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return null;
    }
  };
}
