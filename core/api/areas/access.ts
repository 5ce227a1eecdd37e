// Answers for signing a browser in and out.
import { Failure } from '../../../contract/errors.ts';
import type { accessRoutes } from '../../../contract/routes/access.ts';
import type { Answers } from '../answers.ts';
import { noCookie, sessionCookie } from '../cookie.ts';
import type { EngineApi } from '../engine-api.ts';
import { apiHeaders } from '../headers.ts';
import type { Sessions } from '../sessions.ts';
import { signInPage } from '../sign-in.ts';

export function accessAnswers(engine: EngineApi, sessions: Sessions): Answers<keyof typeof accessRoutes> {
  return {
    createLoginCode(_, { request, carrier }) {
      const { code, expiresAt } = sessions.issue();
      const base = carrier.kind === 'tcp' ? `http://${request.headers.get('host')}` : engine.engine().url;
      if (!base) throw new Failure('not-ready', 'The engine has no address that a browser could open.');
      return { code, url: `${base}/login?code=${code}`, expiresAt: expiresAt.toISOString() };
    },
    login({ code }, { carrier, request }) {
      const session = sessions.redeem(code, request.headers.get('user-agent'));
      if (session === null) return signInPage('This sign-in link was used already, or is older than a minute.');
      return new Response(null, {
        status: 303,
        headers: { ...apiHeaders, location: '/', 'set-cookie': sessionCookie(carrier, session) },
      });
    },
    browserSessions(_, { session }) {
      const here = session === null ? null : sessions.idOf(session);
      return sessions.list().map(({ id, signedInAt, lastSeenAt, agent }) => ({
        id,
        signedInAt: signedInAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        agent,
        here: id === here,
      }));
    },
    endBrowserSession({ session: id }, { by }) {
      const ended = sessions.endOf(id);
      engine.auditSignOut(id, ended, by);
      if (!ended) throw new Failure('not-found', 'No browser is signed in under this id. It may have been signed out already.');
      return { ok: true as const };
    },
    logout(_, { carrier, session }) {
      if (session !== null) sessions.end(session);
      return Response.json({ ok: true }, { headers: { ...apiHeaders, 'set-cookie': noCookie(carrier) } });
    },
  };
}
