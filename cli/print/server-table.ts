// Servers as people see them in a terminal: one row each, and below it why something is wrong and what to do.
import type { ServerView } from '../../contract/server.ts';
import { headlineParts, summary } from '../../contract/words/overview.ts';
import { bytes, describe, duration, nothing, pausedWords, percent } from '../../contract/words.ts';
import type { Io } from '../io.ts';
import { glyphText } from './glyphs.ts';
import { sanitise } from './sanitise.ts';
import { type Column, type Row, table } from './table.ts';
import { wrap } from './width.ts';

export type Look = Pick<Io, 'out' | 'width' | 'shapes'>;

const columns: Column[] = [
  { title: 'NAME', min: 10 },
  { title: 'STATE' },
  { title: 'HEALTH', drop: 3 },
  { title: 'PID', align: 'right', drop: 4 },
  { title: 'UPTIME', align: 'right', drop: 1 },
  { title: 'RESTARTS', align: 'right', drop: 2 },
  { title: 'CPU', align: 'right', drop: 5 },
  { title: 'MEMORY', align: 'right', drop: 6 },
  { title: 'TOOLS', align: 'right', drop: 7 },
  { title: 'SOURCE', min: 8, drop: 8 },
];

export function statusLines(views: readonly ServerView[], now: number, look: Look): string[] {
  if (views.length === 0) return emptyLines(look);
  return [
    ...table(
      columns,
      belowTheirs(views).map((view) => rowOf(view, now, look)),
      look.width,
      look.out.dim,
    ),
    ...views.flatMap((view) => troubleLines(view, look)),
  ];
}

/** "● 13 servers healthy": one line over the table of `--watch`. */
export function headlineLine(views: readonly ServerView[], look: Look): string {
  const parts = headlineParts(views).map((part) =>
    look.out.tone(part.tone, `${part.glyph ? `${glyphText(part.glyph, look.shapes)} ` : ''}${part.text}`),
  );
  return `${parts.join(', ')}${views.length === 0 ? '' : look.out.dim(`  ${summary(views)}`)}`;
}

function rowOf(view: ServerView, now: number, { out, shapes }: Look): Row {
  const words = describe(view, now);
  const alive = view.startedAt !== null && view.state !== 'crashed' && view.state !== 'stopped';
  const quiet = (text: string) => ({ text, paint: text === nothing ? out.dim : (same: string) => same });
  return [
    { text: `${view.instanceOf === undefined ? '' : '  '}${sanitise(view.name, false)}`, paint: out.bold },
    {
      text: `${glyphText(words.glyph, shapes)} ${words.label}${view.paused ? ' (paused)' : ''}`,
      paint: (text) => out.tone(words.tone, text),
    },
    healthCell(view, out),
    quiet(view.pid === null ? nothing : String(view.pid)),
    quiet(alive ? duration(now - Date.parse(view.startedAt!)) : nothing),
    quiet(String(view.restarts)),
    quiet(percent(view.cpu)),
    quiet(bytes(view.memory)),
    quiet(view.tools === null ? nothing : String(view.tools)),
    { text: view.users ? usersWords(view.users) : sourceWords(view), paint: out.dim },
  ];
}

function healthCell(view: ServerView, out: Look['out']) {
  const { ok, latencyMs } = view.health;
  if (ok === null || (view.pid === null && view.kind !== 'http')) return { text: nothing, paint: out.dim };
  if (!ok) return { text: 'failing', paint: (text: string) => out.tone('warn', text) };
  return { text: latencyMs === null ? 'ok' : `ok ${latencyWords(latencyMs)}`, paint: (text: string) => text };
}

export const latencyWords = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** The copies of a server stand right below it. */
function belowTheirs(views: readonly ServerView[]): ServerView[] {
  const shown = new Set(views.map(({ name }) => name));
  const copies = (name: string) => views.filter(({ instanceOf }) => instanceOf === name);
  return views
    .filter(({ instanceOf }) => instanceOf === undefined || !shown.has(instanceOf))
    .flatMap((view) => [view, ...copies(view.name)]);
}

/** `for claude-code, cursor` */
export const usersWords = (users: readonly string[]): string =>
  users.length === 0 ? 'unused' : `for ${users.map((user) => sanitise(user, false)).join(', ')}`;

/** `claude-code, mcp-json` */
export const sourceWords = (view: Pick<ServerView, 'sources'>): string =>
  [...new Set(view.sources.map((source) => sanitise(source.client, false)))].join(', ') || nothing;

/** Reason and next step under the table; nothing for a server that is well. */
export function troubleLines(view: ServerView, look: Look): string[] {
  const words = describe(view, Date.now());
  const lines: string[] = [];
  const add = (text: string, paint: (text: string) => string): void => {
    for (const line of wrap(sanitise(text, false), (look.width ?? 1_000) - 4)) lines.push(`    ${paint(line)}`);
  };
  if (view.reason !== null && view.state !== 'stopped') add(besides(words.sentence, view.reason), (text) => text);
  if (view.next !== null && view.state !== 'stopped') add(look.shapes ? `→ ${view.next}` : `-> ${view.next}`, (text) => text);
  for (const warning of view.warnings) add(`warning: ${warning}`, (text) => look.out.tone('warn', text));
  if (lines.length === 0) return [];
  if (view.paused) add(pausedWords(view.paused), look.out.dim);
  return [
    '',
    `  ${look.out.tone(words.tone, `${glyphText(words.glyph, look.shapes)} ${sanitise(view.name, false)}`)}: ${words.sentence}`,
    ...lines,
  ];
}

/** The reason without an end that the sentence beside it has said: `exited with code 1; gave up after 3 restarts`. */
export function besides(sentence: string, reason: string): string {
  const at = reason.lastIndexOf('; ');
  return at > 0 && sentence.endsWith(reason.slice(at + 2)) ? reason.slice(0, at) : reason;
}

function emptyLines({ out }: Look): string[] {
  return [
    'No servers yet.',
    out.dim(
      'Roundhouse reads the servers of your AI clients; none of their files holds one. `roundhouse servers import` shows which files it looked at.',
    ),
    out.dim('Add one yourself: roundhouse servers add NAME -- COMMAND ARGUMENTS'),
  ];
}
