import type { ClientPreview, ClientView } from '../../contract/routes/clients.ts';
import type { GatewayCaller } from '../../contract/routes/gateway.ts';
import { nothing } from '../../contract/words.ts';
import { ask } from '../ask.ts';
import { runningEngine } from '../engine.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { ago } from '../print/ago.ts';
import { sanitise } from '../print/sanitise.ts';
import { table } from '../print/table.ts';

export interface LinkChoices {
  move?: boolean;
  profile?: string;
  yes?: boolean;
  dryRun?: boolean;
}

const clean = (text: string): string => sanitise(text, false);

export async function list(io: Io): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const [views, { callers }] = await Promise.all([client.clients(), client.gateway()]);
  if (io.json) {
    // the entry that links a client calls under the client's name
    io.printJson(views.map((view) => ({ ...view, callers: callers.filter(({ label }) => label === view.client) })));
    return exit.done;
  }
  const columns = [
    { title: 'CLIENT' },
    { title: 'GATEWAY' },
    { title: 'PROFILE', drop: 2 },
    { title: 'STARTS ITSELF', min: 14 },
    { title: 'FILE', min: 16, cut: 'middle' as const, drop: 1 },
  ];
  const rows = views.map((view) => [
    { text: clean(view.client), paint: io.out.bold },
    stateCell(io, view),
    view.linked ? clean(view.profile ?? 'default') : nothing,
    clean(view.servers.map(({ name }) => name).join(', ')) || nothing,
    { text: clean(view.file), paint: io.out.dim },
  ]);
  for (const line of table(columns, rows, io.width, io.out.dim)) io.print(line);
  if (callers.length > 0) {
    io.print('');
    printCallers(io, callers);
  }
  for (const view of views)
    for (const warning of view.warnings) io.say(clean(warning.startsWith(`${view.title} `) ? warning : `${view.title}: ${warning}`));
  return exit.done;
}

/** Who has called since the engine started, whoever they are. */
function printCallers(io: Io, callers: GatewayCaller[]): void {
  const columns = [
    { title: 'CALLED AS', min: 10 },
    { title: 'TOKEN', drop: 1 },
    { title: 'PROFILE', drop: 2 },
    { title: 'SURFACE', drop: 4 },
    { title: 'PROGRAM', min: 10, drop: 3 },
    { title: 'LAST USE' },
  ];
  const rows = callers.map(({ label, token, profile, surface, client, lastUsedAt, connected }) => [
    { text: clean(label), paint: io.out.bold },
    clean(token ?? 'of the engine'),
    clean(profile),
    surface,
    clean(`${client.name} ${client.version}`.trim()),
    connected ? { text: 'connected', paint: (text: string) => io.out.tone('ok', text) } : ago(lastUsedAt),
  ]);
  for (const line of table(columns, rows, io.width, io.out.dim)) io.print(line);
}

function stateCell(io: Io, { installed, linked, linkedAt }: ClientView) {
  if (linked) return { text: 'linked', paint: (text: string) => io.out.tone('ok', text) };
  if (linkedAt !== null) return { text: 'gone', paint: (text: string) => io.out.tone('warn', text) };
  return { text: installed ? 'not linked' : 'not installed', paint: io.out.dim };
}

export async function change(io: Io, verb: 'link' | 'unlink', name: string, choices: LinkChoices): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const { yes = false, dryRun = false, move = true, profile } = choices;
  const wish = { client: name, ...(verb === 'link' && { move, ...(profile !== undefined && { profile }) }) };
  if (dryRun) {
    show(io, await client.previewClient({ ...wish, verb }));
    if (!io.json) io.say('Nothing was changed.');
    return exit.done;
  }
  const make = { link: client.linkClient, unlink: client.unlinkClient }[verb];
  if (io.json && yes) {
    io.printJson(await make(wish));
    return exit.done;
  }
  let seen = null as { fingerprint: string; refusal: unknown } | null;
  for (;;) {
    const preview = await client.previewClient({ ...wish, verb });
    if (seen?.fingerprint === preview.fingerprint) throw seen.refusal;
    if (seen) io.say('The files were changed in the meantime. This is the change now:');
    show(io, preview);
    if (preview.unchanged && verb === 'link') return exit.done;
    if (!yes && !preview.unchanged) await agreed(io, preview);
    try {
      tell(io, await make({ ...wish, ...(!yes && { expect: preview.fingerprint }) }));
      return exit.done;
    } catch (refusal) {
      // the file was written while the person read: what they agreed to is not what would be done
      if ((refusal as { code?: unknown }).code !== 'conflict' || yes) throw refusal;
      seen = { fingerprint: preview.fingerprint, refusal };
    }
  }
}

async function agreed(io: Io, { verb, title }: ClientPreview): Promise<void> {
  const answer = io.json ? null : await ask(io, `${verb === 'unlink' ? 'Unlink' : 'Link'} ${clean(title)}?`);
  if (answer === null) throw new CommandFailure('nothing was changed. --yes makes this change without asking.', exit.usage);
  if (!answer) throw new CommandFailure('nothing was changed.');
}

function show(io: Io, preview: ClientPreview): void {
  if (io.json) {
    io.printJson(preview);
    return;
  }
  if (preview.unchanged && preview.verb === 'link') io.print(`${clean(preview.title)} is linked already: there is nothing to change.`);
  for (const { does, file, diff } of preview.changes) {
    const words = { create: 'creates', change: 'changes', delete: 'deletes' };
    io.say(`This ${words[does]} ${clean(file)}:`);
    for (const line of diff.split('\n')) io.say(painted(io, line));
    io.say('');
  }
  if (preview.verb === 'link' && preview.moves.length > 0) {
    io.say(
      `${preview.moves.map(({ name, as }) => (name === as ? clean(name) : `${clean(name)} (here ${clean(as)})`)).join(', ')} will be run by Roundhouse alone.`,
    );
  }
  for (const { name, reason } of preview.stays) io.say(`${clean(name)} stays with ${clean(preview.title)}: ${clean(reason)}.`);
}

function painted({ err }: Io, line: string): string {
  const text = clean(line);
  if (/^(---|\+\+\+) /.test(line)) return err.bold(text);
  if (line.startsWith('@@')) return err.dim(text);
  return line.startsWith('+') ? err.tone('ok', text) : line.startsWith('-') ? err.tone('fail', text) : text;
}

function tell(io: Io, { title, verb, notes, changes }: ClientPreview): void {
  const files = changes.map(({ file }) => clean(file)).join(', ') || 'no file had to be changed';
  io.print(`${clean(title)} is ${verb === 'link' ? 'linked' : 'not linked any more'}: ${files}`);
  for (const note of notes) io.say(clean(note));
}
