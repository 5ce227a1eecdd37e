// Whether a person has been shown around on this home, and whether they want Roundhouse to run nothing: kept by the engine, as every page and every
// start of it must know.
import type { EngineView } from '../contract/events.ts';
import type { OnboardingView } from '../contract/routes/onboarding.ts';
import type { Store } from './store/store.ts';
import type { Actions } from './supervise/act.ts';

export interface OnboardingParts {
  store: Pick<Store, 'getFact' | 'setFact'>;
  /** of what is not remembered as a person's wish for a single server */
  actions: Pick<Actions, 'start' | 'stop'>;
  /** servers that run, or are on their way */
  up(): string[];
  /** servers that are wanted up when nothing speaks against it */
  wanted(): string[];
  publish(change: Pick<EngineView, 'onboarded' | 'watchOnly'>, message: string): void;
}

const facts = { onboarded: 'onboarded', watchOnly: 'watch-only' } as const;

export const isWatchOnly = (store: OnboardingParts['store']): boolean => store.getFact(facts.watchOnly) === 'yes';
export const isOnboarded = (store: OnboardingParts['store']): boolean => store.getFact(facts.onboarded) === 'yes';

export function createOnboarding({ store, actions, up, wanted, publish }: OnboardingParts) {
  return {
    async finish({ watchOnly }: { watchOnly?: boolean | undefined }): Promise<OnboardingView> {
      const before = { onboarded: isOnboarded(store), watchOnly: isWatchOnly(store) };
      const now: OnboardingView = { onboarded: true, watchOnly: watchOnly ?? before.watchOnly };
      store.setFact(facts.onboarded, 'yes');
      store.setFact(facts.watchOnly, now.watchOnly ? 'yes' : 'no');
      if (before.onboarded !== now.onboarded || before.watchOnly !== now.watchOnly) publish(now, words(before, now));
      // asked for again, it is done again: somebody may have started one meanwhile
      if (watchOnly === true) await actions.stop({ names: up(), wait: true });
      else if (before.watchOnly && !now.watchOnly) await actions.start({ names: wanted(), wait: false });
      return now;
    },
  };
}
export type Onboarding = ReturnType<typeof createOnboarding>;

function words(before: OnboardingView, now: OnboardingView): string {
  if (now.watchOnly && !before.watchOnly) return 'only watching: nothing is started by itself any more';
  return before.watchOnly && !now.watchOnly ? 'servers are started by themselves again' : 'set up';
}
