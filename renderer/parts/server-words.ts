// The words about one server. They are made of the time, too: a card looks again when they read otherwise, and not each second.
import type { ServerView } from '../../contract/server.ts';
import { type Description, describe, describeUnknown, labelOf, say } from '../../contract/words.ts';
import { useTimed } from '../store/now.ts';
import type { Acting } from '../store/page-state.ts';
import { actingWords } from './server-actions.tsx';

export interface ServerWords extends Description {
  /** what is being done with it, or else how it is */
  said: string;
}

/** The word for the state, which is the same at any time. */
export const labelWords = (view: ServerView, lostSince: number | null): string =>
  lostSince === null ? labelOf(view.state) : say('label.unknown');

/** `lostSince`: without contact, since when; null: what is known is true now. */
export function useServerWords(view: ServerView, lostSince: number | null, acting: Acting | undefined): ServerWords {
  const describeAt = (now: number) => (lostSince === null ? describe(view, now) : describeUnknown(view, lostSince));
  const sentence = useTimed((now) => describeAt(now).sentence, lostSince === null);
  const doing = useTimed((now) => actingWords(acting, now, view), acting !== undefined);
  // all but the sentence is the same at any time
  return { ...describeAt(0), sentence, said: doing ?? sentence };
}
