// ~/.mcp.json: the user's own list.
import { join } from 'node:path';
import { readServersFile } from './read-entries.ts';
import type { Source } from './source.ts';

export const mcpJson: Source = {
  client: 'mcp-json',
  async files({ user }) {
    const file = join(user, '.mcp.json');
    return [{ client: 'mcp-json', file, read: (tree) => readServersFile(tree, { client: 'mcp-json', file, trusted: true, folder: null }) }];
  },
};
