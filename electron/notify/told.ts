// What a person has been told, kept so that a restart of the app tells nothing twice and forgets nothing that waits.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { alertKinds } from '../../contract/alerts.ts';
import { writeAtomic } from '../../core/store/atomic-file.ts';

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

const toldState = z.object({
  told: z.array(told),
  held: z.array(held),
  /** when notifications went out, as long as it limits the next ones */
  singles: z.array(z.number()),
  summaries: z.array(z.number()),
  shown: z.array(shown),
});

export type Episode = z.infer<typeof episode>;
export type Told = z.infer<typeof told>;
export type Held = z.infer<typeof held>;
export type Shown = z.infer<typeof shown>;
export type ToldState = z.infer<typeof toldState>;

export const nothingTold: ToldState = { told: [], held: [], singles: [], summaries: [], shown: [] };

export interface ToldStore {
  load(): ToldState;
  save(state: ToldState): void;
}

/** `log` hears of a file that cannot be read or written: who was told too often or too late can find out why. */
export function toldFile(path: string, log: (line: string) => void): ToldStore {
  return {
    load() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          log(`${path} cannot be read (${reasonOf(error)}): alerts may be told again`);
        return nothingTold;
      }
      try {
        return toldState.parse(JSON.parse(text));
      } catch (error) {
        log(`${path} is damaged (${reasonOf(error)}): alerts may be told again`);
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

const reasonOf = (error: unknown): string =>
  error instanceof z.ZodError ? 'not what was written' : error instanceof Error ? error.message : String(error);
