// What people are told of changed and suspicious definitions: the figures and sentences on a server, and the events.
import { assertNever } from '../../contract/server.ts';
import type { DefinitionFinding, Suspicion, TrustView } from '../../contract/trust.ts';
import { visible } from './visible-text.ts';

export interface TrustNote {
  view: TrustView;
  warnings: string[];
}

const MOST_NAMED = 3;

export function trustNote(server: string, findings: readonly DefinitionFinding[], trouble: string | null): TrustNote | null {
  if (findings.length === 0 && trouble === null) return null;
  const changed = findings.filter(({ change }) => change !== null);
  const suspicious = findings.filter((one) => one.suspicious.length > 0);
  const blocked = findings.filter((one) => one.blocked);
  const warnings: string[] = [];
  const approve = `Look at it with \`roundhouse tools list --changed\`, accept it with \`roundhouse tools approve ${server}\`.`;
  const until = blocked.length > 0 ? ' Blocked until you approve it.' : '';
  if (trouble !== null) warnings.push(`what was pinned of its definitions is lost: ${trouble}.${until} ${approve}`);
  else if (changed.length > 0) warnings.push(`${changesInWords(changed)}.${until} ${approve}`);
  if (suspicious.length > 0) warnings.push(`${suspicionsInWords(suspicious)}. ${approve}`);
  return { view: { changed: changed.length, suspicious: suspicious.length, blocked: blocked.length }, warnings };
}

export function changesInWords(changed: readonly DefinitionFinding[]): string {
  const fresh = changed.filter(({ change }) => change === 'new').length;
  const what =
    fresh === changed.length
      ? fresh === 1
        ? 'is new'
        : 'are new'
      : fresh === 0
        ? 'changed'
        : `changed or ${fresh === 1 ? 'is' : 'are'} new`;
  return `${namesOf(changed)} ${what} since its definitions were first seen`;
}

export function suspicionsInWords(found: readonly DefinitionFinding[]): string {
  const kinds = [...new Set(found.flatMap(({ suspicious }) => suspicious.map(({ what }) => what)))];
  return `${namesOf(found)} ${found.length === 1 ? 'holds' : 'hold'} ${kinds.map(inWords).join(', ')}`;
}

function namesOf(found: readonly DefinitionFinding[]): string {
  const names = found.slice(0, MOST_NAMED).map(({ kind, name }) => {
    const shown = visible(name, 80);
    switch (kind) {
      case 'tools':
        return shown;
      case 'prompts':
        return `the prompt ${shown}`;
      case 'templates':
        return `the template ${shown}`;
      case 'instructions':
        return 'the instructions';
      default:
        return assertNever(kind);
    }
  });
  const more = found.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

export function inWords(what: Suspicion): string {
  switch (what) {
    case 'invisible':
      return 'invisible characters';
    case 'bidi':
      return 'characters that turn the direction of text';
    case 'tags':
      return 'invisible tag characters';
    case 'escape':
      return 'terminal escapes';
    case 'control':
      return 'control characters';
    case 'padding':
      return 'text moved out of sight by blanks';
    case 'look-alike':
      return 'a name that looks like another one';
    case 'encoded':
      return 'encoded text';
    case 'comment':
      return 'HTML comments';
    case 'instruction':
      return 'instructions to the model';
    case 'too-long':
      return 'more text than is read';
    default:
      return assertNever(what);
  }
}
