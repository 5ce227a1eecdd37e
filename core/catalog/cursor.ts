// Cursor: ~/.cursor/mcp.json, and .cursor/mcp.json in a project.
import { join } from 'node:path';
import { inCommonWords } from './editor-variables.ts';
import { readServersFile } from './read-entries.ts';
import type { Source, SourceFile } from './source.ts';

const client = 'cursor';

export const cursor = (folders: () => string[]): Source => ({
  client,
  files: async ({ user }) => [file(user, user, null), ...folders().map((folder) => file(user, folder, folder))],
});

function file(user: string, parent: string, folder: string | null): SourceFile {
  const path = join(parent, '.cursor', 'mcp.json');
  return {
    client,
    file: path,
    read(tree) {
      const reading = readServersFile(tree, { client, file: path, trusted: folder === null, folder });
      return { ...reading, entries: reading.entries.map((entry) => inCommonWords(entry, { user, folder, defaults: new Map() })) };
    },
  };
}
