// Answers about alerts.
import { Failure } from '../../../contract/errors.ts';
import { durationMs } from '../../../contract/moment.ts';
import type { alertRoutes } from '../../../contract/routes/alerts.ts';
import type { Answers } from '../answers.ts';
import type { EngineApi } from '../engine-api.ts';

export function alertAnswers({ alerts }: EngineApi): Answers<keyof typeof alertRoutes> {
  return {
    alerts: ({ open }) => (open ? alerts.list().filter(({ closedAt }) => closedAt === null) : alerts.list()),
    alertMutes: () => alerts.mutes(),
    muteAlerts({ server = null, kind = null, for: span }, { by }) {
      requireSomething(server, kind);
      const until = span === undefined ? null : new Date(Date.now() + durationMs(span)!).toISOString();
      return alerts.mute({ server, kind, until }, by);
    },
    unmuteAlerts({ server = null, kind = null }, { by }) {
      requireSomething(server, kind);
      return alerts.unmute({ server, kind }, by);
    },
  };
}

function requireSomething(server: string | null, kind: string | null): void {
  if (server === null && kind === null)
    throw new Failure('bad-request', 'Say of which server, or of which kind: everything at once cannot be muted.');
}
