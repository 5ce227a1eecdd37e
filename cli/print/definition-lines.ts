// A definition that changed or is suspicious, for people. All of it is a server's text; hidden characters arrive written out.
import { assertNever } from '../../contract/server.ts';
import type { DefinitionFinding } from '../../contract/trust.ts';
import type { Paint } from './paint.ts';
import { sanitise } from './sanitise.ts';

const clean = (text: string): string => sanitise(text, false);

export function titleOf({ server, kind, name }: Pick<DefinitionFinding, 'server' | 'kind' | 'name'>): string {
  switch (kind) {
    case 'tools':
      return clean(`${server}.${name}`);
    case 'prompts':
      return clean(`${server}.${name} (prompt)`);
    case 'templates':
      return clean(`${server}.${name} (resource template)`);
    case 'instructions':
      return clean(`${server}.instructions`);
    default:
      return assertNever(kind);
  }
}

export function definitionLines(finding: DefinitionFinding, out: Paint): string[] {
  const { change, blocked, suspicious, differences } = finding;
  const words = [...(change === null ? [] : [changeWord(change)]), ...(suspicious.length > 0 ? ['suspicious'] : [])];
  const lines = [
    `${out.bold(titleOf(finding))}  ${out.tone(blocked ? 'fail' : 'warn', [...words, ...(blocked ? ['blocked'] : [])].join(', '))}`,
  ];
  for (const { path, before, after } of differences) {
    lines.push(`  ${clean(path)}`);
    if (before !== null) lines.push(out.tone('fail', `    - ${clean(before)}`));
    if (after !== null) lines.push(out.tone('ok', `    + ${clean(after)}`));
  }
  for (const { what, where, text } of suspicious) lines.push(`  ${what} in ${clean(where)}: ${clean(text)}`);
  return lines;
}

function changeWord(change: NonNullable<DefinitionFinding['change']>): string {
  switch (change) {
    case 'changed':
      return 'changed';
    case 'new':
      return 'new';
    case 'unknown':
      return 'not known: its pins are lost';
    default:
      return assertNever(change);
  }
}
