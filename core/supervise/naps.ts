// Puts to sleep what nobody has called for its idle time. When that is, is looked at when it may be so, and not with each call.
import type { Definition } from '../../contract/server.ts';
import type { Instant } from '../decide/server-state.ts';
import type { Supervisor } from './supervisor.ts';

/** before one that serves nobody itself goes to sleep again, and before one that was in use is looked at anew */
const SETTLE_MS = 1_000;
const LOOK_AGAIN_MS = 250;
/** beyond 2^31 ms a timer would fire at once */
const MAX_TIMER_MS = 2 ** 30;

export interface NapParts {
  supervisor(): Pick<Supervisor, 'entries' | 'send'>;
  /** when it was called last; null: it stays up */
  usedAt(name: string): Instant | null;
  /** a call is under way, or something of it is watched */
  isUsed(name: string): boolean;
  now(): Instant;
}

export interface Naps {
  /** something of this server changed: it may have become ready */
  look(name: string): void;
  close(): void;
}

export function createNaps({ supervisor, usedAt, isUsed, now }: NapParts): Naps {
  let timer: { at: Instant; id: NodeJS.Timeout } | null = null;

  /** When it may sleep as far as is known now; null: not before something changes. */
  function dueOf(name: string): Instant | null {
    const entry = supervisor().entries.get(name);
    if (!entry?.offer.serves) return null;
    const used = usedAt(name);
    return used === null ? null : used + napAfter(entry.definition);
  }

  function arm(due: Instant): void {
    if (timer && timer.at <= due) return;
    if (timer) clearTimeout(timer.id);
    timer = { at: due, id: setTimeout(fire, Math.min(MAX_TIMER_MS, Math.max(0, Math.ceil(due - now())))) };
    timer.id.unref();
  }

  function fire(): void {
    timer = null;
    const { entries, send } = supervisor();
    const at = now();
    for (const [name, { definition, server }] of entries) {
      const due = dueOf(name);
      if (due === null) continue;
      if (due > at) arm(due);
      else if (server.state.kind !== 'running' || server.paused || isUsed(name) || isNeeded(name))
        arm(at + Math.max(LOOK_AGAIN_MS, Math.min(10_000, napAfter(definition))));
      else send([name], { type: 'sleep' });
    }
  }

  /** Who depends on it and is up needs it up. */
  function isNeeded(name: string): boolean {
    for (const { definition, server } of supervisor().entries.values()) {
      if (definition.dependsOn.includes(name) && isUp.has(server.state.kind)) return true;
    }
    return false;
  }

  return {
    look(name) {
      const due = dueOf(name);
      if (due !== null) arm(due);
    },
    close() {
      if (timer) clearTimeout(timer.id);
      timer = null;
    },
  };
}

const isUp = new Set(['starting', 'running', 'degraded', 'restarting', 'stopping']);

const napAfter = ({ idleMs, isolation }: Definition) => (isolation ? SETTLE_MS : (idleMs ?? 0));
