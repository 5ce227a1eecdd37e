// A project's .mcp.json: came with the project, so a person has to see it before it runs.
import { join } from 'node:path';
import { readServersFile } from './read-entries.ts';
import type { Source, SourceFile } from './source.ts';

export function projectFile(client: string, folder: string): SourceFile {
  const file = join(folder, '.mcp.json');
  return { client, file, read: (tree) => readServersFile(tree, { client, file, trusted: false, folder }) };
}

/** The folders that the user named, and the one in which `serve` was called. */
export const projects = (folders: () => string[]): Source => ({
  client: 'project',
  files: async () => folders().map((folder) => projectFile('project', folder)),
});
