// Everything known of one server, under headings.
import type { AnswerOf } from '../../contract/routes/table.ts';
import type { Isolation, StateKind } from '../../contract/server.ts';
import { looks } from '../../contract/words/looks.ts';
import { bytes, describe, duration, labelOf, nothing, percent, when } from '../../contract/words.ts';
import { eventLine } from './event-line.ts';
import { glyphText } from './glyphs.ts';
import { localTime } from './log-line.ts';
import { sanitise } from './sanitise.ts';
import { besides, type Look, latencyWords, usersWords } from './server-table.ts';
import { pad, truncate, widthOf, wrap } from './width.ts';

export type Inspection = AnswerOf<'inspectServer'>;

const clean = (text: string): string => sanitise(text, false);
const shownTools = 30;

export function inspectionLines(found: Inspection, now: number, look: Look): string[] {
  const { view } = found;
  const words = describe(view, now);
  const { out } = look;
  const blocks: string[][] = [
    [
      `${out.bold(clean(view.name))}  ${out.tone(words.tone, `${glyphText(words.glyph, look.shapes)} ${words.sentence}`)}${words.paused === null ? '' : ` (${words.paused})`}`,
      ...paragraph(view.description, look),
      ...paragraph(view.reason === null ? null : besides(words.sentence, view.reason), look),
      ...paragraph(view.next === null ? null : `${look.shapes ? '→' : '->'} ${view.next}`, look),
      ...view.warnings.flatMap((warning) => paragraph(`warning: ${warning}`, look)),
    ],
    section('Now', pairs(nowPairs(found, now), look), look),
    section('Definition', valueLines(found.definition, 1), look),
    section('Really run', valueLines(found.resolved, 1), look),
    section('Last exit', exitLines(found, now), look),
    section(
      'States',
      found.history.slice(-10).map((step) => historyLine(step, look)),
      look,
    ),
    section(`Tools (${found.tools.length})`, toolLines(found, look), look),
    section(
      'Events',
      found.events.slice(-10).map((event) => `  ${eventLine(event, out)}`),
      look,
    ),
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block, at) => (at === 0 ? block : ['', ...block]));
}

const section = (title: string, lines: string[], { out }: Look): string[] => (lines.length === 0 ? [] : [out.bold(title), ...lines]);

const paragraph = (text: string | null, { width }: Look): string[] =>
  text === null ? [] : wrap(clean(text), (width ?? 1_000) - 2).map((line) => `  ${line}`);

const sharedWords = {
  shared: 'by all clients',
  'per-client': 'by the sessions of one client',
  'per-workspace': 'by those who work in one folder',
  exclusive: 'by nobody',
} satisfies Record<Isolation, string>;

function nowPairs({ view }: Inspection, now: number): [string, string][] {
  const { health } = view;
  const checked = health.checkedAt === null ? '' : `, checked ${when(Date.parse(health.checkedAt), now)}`;
  const took = health.latencyMs === null ? '' : ` in ${latencyWords(health.latencyMs)}`;
  const state =
    health.ok === null
      ? 'not checked yet'
      : `${health.ok ? 'passed' : 'failed'}${took}${checked}${health.reason === null ? '' : `: ${clean(health.reason)}`}`;
  return [
    ['kind', view.kind],
    ['wanted', view.wanted],
    [
      'pid',
      view.pid === null
        ? nothing
        : `${view.pid}${view.processes === null ? '' : ` (${view.processes} ${view.processes === 1 ? 'process' : 'processes'})`}`,
    ],
    ['started', view.startedAt === null ? nothing : when(Date.parse(view.startedAt), now)],
    ['restarts', `${view.restarts} (run ${view.run})`],
    ['check', state],
    ['cpu, memory', `${percent(view.cpu)}, ${bytes(view.memory)}`],
    ...(view.auth === null ? [] : [['sign-in', authWords(view.auth, now)] as [string, string]]),
    ...(view.port === null ? [] : [['port', String(view.port)] as [string, string]]),
    ...(view.groups.length === 0 ? [] : [['groups', clean(view.groups.join(', '))] as [string, string]]),
    ...(view.dependsOn.length === 0 ? [] : [['needs', clean(view.dependsOn.join(', '))] as [string, string]]),
    ...(view.isolation === undefined ? [] : [['shared', sharedWords[view.isolation]] as [string, string]]),
    ...(view.users ? [['used', usersWords(view.users)] as [string, string]] : []),
    ...(view.instances ?? []).map((one): [string, string] => [
      'copy',
      `${clean(one.name)}, ${labelOf(one.state)}, ${usersWords(one.users)}${one.workspace === undefined ? '' : `, in ${clean(one.workspace)}`}`,
    ]),
    ...view.sources.map((source): [string, string] => ['from', `${clean(source.client)}: ${clean(source.file)}`]),
  ];
}

const kept = { keyring: 'kept encrypted, its key in the keyring of this system', file: 'kept in a file that only you can read' };

function authWords({ state, issuer, expiresAt, keptIn }: NonNullable<Inspection['view']['auth']>, now: number): string {
  const over = expiresAt === null ? [] : [`token ${Date.parse(expiresAt) < now ? 'ended' : 'ends'} ${localTime(expiresAt)}`];
  const words = [
    `${state.replace('-', ' ')}${issuer === null ? '' : ` at ${clean(issuer)}`}`,
    ...over,
    ...(keptIn === null ? [] : [kept[keptIn]]),
  ];
  return words.join(', ');
}

function pairs(list: [string, string][], { out }: Look): string[] {
  const width = Math.max(...list.map(([name]) => widthOf(name)));
  return list.map(([name, value]) => `  ${out.dim(pad(name, width))}  ${value}`);
}

/** A value as an indented outline; what is empty is left out. */
export function valueLines(value: Record<string, unknown> | unknown[], depth: number): string[] {
  const indent = '  '.repeat(depth);
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((each) => ['-', each])
    : Object.entries(value).map(([key, each]) => human(clean(key), each));
  return entries.flatMap(([label, each]) => {
    if (each === null || each === undefined) return [];
    if (Array.isArray(each) && each.every((part) => typeof part !== 'object' || part === null)) {
      return each.length === 0
        ? []
        : [
            `${indent}${label} ${each.map((part) => clean(typeof part === 'string' && !/^[\w@%+=:,./~-]+$/.test(part) ? JSON.stringify(part) : String(part))).join(' ')}`,
          ];
    }
    if (typeof each === 'object') {
      const inner = valueLines(each as Record<string, unknown>, depth + 1);
      return inner.length === 0 ? [] : [`${indent}${label}`, ...inner];
    }
    return [`${indent}${label} ${clean(String(each))}`];
  });
}

/** `timeoutMs: 5000` reads `timeout: 5 s` */
function human(key: string, value: unknown): [string, unknown] {
  if (typeof value !== 'number') return [`${key}:`, value];
  if (key.endsWith('Ms')) return [`${key.slice(0, -2)}:`, value < 1_000 ? `${value} ms` : duration(value)];
  if (key.endsWith('Bytes')) return [`${key.slice(0, -5)}:`, bytes(value)];
  return [`${key}:`, value];
}

function exitLines({ view }: Inspection, now: number): string[] {
  const { lastExit } = view;
  if (lastExit === null) return [];
  const how =
    lastExit.signal !== null ? `killed by ${clean(lastExit.signal)}` : lastExit.code !== null ? `exit code ${lastExit.code}` : 'ended';
  return [`  ${how} ${when(Date.parse(lastExit.at), now)}`, ...lastExit.stderr.map((line) => `  | ${clean(line)}`)];
}

function historyLine(step: { at: string; state: string; reason: string | null }, { out }: Look): string {
  const known = step.state in looks ? (step.state as StateKind) : null;
  const label = known === null ? clean(step.state) : out.tone(looks[known].tone, labelOf(known));
  return `  ${out.dim(localTime(step.at))} ${label}${step.reason === null ? '' : `: ${clean(step.reason)}`}`;
}

function toolLines({ tools }: Inspection, { out, width }: Look): string[] {
  const lines = tools.slice(0, shownTools).map((tool) => {
    const description = clean((tool.description ?? tool.title ?? '').split('\n')[0] ?? '');
    const room = width === null ? 200 : Math.max(0, width - widthOf(tool.name) - 5);
    return `  ${clean(tool.name)}${description === '' ? '' : `  ${out.dim(truncate(description, room))}`}`;
  });
  return tools.length > shownTools ? [...lines, `  … and ${tools.length - shownTools} more (--json shows all)`] : lines;
}
