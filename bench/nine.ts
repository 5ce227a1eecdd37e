// Nine entries of the four reference servers; different arguments, because equal ones would be one server.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from './stdio-server.ts';

const bin = (name: string) => fileURLToPath(new URL(`../node_modules/.bin/mcp-server-${name}`, import.meta.url));

export function nine(folder: string): Record<string, Launch> {
  const memory = (name: string) => ({ command: bin('memory'), args: [], env: { MEMORY_FILE_PATH: join(folder, `${name}.json`) } });
  return {
    'everything-a': { command: bin('everything'), args: ['stdio'] },
    'everything-b': { command: bin('everything'), args: [] },
    'files-a': { command: bin('filesystem'), args: [folder] },
    'files-b': { command: bin('filesystem'), args: [folder, folder] },
    'files-c': { command: bin('filesystem'), args: [folder, folder, folder] },
    'memory-a': memory('a'),
    'memory-b': memory('b'),
    'thinking-a': { command: bin('sequential-thinking'), args: [] },
    'thinking-b': { command: bin('sequential-thinking'), args: ['b'] },
  };
}
