import type { ServerView, serverKinds } from '../../contract/server.ts';
import { nothing } from '../../contract/words.ts';
import { runningEngine } from '../engine.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { pick } from '../pick.ts';
import { printResults } from '../print/results.ts';
import { sanitise } from '../print/sanitise.ts';
import { sourceWords } from '../print/server-table.ts';
import { table } from '../print/table.ts';

export interface AddOptions {
  url?: string;
  header?: Record<string, string>;
  env?: Record<string, string>;
  cwd?: string;
}

const clean = (text: string): string => sanitise(text, false);

export async function list(io: Io): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const servers = await client.listServers();
  const views = pick(servers, []);
  if (io.json) io.printJson(servers);
  else if (views.length === 0) io.say('No servers yet. `roundhouse servers add NAME -- COMMAND` adds one.');
  else {
    const columns = [
      { title: 'NAME', min: 10 },
      { title: 'KIND' },
      { title: 'RUNS AS', drop: 2 },
      { title: 'GROUPS', min: 8, drop: 3 },
      { title: 'NEEDS', min: 8, drop: 4 },
      { title: 'DEFINED IN', min: 16, cut: 'middle' as const, drop: 1 },
    ];
    for (const line of table(
      columns,
      views.map((view) => definitionRow(view, io)),
      io.width,
      io.out.dim,
    ))
      io.print(line);
    for (const view of views) for (const warning of view.warnings) io.say(`${clean(view.name)}: ${clean(warning)}`);
  }
  return exit.done;
}

const kinds: Record<(typeof serverKinds)[number], string> = {
  stdio: 'MCP',
  http: 'MCP, remote',
  service: 'service',
  container: 'container',
};

function definitionRow(view: ServerView, { out }: Io) {
  const off = view.state === 'disabled' ? ' (disabled)' : '';
  return [
    { text: clean(view.name) + off, paint: off === '' ? out.bold : out.dim },
    kinds[view.kind],
    clean(view.launcher),
    clean(view.groups.join(', ')) || nothing,
    clean(view.dependsOn.join(', ')) || nothing,
    { text: view.sources.map((source) => clean(source.file)).join(', ') || sourceWords(view), paint: out.dim },
  ];
}

export async function add(io: Io, name: string, command: string[], options: AddOptions): Promise<ExitCode> {
  if ((command.length === 0) === (options.url === undefined)) {
    throw new CommandFailure(
      'say what to run: either a command after `--`, or --url. Example: roundhouse servers add files -- npx -y some-server /tmp',
      exit.usage,
    );
  }
  if (options.url !== undefined && (options.env || options.cwd !== undefined)) {
    throw new CommandFailure('--env and --cwd are for a command; a remote server takes --header.', exit.usage);
  }
  if (options.url === undefined && options.header) throw new CommandFailure('--header is for a remote server (--url).', exit.usage);
  if (options.url !== undefined && !isHttp(options.url))
    throw new CommandFailure(`'${options.url}' is no http or https address.`, exit.usage);
  const { client } = runningEngine(io);
  const [program, ...args] = command;
  const results = await client.addServer({
    name,
    ...(options.url === undefined
      ? {
          command: program!,
          args,
          ...(options.env && { env: options.env }),
          ...(options.cwd !== undefined && { cwd: await absolute(options.cwd) }),
        }
      : { url: options.url, ...(options.header && { headers: options.header }) }),
  });
  printResults(io, results, 'taken');
  const ok = results.every((result) => result.ok);
  if (ok && !io.json) {
    const { path } = await client.config();
    io.say(
      `${clean(name)} is in ${clean(path)} now. \`roundhouse status ${/^[\w@.~-]+$/.test(name) ? name : `'${clean(name)}'`}\` shows how it is.`,
    );
  }
  return ok ? exit.done : exit.failed;
}

/** the engine runs in another folder than the person who typed this */
async function absolute(folder: string): Promise<string> {
  return (await import('node:path')).resolve(folder);
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

export async function change(io: Io, verb: 'remove' | 'enable' | 'disable', name: string): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const call = { remove: client.removeServer, enable: client.enableServer, disable: client.disableServer }[verb];
  const results = await call({ name });
  printResults(io, results, 'done');
  return results.every((result) => result.ok) ? exit.done : exit.failed;
}

export async function imported(io: Io): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const { imported: entries, files } = await client.config();
  if (io.json) {
    io.printJson(entries);
    return exit.done;
  }
  if (entries.length > 0) {
    const columns = [
      { title: 'CLIENT' },
      { title: 'NAME', min: 10 },
      { title: 'HERE', min: 8 },
      { title: 'RUNS', min: 12 },
      { title: 'NOTE', min: 10 },
      { title: 'FILE', min: 16, cut: 'middle' as const, drop: 1 },
    ];
    const rows = entries.map((entry) => [
      clean(entry.client),
      { text: clean(entry.name), paint: io.out.bold },
      entry.as === null ? { text: 'not run', paint: io.out.dim } : clean(entry.as),
      clean(entry.command),
      { text: clean(entry.note ?? ''), paint: (text: string) => io.out.tone('warn', text) },
      { text: clean(entry.file), paint: io.out.dim },
    ]);
    for (const line of table(columns, rows, io.width, io.out.dim)) io.print(line);
  } else io.say("None of the clients' files holds a server.");
  io.say('Looked at:');
  for (const file of files)
    io.say(`  ${clean(file.client)}: ${clean(file.file)}${file.exists ? (file.ok ? '' : ' (cannot be read)') : ' (not there)'}`);
  return exit.done;
}
