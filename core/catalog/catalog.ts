// What the config files say, merged: the one thing that the rest of the engine knows of them.
import type { Definition, Problem } from '../../contract/server.ts';
import type { Layer } from '../decide/layer.ts';
import type { MergedSettings } from '../decide/merge-config.ts';

/** Where one value of a merged definition comes from. `file` is `default` for built-in defaults. */
export interface Origin {
  file: string;
  line: number | null;
}

/** `config show`: a tree of the merged result; secrets are masked already. */
export interface ShownConfig {
  files: { client: string; file: string; exists: boolean; ok: boolean }[];
  values: Record<string, unknown>;
  /** dotted path -> where its value comes from */
  origins: Record<string, Origin>;
  /** what holds for who says nothing itself */
  defaults: { servers: Record<string, unknown>; services: Record<string, unknown> };
}

/** `servers import`: what each client's file holds, and what became of it. */
export interface ImportedEntry {
  client: string;
  file: string;
  name: string;
  /** the name it has here, or null when it is not run */
  as: string | null;
  command: string;
  note: string | null;
}

export type EngineSettings = MergedSettings;

export interface CatalogState {
  definitions: Definition[];
  problems: Problem[];
  settings: EngineSettings;
  /** false while the own config has never been valid: nothing is started then */
  usable: boolean;
  /** every value as it is written, secrets too: never to be shown as it is */
  layer: Layer;
  /** the own config first */
  files: ShownConfig['files'];
}

/** What a catalog needs to remember between runs; kept in the store. */
export interface Approvals {
  isApproved(name: string, launchHash: string): boolean;
  approve(name: string, launchHash: string, by: string): void;
}

export interface Catalog {
  /** reads everything once; never throws for what the files hold */
  load(): Promise<CatalogState>;
  current(): CatalogState;
  /** called after a file changed and the merged result differs; the argument is the new state */
  onChange(listener: (state: CatalogState) => void): void;
  watch(): Promise<void>;
  /** read the files again now (after we wrote one ourselves, after an approval) */
  reload(): Promise<CatalogState>;
  show(): ShownConfig;
  imported(): ImportedEntry[];
  /** what the config would complain of with this text in the own file, and does not with the present one */
  newProblems(file: string, text: string): Promise<Problem[]>;
  close(): Promise<void>;
}
