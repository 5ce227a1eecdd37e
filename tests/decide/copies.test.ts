import { expect, it } from 'vitest';
import type { Definition } from '../../contract/server.ts';
import { findCopies, type SeenProcess } from '../../core/decide/copies.ts';

const defined = (name: string, command: string, args: string[], cwd?: string) =>
  ({ name, launch: { type: 'stdio', command, args, env: {}, ...(cwd === undefined ? {} : { cwd }) } }) as unknown as Definition;
const seen = (pid: number, words: string[] | null, { ppid = 1, memory = 10, folder = null as string | null } = {}): SeenProcess => ({
  pid,
  ppid,
  memory,
  line: words && { words, folder },
});
const isCopy = (launch: [command: string, args: string[], cwd?: string], words: string[], folder: string | null = null) =>
  findCopies([seen(5, words, { folder })], [defined('x', ...launch)]).length === 1;

it.each<[what: string, launch: [string, string[], string?], words: string[], is: boolean, folder?: string]>([
  ['the command line itself', ['docker', ['run', '-i', 'img']], ['docker', 'run', '-i', 'img'], true],
  ['a program found on the path', ['docker', ['run']], ['/usr/bin/docker', 'run'], true],
  ['another program of that name', ['/opt/a/server', ['x']], ['/opt/b/server', 'x'], false],
  ['another argument', ['docker', ['run', '-i', 'img']], ['docker', 'run', '-i', 'img2'], false],
  ['more arguments', ['docker', ['run']], ['docker', 'run', '-i'], false],
  ['a script by its interpreter', ['mcp-memory', ['--x']], ['node', '/usr/bin/mcp-memory', '--x'], true],
  ['a script in an editor', ['mcp-memory', []], ['vim', '/usr/bin/mcp-memory'], false],
  ['npx', ['npx', ['-y', '@m/fs', '/home']], ['npm exec @m/fs /home'], true],
  ['npx with an option of its own', ['npx', ['--package=a', 'b']], ['npm exec b'], false],
  ['npx of something else', ['npx', ['-y', '@m/fs', '/home']], ['npm exec @m/git /home'], false],
  ['uvx', ['uvx', ['mcp-git']], ['/home/me/.local/bin/uv', 'tool', 'uvx', 'mcp-git'], true],
  ['an interpreter without a word', ['node', []], ['node'], false],
  ['a module', ['python', ['-m', 'mcp_git']], ['/usr/bin/python', '-m', 'mcp_git'], true],
  ['a script by its full path', ['node', ['/srv/a.js']], ['node', '/srv/a.js'], true],
  ['a script of a folder', ['node', ['a.js'], '/srv'], ['node', 'a.js'], true, '/srv'],
  ['a script of another folder', ['node', ['a.js'], '/srv'], ['node', 'a.js'], false, '/other'],
  ['a script of an unknown folder', ['node', ['a.js']], ['node', 'a.js'], false, '/srv'],
  ['a program of a folder', ['./run', ['x'], '/srv'], ['./run', 'x'], false, '/other'],
])('%s', (_what, launch, words, is, folder) => {
  expect(isCopy(launch, words, folder ?? null)).toBe(is);
});

it('a tree is one copy, with everything in it', () => {
  const processes = [
    seen(10, ['cursor'], { ppid: 1, memory: 1000 }),
    seen(11, ['npm exec mcp-memory'], { ppid: 10, memory: 50 }),
    seen(12, ['sh', '-c', 'mcp-memory'], { ppid: 11, memory: 1 }),
    seen(13, ['node', '/x/mcp-memory'], { ppid: 12, memory: 60 }),
    seen(14, null, { ppid: 13, memory: 5 }),
    seen(20, ['node', '/y/mcp-memory'], { ppid: 1, memory: 70 }),
  ];
  const definitions = [defined('memory', 'npx', ['-y', 'mcp-memory']), defined('memory@cursor', 'mcp-memory', [])];
  expect(findCopies(processes, definitions)).toEqual([
    { server: 'memory', pid: 11, memory: 116, processes: 4 },
    { server: 'memory@cursor', pid: 20, memory: 70, processes: 1 },
  ]);
});

it('a remote and a service have none', () => {
  const remote = { name: 'r', launch: { type: 'http', url: 'http://x/', headers: {} } } as unknown as Definition;
  const service = { name: 's', launch: { type: 'service', command: 'docker', args: ['run'], env: {} } } as unknown as Definition;
  expect(findCopies([seen(1, ['docker', 'run'])], [remote, service])).toEqual([]);
});
