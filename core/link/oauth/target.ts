// What of a definition signing in is about, and where a browser on this machine comes back to.
import type { Definition } from '../../../contract/server.ts';
import { isLoopback } from '../../decide/own-config.ts';
import type { SignInTarget } from './sign-in.ts';

export function signInTarget(definition: Definition | undefined): SignInTarget | null {
  if (!definition || !('url' in definition.launch)) return null;
  const { url, headers } = definition.launch;
  // copies of a server are signed in as it is
  return { name: definition.instanceOf ?? definition.name, url, headers, settings: definition.oauth ?? {} };
}

/** null beyond loopback: a code would cross the network in the clear */
export function redirectUriOf(engineUrl: string | null | undefined): string | null {
  return engineUrl && isLoopback(new URL(engineUrl).hostname) ? `${engineUrl}/oauth/callback` : null;
}
