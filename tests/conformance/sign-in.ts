// Our way of signing in, with a person who agrees to everything: for the client that the suite starts.
import type { KeptSignIn } from '../../core/link/oauth/sign-in.ts';
import { createSignIns } from '../../core/link/oauth/sign-ins.ts';

const CALLBACK = 'http://localhost:3000/callback';
/** the suite knows this address as the document of a client */
const DOCUMENT = 'https://conformance-test.local/client-metadata.json';

export function signInsFor(url: string, context: Record<string, unknown>) {
  const kept = new Map<string, KeptSignIn>();
  const { client_id: clientId, client_secret: clientSecret } = context;
  const settings = {
    clientMetadataUrl: DOCUMENT,
    ...(typeof clientId === 'string' ? { clientId } : {}),
    ...(typeof clientSecret === 'string' ? { clientSecret } : {}),
  };
  const target = { name: 'conformance', url, headers: {}, settings };
  const signIns = createSignIns({
    store: {
      keptIn: 'file',
      unlock: async () => {},
      prepare: async () => {},
      get: (name) => kept.get(name) ?? null,
      put: (name, what) => void kept.set(name, what),
      remove: (name) => void kept.delete(name),
    },
    target: () => target,
    redirectUri: () => CALLBACK,
    tell() {},
    changed() {},
    audit() {},
    now: Date.now,
  });
  return {
    credentials: signIns.credentials(target),
    async signIn(): Promise<void> {
      const begun = await signIns.begin(target.name, 'api');
      const sent = await fetch(begun.url, { redirect: 'manual' });
      const back = new URL(sent.headers.get('location') ?? '', begun.url).searchParams;
      const given = (name: string) => back.get(name) ?? undefined;
      const { reason } = await signIns.finish({
        state: given('state') ?? '',
        code: given('code'),
        iss: given('iss'),
        error: given('error'),
      });
      if (reason !== null) throw new Error(reason);
    },
  };
}
