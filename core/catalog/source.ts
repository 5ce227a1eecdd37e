// Where definitions come from. One more client = one more file that builds a `Source`.
import type { Problem } from '../../contract/server.ts';
import type { FoundEntry } from '../decide/claims.ts';
import type { Tree } from '../decide/tree.ts';
import type { Env } from '../places.ts';
import type { Skip } from './json-tree.ts';

export interface SourceContext {
  /** the user's home folder */
  user: string;
  env: Env;
  platform: NodeJS.Platform;
}

/** `name: null`: every entry of the folder; `folder: undefined`: of every folder. */
export interface Broken {
  name: string | null;
  folder: string | null | undefined;
}

export interface Reading {
  /** in the order in which names are given away */
  entries: FoundEntry[];
  /** entries that are there but cannot be used: what they said before stays in force */
  broken: Broken[];
  problems: Problem[];
  /** files that this one leads to */
  more: SourceFile[];
}

export interface SourceFile {
  client: string;
  file: string;
  /** what the reader does not look at; files of megabytes are read faster */
  skip?: Skip;
  read(tree: Tree): Reading;
}

export interface Source {
  readonly client: string;
  /** the files it may have, whether they exist or not; called at each load */
  files(context: SourceContext): Promise<SourceFile[]>;
}
