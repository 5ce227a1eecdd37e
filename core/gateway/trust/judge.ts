// One definition as it is judged: its hash, its text, and what is suspicious in it. Made once per definition, however often it is asked for.
import { createHash } from 'node:crypto';
import type { Suspicious } from '../../../contract/trust.ts';
import { canonicalDefinition } from '../../decide/pins.ts';
import { findSuspicious } from '../../decide/suspicious-text.ts';

export interface Judged {
  hash: string;
  /** null: it cannot be written as text */
  text: string | null;
  suspicious: readonly Suspicious[];
}

const judged = new WeakMap<object, Judged>();
const nothing: readonly Suspicious[] = [];
let unreadable = 0;

/** The same definitions come again with each reading of a list, as other objects. */
const recent = new Map<string, Judged>();
const MOST_RECENT = 20_000;
const LONGEST_RECENT = 2_000;

export function judge(definition: object): Judged {
  const known = judged.get(definition);
  if (known) return known;
  const fresh = look(definition);
  judged.set(definition, fresh);
  return fresh;
}

function look(definition: object): Judged {
  try {
    const raw = JSON.stringify(definition);
    const known = recent.get(raw);
    if (known) return known;
    const text = canonicalDefinition(definition);
    const found = findSuspicious(definition);
    const fresh = { hash: createHash('sha256').update(text).digest('hex'), text, suspicious: found.length > 0 ? found : nothing };
    if (raw.length <= LONGEST_RECENT) {
      if (recent.size >= MOST_RECENT) recent.clear();
      recent.set(raw, fresh);
    }
    return fresh;
  } catch {
    // nested too deep for any honest schema: it is never the same as another one
    unreadable += 1;
    const words = 'nested too deep to be read';
    return { hash: `unreadable-${unreadable}`, text: null, suspicious: [{ what: 'too-long', where: 'definition', text: words }] };
  }
}
