// Answers for the engine itself, and its stream.
import { Failure } from '../../../contract/errors.ts';
import type { engineRoutes } from '../../../contract/routes/engine.ts';
import type { onboardingRoutes } from '../../../contract/routes/onboarding.ts';
import type { Answers } from '../answers.ts';
import type { EngineApi } from '../engine-api.ts';
import { messageBytes } from '../messages.ts';
import type { OpenStream } from '../open-streams.ts';

/** vitals may be left out: they are, while so much else waits */
const enoughBytes = 256 * 1024;

export function engineAnswers(
  engine: EngineApi,
  openStream: OpenStream,
  notReady: () => string | null,
): Answers<keyof typeof engineRoutes | keyof typeof onboardingRoutes> {
  return {
    health: () => ({ ok: true }),
    ready() {
      const reason = notReady();
      if (reason !== null) throw new Failure('not-ready', reason);
      return { ready: true };
    },
    metrics: () => engine.prometheus(),
    snapshot: () => engine.snapshot(),
    stream({ since, instance, heartbeat, vitals = true }, ask) {
      const lastId = ask.request.headers.get('last-event-id');
      const from = lastId !== null && /^\d{1,15}$/.test(lastId) ? Number(lastId) : since;
      let leave = () => {};
      let unsubscribe = () => {};
      const outlet = openStream(ask, heartbeat, () => {
        unsubscribe();
        leave();
      });
      outlet.send(Buffer.from('retry: 1000\n\n'));
      if (vitals) leave = engine.watch();
      unsubscribe = engine.subscribe(ofThisLife(engine, from, instance), (message) => {
        if (message.kind === 'vitals' && (!vitals || outlet.pending() > enoughBytes)) return true;
        return outlet.send(messageBytes(message));
      });
      if (outlet.closed) unsubscribe();
      return outlet.response;
    },
    socket() {
      throw new Failure('upgrade-required', 'This address speaks WebSocket: ask with Connection: Upgrade.');
    },
    copies: () => engine.copies(),
    finishOnboarding: (wish, { by }) => engine.finishOnboarding(wish, by),
    shutdown(_, { by }) {
      engine.shutdown(by);
      return { ok: true };
    },
  };
}

/** A number from another life of the engine says nothing here: null asks for a snapshot. */
export function ofThisLife(engine: EngineApi, since: number | undefined, instance: string | undefined): number | null {
  if (since === undefined) return null;
  return instance === undefined || instance === engine.engine().instance ? since : null;
}
