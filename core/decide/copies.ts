// Which of the machine's processes are a server that somebody else started: those whose command line is that of its definition, in
// one of the ways in which it comes out. Told too few rather than too many: what cannot be told apart from another program is none.
import type { Definition } from '../../contract/server.ts';

export interface SeenProcess {
  pid: number;
  ppid: number;
  memory: number;
  /** null: not to be looked into, or of no interest */
  line: { words: string[]; folder: string | null } | null;
}
export interface Copy {
  server: string;
  pid: number;
  memory: number;
  processes: number;
}

export function findCopies(processes: readonly SeenProcess[], definitions: readonly Definition[]): Copy[] {
  const byPid = new Map(processes.map((one) => [one.pid, one]));
  const children = new Map<number, SeenProcess[]>();
  for (const one of processes) children.set(one.ppid, [...(children.get(one.ppid) ?? []), one]);
  const owners = new Map<number, string>();
  for (const { pid, line } of processes) {
    const found = line && definitions.find(({ launch }) => launch.type === 'stdio' && matches(line, launch));
    if (found) owners.set(pid, found.name);
  }
  return [...owners]
    .filter(([pid]) => !below(byPid, pid, (above) => owners.has(above)))
    .map(([pid, server]) => {
      const tree = withDescendants(byPid.get(pid)!, children);
      return { server, pid, memory: tree.reduce((sum, { memory }) => sum + memory, 0), processes: tree.length };
    });
}

type Line = NonNullable<SeenProcess['line']>;
type Command = { command: string; args: readonly string[]; cwd?: string };

/** Both sides are compared word by word: not every system says where an argument ends. */
function matches({ words, folder }: Line, launch: Command): boolean {
  const args = split(launch.args);
  const [program = '', ...more] = split([launch.command]);
  if (!tells(program, args)) return false;
  const isThere = needsFolder(program, args) ? launch.cwd !== undefined && folder === launch.cwd : true;
  const [first = '', ...rest] = split(words);
  const own = [...more, ...args];
  return (
    (isThere && isProgram(first, program) && equal(rest, own)) ||
    // a script: the system put its interpreter before it
    (isThere && interpreters.test(bare(first)) && rest[0] !== undefined && isProgram(rest[0], program) && equal(rest.slice(1), own)) ||
    launched(bare(program), args).some((other) => equal([bare(first), ...rest], other))
  );
}

const interpreters = /^(node|nodejs|python[\d.]*|bun|deno|ruby|perl|bash|sh|tsx)$/;
const split = (words: readonly string[]) => words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== '');
const equal = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every((word, at) => word === others[at]);
const bare = (program: string) => (program.split(/[\\/]/).at(-1) ?? '').replace(/\.(exe|cmd)$/i, '');
const isPath = (program: string) => /[\\/]/.test(program);

/** A path is that path; a name is whatever the search path made of it. */
const isProgram = (seen: string, program: string): boolean => {
  if (seen === program) return true;
  return bare(seen) === bare(program) && !(isPath(seen) && isPath(program));
};

/** An interpreter alone may run anything. */
const tells = (program: string, args: readonly string[]) => !interpreters.test(bare(program)) || args.length > 0;

/** `node server.js` is another server in every folder. */
function needsFolder(program: string, args: readonly string[]): boolean {
  if (isPath(program) && !/^([\\/]|[A-Za-z]:)/.test(program)) return true;
  if (!interpreters.test(bare(program))) return false;
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  if (at < 0 || args[at - 1] === '-m') return false;
  return !/^([\\/]|[A-Za-z]:)/.test(args[at]!);
}

/** What runners of packages show themselves as. */
function launched(program: string, args: readonly string[]): string[][] {
  if (program === 'uvx') return [['uv', 'tool', 'uvx', ...args]];
  if (program !== 'npx') return [];
  const from = args.findIndex((arg) => !/^(-y|--yes|-q|--quiet)$/.test(arg));
  return from < 0 || args[from]!.startsWith('-') ? [] : [['npm', 'exec', ...args.slice(from)]];
}

/** Whether something above it in the tree is so. */
function below(byPid: ReadonlyMap<number, SeenProcess>, pid: number, is: (above: number) => boolean): boolean {
  const been = new Set([pid]);
  for (let at = byPid.get(pid)?.ppid; at !== undefined && !been.has(at); at = byPid.get(at)?.ppid) {
    if (is(at)) return true;
    been.add(at);
  }
  return false;
}

function withDescendants(root: SeenProcess, children: ReadonlyMap<number, readonly SeenProcess[]>): SeenProcess[] {
  const found = [root];
  for (let at = 0; at < found.length; at++) {
    const fresh = (children.get(found[at]!.pid) ?? []).filter((one) => !found.includes(one));
    found.push(...fresh);
  }
  return found;
}
