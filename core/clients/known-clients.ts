// The clients whose files we may write: where each has its own, and how one knows that it is installed.
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { claudeCode } from '../catalog/claude-code.ts';
import { claudeDesktop } from '../catalog/claude-desktop.ts';
import { cursor } from '../catalog/cursor.ts';
import type { Source, SourceContext, SourceFile } from '../catalog/source.ts';
import { userFolder, vscode } from '../catalog/vscode.ts';

export const clientIds = ['claude-desktop', 'claude-code', 'cursor', 'vscode'] as const;
export type ClientId = (typeof clientIds)[number];

export interface KnownClient {
  id: ClientId;
  title: string;
  /** of the map of servers in its file */
  section: 'mcpServers' | 'servers';
  /** whether its entries say `"type": "stdio"` */
  typed: boolean;
  source: Source;
  /** any of these being there means that it is installed */
  traces(context: SourceContext): string[];
  command: string | null;
  /** how it comes to see a change */
  afterwards: { link: string; unlink: string };
}

const noFolders = () => [];

export const knownClients: readonly KnownClient[] = [
  {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    section: 'mcpServers',
    typed: false,
    source: claudeDesktop,
    traces: ({ user, env, platform }) =>
      platform === 'darwin'
        ? ['/Applications/Claude.app', join(user, 'Applications', 'Claude.app')]
        : local(platform, user, env, 'AnthropicClaude'),
    command: null,
    afterwards: { link: 'Quit Claude Desktop and open it again.', unlink: 'Quit Claude Desktop and open it again.' },
  },
  {
    id: 'claude-code',
    title: 'Claude Code',
    section: 'mcpServers',
    typed: true,
    source: claudeCode,
    traces: ({ user, env }) => [env.CLAUDE_CONFIG_DIR || join(user, '.claude'), join(user, '.claude.json')],
    command: 'claude',
    afterwards: { link: 'Start a new session of Claude Code.', unlink: 'Start a new session of Claude Code.' },
  },
  {
    id: 'cursor',
    title: 'Cursor',
    section: 'mcpServers',
    typed: false,
    source: cursor(noFolders),
    traces: ({ user, env, platform }) => [
      join(user, '.cursor'),
      ...(platform === 'darwin' ? ['/Applications/Cursor.app'] : local(platform, user, env, 'Programs', 'cursor')),
    ],
    command: 'cursor',
    afterwards: {
      link: 'Cursor asks whether to enable the server; say yes, or switch it on in its settings under MCP.',
      unlink: 'Cursor sees it at once; the servers that it has back may have to be switched on in its settings under MCP.',
    },
  },
  {
    id: 'vscode',
    title: 'VS Code',
    section: 'servers',
    typed: true,
    source: vscode(noFolders),
    traces: (context) => [
      dirname(userFolder(context)),
      ...(context.platform === 'darwin'
        ? ['/Applications/Visual Studio Code.app']
        : local(context.platform, context.user, context.env, 'Programs', 'Microsoft VS Code')),
    ],
    command: 'code',
    afterwards: {
      link: 'VS Code starts it at the next chat, and asks whether you trust it.',
      unlink: 'VS Code sees it at once, and may ask whether you trust the servers that it has back.',
    },
  },
];

function local(platform: NodeJS.Platform, user: string, env: SourceContext['env'], ...path: string[]): string[] {
  return platform === 'win32' ? [join(env.LOCALAPPDATA || join(user, 'AppData', 'Local'), ...path)] : [];
}

/** The file that the client reads: the first that is there, or whose folder is; else where it would be created. */
export async function ownFileOf(client: KnownClient, context: SourceContext): Promise<SourceFile> {
  const files = await client.source.files(context);
  return files.find(({ file }) => existsSync(file)) ?? files.find(({ file }) => existsSync(dirname(file))) ?? files.at(-1)!;
}

export function isInstalled(client: KnownClient, context: SourceContext, file: string): boolean {
  // in a home folder that is always there, the folder says nothing
  if (existsSync(file) || (dirname(file) !== context.user && existsSync(dirname(file)))) return true;
  return client.traces(context).some((path) => existsSync(path)) || (client.command !== null && onPath(client.command, context));
}

function onPath(command: string, { env, platform }: SourceContext): boolean {
  const names = platform === 'win32' ? [`${command}.cmd`, `${command}.exe`] : [command];
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => names.some((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true));
}
