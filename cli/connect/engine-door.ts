// The way to the engine of this home: finds it, starts it when none runs and nobody wanted that, and waits until it answers.
import { setTimeout as sleep } from 'node:timers/promises';
import { places } from '../../core/places.ts';
import { stoppedByPerson } from '../../core/stopped-by-person.ts';
import { CommandFailure } from '../exit.ts';
import { type FoundEngine, findEngine } from '../find-engine.ts';
import type { Io } from '../io.ts';
import { GatewayHttp } from './gateway-http.ts';

/** what one message of the client may wait for the engine */
export const patienceMs = 30_000;
const lookEveryMs = 50;
/** an engine that says nothing for so long is busy, not gone */
const silenceMs = 2_000;

export const stoppedWords =
  'Roundhouse was shut down by a person, so it is not started for this. Start it with `roundhouse start`, then try again.';

/** The engine cannot be had now; the message is for the client. */
export class NoEngine extends Error {
  readonly byPerson: boolean;
  constructor(message: string, byPerson = false) {
    super(message);
    this.name = 'NoEngine';
    this.byPerson = byPerson;
  }
}

export interface Door {
  /** the client has a token of its own, which no other engine and no second look makes a right one */
  readonly hasOwnToken: boolean;
  /** null: none runs. Cheap: two small files. */
  find(): FoundEngine | null;
  /** an engine that answers; starts one if none runs. Rejects with NoEngine. */
  open(giveUpAt: number): Promise<FoundEngine>;
  /** does this very engine still answer */
  answers(engine: FoundEngine): Promise<boolean>;
}

export function engineDoor(io: Io, ownToken: string | null = null): Door {
  const find = (): FoundEngine | null => {
    try {
      const engine = findEngine(io.env);
      return engine && ownToken !== null ? { ...engine, token: ownToken } : engine;
    } catch (error) {
      throw new NoEngine(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    hasOwnToken: ownToken !== null,
    find,
    async open(giveUpAt) {
      for (;;) {
        const engine = find();
        if (engine !== null && (await contactOf(engine)) === 'answers') return engine;
        if (performance.now() > giveUpAt)
          throw new NoEngine(`the engine did not answer within ${patienceMs / 1000} s. Try again, or look with \`roundhouse status\`.`);
        // one that runs and does not answer is on its way up, or down
        if (engine === null) await start(io);
        else await sleep(lookEveryMs);
      }
    },
    async answers(engine) {
      const giveUpAt = performance.now() + silenceMs;
      for (;;) {
        const now = find();
        if (now?.pid !== engine.pid || now.startedAt !== engine.startedAt) return false;
        const contact = await contactOf(now);
        // one that lives hangs up like this when it has too many connections; of one that dies the listener is gone in a moment
        if (contact !== 'hangs up' || performance.now() > giveUpAt) return contact !== 'refuses';
        await sleep(lookEveryMs);
      }
    },
  };
}

async function start(io: Io): Promise<void> {
  if (stoppedByPerson(places(io.env).run)) throw new NoEngine(stoppedWords, true);
  const { findOrStartEngine } = await import('../start-engine.ts');
  try {
    await findOrStartEngine(io);
  } catch (error) {
    if (error instanceof CommandFailure) throw new NoEngine(error.message);
    throw error;
  }
}

/** That it takes a connection says little: the kernel does that for a process that was killed, until its last descriptor is closed. */
function contactOf(engine: FoundEngine): Promise<'answers' | 'hangs up' | 'refuses'> {
  return new Promise((resolve) => {
    const http = new GatewayHttp(engine, '/health', {});
    const say = (contact: 'answers' | 'hangs up' | 'refuses'): void => {
      clearTimeout(silence);
      resolve(contact);
      http.close();
    };
    const answers = (): void => say('answers');
    const silence = setTimeout(answers, silenceMs);
    http.listen({}, { message() {}, refused: answers, ended: answers, failed: (_, sent) => say(sent ? 'hangs up' : 'refuses') });
  });
}
