// Answers for signing in to remote servers, and the page that a browser sees when it comes back.
import { Failure } from '../../../contract/errors.ts';
import type { signInRoutes } from '../../../contract/routes/sign-in.ts';
import { type Answers, findServer } from '../answers.ts';
import { cameBackPage } from '../came-back.ts';
import type { EngineApi } from '../engine-api.ts';

export function signInAnswers(engine: EngineApi): Answers<keyof typeof signInRoutes> {
  return {
    signIn: ({ name }, { by }) => engine.signIns.begin(findServer(engine, name).name, by),
    async signOut({ name }, { by }) {
      const { wasSignedIn, revoked } = await engine.signIns.end(findServer(engine, name).name, by);
      return { name, ok: true, wasSignedIn, revoked };
    },
    async signInOutcome({ id, wait }, { request }) {
      const outcome = await engine.signIns.outcome(id, (wait ?? 0) * 1_000, request.signal);
      if (!outcome) throw new Failure('not-found', 'There is no such sign-in.');
      return outcome;
    },
    async signInCallback(answer) {
      return cameBackPage(await engine.signIns.finish(answer));
    },
  };
}
