// Answers for what was recorded, and for the config.
import { momentOf } from '../../../contract/moment.ts';
import type { configRoutes } from '../../../contract/routes/config.ts';
import type { eventRoutes } from '../../../contract/routes/events.ts';
import type { Answers } from '../answers.ts';
import type { EngineApi } from '../engine-api.ts';

export function recordAnswers(engine: EngineApi): Answers<keyof typeof eventRoutes | keyof typeof configRoutes> {
  const isoOf = (from: string | undefined) => (from ? momentOf(from, new Date())!.toISOString() : undefined);
  return {
    events: ({ from, limit, ...query }) => engine.events({ ...query, from: isoOf(from), limit: limit ?? 200 }),
    audit: ({ from, limit }) => engine.audit({ from: isoOf(from), limit: limit ?? 200 }),
    config: () => ({ path: engine.config.path(), ...engine.config.show(), imported: engine.config.imported() }),
    settings: () => engine.settings(),
  };
}
