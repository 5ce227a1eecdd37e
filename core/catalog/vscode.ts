// VS Code: mcp.json of the user, and .vscode/mcp.json of a workspace. The map is called `servers`, and `inputs` are asked for by the editor.
import { join } from 'node:path';
import { child, type Tree } from '../decide/tree.ts';
import { inCommonWords } from './editor-variables.ts';
import { readServersFile } from './read-entries.ts';
import type { Source, SourceContext, SourceFile } from './source.ts';

const client = 'vscode';

export const vscode = (folders: () => string[]): Source => ({
  client,
  files: async (context) => [
    sourceFile(context, join(userFolder(context), 'mcp.json'), null),
    ...folders().map((folder) => sourceFile(context, join(folder, '.vscode', 'mcp.json'), folder)),
  ],
});

export function userFolder({ user, env, platform }: SourceContext): string {
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'Code', 'User');
  if (platform === 'win32') return join(env.APPDATA || join(user, 'AppData', 'Roaming'), 'Code', 'User');
  return join(env.XDG_CONFIG_HOME || join(user, '.config'), 'Code', 'User');
}

function sourceFile({ user }: SourceContext, file: string, folder: string | null): SourceFile {
  return {
    client,
    file,
    read(tree) {
      const reading = readServersFile(withoutUnset(tree), { client, file, trusted: folder === null, folder, key: 'servers' });
      const facts = { user, folder, defaults: defaultsOf(child(tree, 'inputs')) };
      return { ...reading, entries: reading.entries.map((entry) => inCommonWords(entry, facts)) };
    },
  };
}

/** A password has no default that is worth a start. */
function defaultsOf(inputs: Tree | undefined): Map<string, string> {
  const defaults = new Map<string, string>();
  if (inputs?.kind !== 'list') return defaults;
  for (const input of inputs.items) {
    const [id, value, password] = ['id', 'default', 'password'].map((key) => scalarOf(child(input, key)));
    if (typeof id === 'string' && typeof value === 'string' && password !== true) defaults.set(id, value);
  }
  return defaults;
}

const scalarOf = (tree: Tree | undefined) => (tree?.kind === 'scalar' ? tree.value : undefined);

/** `"env": {"NAME": null}` takes a variable away; whatever it is in the editor, the engine has it or has not. */
function withoutUnset(tree: Tree): Tree {
  const servers = child(tree, 'servers');
  if (tree.kind !== 'map' || servers?.kind !== 'map') return tree;
  for (const { value } of servers.pairs) {
    const env = child(value, 'env');
    if (env?.kind === 'map') env.pairs = env.pairs.filter((pair) => scalarOf(pair.value) !== null);
  }
  return tree;
}
