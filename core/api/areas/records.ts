// Answers for what was recorded, and for the config.
import { momentOf } from '../../../contract/moment.ts';
import type { configRoutes } from '../../../contract/routes/config.ts';
import type { eventRoutes } from '../../../contract/routes/events.ts';
import type { ParsedOf } from '../../../contract/routes/table.ts';
import type { EventQuery } from '../../store/store.ts';
import type { Answers } from '../answers.ts';
import type { EngineApi } from '../engine-api.ts';
import { callEvents } from './calls.ts';

export function recordAnswers(engine: EngineApi): Answers<keyof typeof eventRoutes | keyof typeof configRoutes> {
  return {
    events: (query) => callEvents(engine.gateway.calls, query) ?? engine.events(eventQuery(query)),
    audit: ({ from, since, limit }) => engine.audit({ from: isoOf(from ?? since), limit: limit ?? 200 }),
    config: () => ({ path: engine.config.path(), ...engine.config.show(), imported: engine.config.imported() }),
    settings: () => engine.settings(),
  };
}

const isoOf = (from: string | undefined) => (from ? momentOf(from, new Date())!.toISOString() : undefined);

export function eventQuery({ from, since, limit, ...query }: ParsedOf<'events'>): EventQuery {
  const isMoment = typeof since === 'string';
  return { ...query, ...(isMoment ? {} : { since }), from: isoOf(from ?? (isMoment ? since : undefined)), limit: limit ?? 200 };
}
