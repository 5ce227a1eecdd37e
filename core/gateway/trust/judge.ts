// One definition as it is judged: its hash, and what is suspicious in it. Made once, however often the same definition is read again.
import { hash } from 'node:crypto';
import type { Suspicious } from '../../../contract/trust.ts';
import { canonicalDefinition } from '../../decide/pins.ts';
import { findSuspicious } from '../../decide/suspicious-text.ts';

export interface Judged {
  hash: string;
  suspicious: readonly Suspicious[];
}

const judged = new WeakMap<object, Judged>();
const nothing: readonly Suspicious[] = [];
let unreadable = 0;

/** The same definitions come again with each reading of a list, as other objects: by the digest of how they came. */
const recent = new Map<string, Judged>();
const MOST_RECENT = 20_000;

export function judge(definition: object): Judged {
  const known = judged.get(definition);
  if (known) return known;
  const fresh = look(definition);
  judged.set(definition, fresh);
  return fresh;
}

function look(definition: object): Judged {
  try {
    const raw = hash('sha256', JSON.stringify(definition), 'base64');
    const known = recent.get(raw);
    if (known) return known;
    const found = findSuspicious(definition);
    const fresh = { hash: hash('sha256', canonicalDefinition(definition)), suspicious: found.length > 0 ? found : nothing };
    if (recent.size >= MOST_RECENT) recent.clear();
    recent.set(raw, fresh);
    return fresh;
  } catch {
    // nested too deep for any honest schema: it is never the same as another one
    unreadable += 1;
    const words = 'nested too deep to be read';
    return { hash: `unreadable-${unreadable}`, suspicious: [{ what: 'too-long', where: 'definition', text: words }] };
  }
}

/** null: it cannot be written as text */
export function textOfDefinition(definition: object): string | null {
  try {
    return canonicalDefinition(definition);
  } catch {
    return null; // nested too deep
  }
}
