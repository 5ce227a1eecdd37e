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
    login({ code }, { carrier }) {
      const session = sessions.redeem(code);
      if (session === null) return signInPage('This sign-in link was used already, or is older than a minute.');
      return new Response(null, {
        status: 303,
        headers: { ...apiHeaders, location: '/', 'set-cookie': sessionCookie(carrier, session) },
      });
    },
    logout(_, { carrier, session }) {
      if (session !== null) sessions.end(session);
      return Response.json({ ok: true }, { headers: { ...apiHeaders, 'set-cookie': noCookie(carrier) } });
    },
  };
}
