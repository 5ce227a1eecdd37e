// The only door for questions of the page: who asks is looked at first, then what comes along, and a failure goes back as one sentence.
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { Failure, NoContact } from '../../contract/errors.ts';
import type { EngineLog } from '../../core/store/logs.ts';
import { argumentsOf } from './arguments.ts';
import { type Answer, type Arguments, channels, type Question, type Reply } from './channels.ts';
import { type Own, refusalOf } from './sender.ts';
import { say } from './words.ts';

/** What is thrown as a Failure is for people; everything else is for the log. */
export type Answers = { [Q in Question]: (...given: Arguments<Q>) => Answer<Q> | Promise<Answer<Q>> };

export interface BridgeEdge {
  ipc: Pick<IpcMain, 'handle' | 'removeHandler'>;
  /** the web contents of our window; null: none is open */
  own(): Own | null;
  answers: Answers;
  log: Pick<EngineLog, 'warn' | 'error'>;
}

/** The answer closes the door again. */
export function answerBridge(edge: BridgeEdge): () => void {
  const questions = Object.keys(channels) as Question[];
  for (const question of questions) answerOne(question, edge);
  return () => {
    for (const question of questions) edge.ipc.removeHandler(channels[question]);
  };
}

function answerOne<Q extends Question>(question: Q, { ipc, own, answers, log }: BridgeEdge): void {
  const shape: z.ZodType<Arguments<Q>> = argumentsOf[question];
  ipc.handle(channels[question], async (event: IpcMainInvokeEvent, ...given: unknown[]): Promise<Reply<Answer<Q>>> => {
    const refusal = refusalOf(event, own());
    if (refusal !== null) {
      log.warn(`The bridge refused ${question}: ${refusal}.`);
      return { ok: false, sentence: say('bridge.foreign') };
    }
    const read = shape.safeParse(given);
    if (!read.success) {
      log.warn(
        `The bridge refused ${question}: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
      );
      return { ok: false, sentence: say('bridge.arguments') };
    }
    try {
      return { ok: true, value: await answers[question](...read.data) };
    } catch (error) {
      if (error instanceof Failure || error instanceof NoContact) return { ok: false, sentence: error.message };
      const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
      log.error(`The bridge could not answer ${question}.`, { error: stack ?? message });
      return { ok: false, sentence: say('bridge.failed', { reason: message.replace(/\.$/, '') }) };
    }
  });
}
