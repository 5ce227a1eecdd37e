// Claude Code: ~/.claude.json holds the user's servers, those of each project that only this user sees, and the list of known projects.
import { isAbsolute, join } from 'node:path';
import { child, describeTree, type Tree } from '../decide/tree.ts';
import { byName } from '../decide/waves.ts';
import { projectFile } from './project.ts';
import { everything, nothingRead, readServers } from './read-entries.ts';
import type { Reading, Source } from './source.ts';

const client = 'claude-code';
/** Somebody with more projects than this sees the first ones; each costs a watched folder. */
const mostProjects = 500;

export const claudeCode: Source = {
  client,
  async files({ user, env }) {
    const file = join(env.CLAUDE_CONFIG_DIR || user, '.claude.json');
    return [{ client, file, skip, read: (tree) => readClaudeJson(tree, file) }];
  },
};

/** The file also holds histories and caches, and is written all the time. */
function skip([top, , key]: readonly string[]): boolean {
  return top === 'projects' ? key !== undefined && key !== 'mcpServers' : top !== 'mcpServers';
}

function readClaudeJson(tree: Tree, file: string): Reading {
  if (tree.kind !== 'map') {
    const message = `must be a map, not ${describeTree(tree)}`;
    return { ...nothingRead(), broken: [everything], problems: [{ file, ...tree.at, message, next: null }] };
  }
  const parts = [readServers(child(tree, 'mcpServers'), { client, file, trusted: true, folder: null })];
  const projects = child(tree, 'projects');
  const known = projects?.kind === 'map' ? [...projects.pairs].sort((a, b) => byName(a.key, b.key)).slice(0, mostProjects) : [];
  for (const { key: folder, value } of known) parts.push(readServers(child(value, 'mcpServers'), { client, file, trusted: true, folder }));
  const folders = known.map((project) => project.key).filter((folder) => isAbsolute(folder));
  return parts.reduce(
    (all, part) => ({
      entries: [...all.entries, ...part.entries],
      broken: [...all.broken, ...part.broken],
      problems: [...all.problems, ...part.problems],
      more: all.more,
    }),
    { ...nothingRead(), more: folders.map((folder) => projectFile(client, folder)) },
  );
}
