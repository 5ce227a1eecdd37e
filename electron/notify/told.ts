// What a person has been told, kept so that a restart of the app tells nothing twice and forgets nothing that waits.
import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { alertKinds } from '../../contract/alerts.ts';
import { writeAtomic } from '../../core/store/atomic-file.ts';
import { setAside } from '../set-aside.ts';

const episode = z.object({ kind: z.enum(alertKinds), subject: z.string(), openedAt: z.string() });

/** An episode that is not over and that the person knows of. */
const told = episode.extend({
  /** the notification that said it; null: it was seen in the window */
  notice: z.string().nullable(),
  at: z.number(),
  reminded: z.boolean(),
});

/** What waits to be told: for room between others, or for the end of the quiet hours. */
const held = episode.extend({
  what: z.enum(['problem', 'reminder', 'clear']),
  quiet: z.boolean(),
  /** well again before it was told */
  over: z.boolean(),
  since: z.number(),
});

export const keptAct = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), to: z.string().optional() }),
  z.object({ do: z.literal('open-log'), server: z.string(), at: z.string().optional() }),
  z.object({ do: z.literal('start'), server: z.string() }),
]);
/** What a click on a notification does that may outlive this run of the app. */
const shown = z.object({ id: z.string(), click: keptAct, buttons: z.array(keptAct) });

const entries = z.array(z.unknown()).default([]);
/** Each entry is read by itself: one of a later version takes none of the others along. */
const file = z.object({ told: entries, held: entries, singles: entries, summaries: entries, shown: entries });

export type Episode = z.infer<typeof episode>;
export type Told = z.infer<typeof told>;
export type Held = z.infer<typeof held>;
export type Shown = z.infer<typeof shown>;
export interface ToldState {
  told: Told[];
  held: Held[];
  /** when notifications went out, as long as it limits the next ones */
  singles: number[];
  summaries: number[];
  shown: Shown[];
}

export const nothingTold: ToldState = { told: [], held: [], singles: [], summaries: [], shown: [] };

export interface ToldStore {
  load(): ToldState;
  save(state: ToldState): void;
}

/** `log` hears of a file that cannot be read or written: who was told too often or too late can find out why. */
export function toldFile(path: string, log: (line: string) => void): ToldStore {
  return {
    load() {
      try {
        const { state, unknown } = read(file.parse(JSON.parse(readFileSync(path, 'utf8'))));
        if (unknown > 0) log(`${path}: ${unknown} entries, as of a later version, are not known here`);
        return state;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothingTold;
        const aside = setAside(path, new Date(), renameSync);
        const held = aside === null ? 'it could not be set aside' : `as it was, it is now ${aside}`;
        log(`${path} cannot be used (${reasonOf(error)}): alerts may be told again; ${held}`);
        return nothingTold;
      }
    },
    save(state) {
      try {
        writeAtomic(path, JSON.stringify(state));
      } catch (error) {
        log(`${path} cannot be written (${reasonOf(error)}): after a restart alerts may be told again`);
      }
    },
  };
}

function read(kept: z.infer<typeof file>): { state: ToldState; unknown: number } {
  let unknown = 0;
  const each = <T>(entry: z.ZodType<T>, list: readonly unknown[]): T[] =>
    list.flatMap((one) => {
      const { success, data } = entry.safeParse(one);
      if (success) return [data];
      unknown += 1;
      return [];
    });
  const state = {
    told: each(told, kept.told),
    held: each(held, kept.held),
    singles: each(z.number(), kept.singles),
    summaries: each(z.number(), kept.summaries),
    shown: each(shown, kept.shown),
  };
  return { state, unknown };
}

const reasonOf = (error: unknown): string =>
  error instanceof z.ZodError ? 'not what was written' : error instanceof Error ? error.message : String(error);
