// The way to the engine of this home: finds it, starts it when none runs and nobody wanted that, and waits until it answers.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { places } from '../../core/places.ts';
import { stoppedByPerson } from '../../core/stopped-by-person.ts';
import { CommandFailure } from '../exit.ts';
import { type FoundEngine, findEngine } from '../find-engine.ts';
import type { Io } from '../io.ts';

/** what one message of the client may wait for the engine */
export const patienceMs = 30_000;
const lookEveryMs = 50;

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
  /** an engine that takes connections; starts one if none runs. Rejects with NoEngine. */
  open(giveUpAt: number): Promise<FoundEngine>;
  /** does this very engine still take connections */
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
        if (engine !== null && (await takesConnections(engine))) return engine;
        if (performance.now() > giveUpAt)
          throw new NoEngine(`the engine did not answer within ${patienceMs / 1000} s. Try again, or look with \`roundhouse status\`.`);
        // one that runs and does not listen is on its way up, or down
        if (engine === null) await start(io);
        else await sleep(lookEveryMs);
      }
    },
    async answers(engine) {
      const now = find();
      return now?.pid === engine.pid && now.startedAt === engine.startedAt && (await takesConnections(now));
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

function takesConnections({ socket, url }: FoundEngine): Promise<boolean> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const probe = socket === null ? connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }) : connect(socket);
    const say = (answer: boolean): void => {
      probe.destroy();
      resolve(answer);
    };
    probe.once('connect', () => say(true));
    probe.once('error', () => say(false));
    probe.setTimeout(2_000, () => say(false));
  });
}
