// The packaged app shows what servers say, so it has a sandbox around its page or no window at all. An AppImage's own start script switches
// the sandbox off where the system forbids user namespaces to programs that it does not know.
import { say } from './words.ts';

export interface Start {
  packaged: boolean;
  argv: readonly string[];
  appImage: boolean;
}

/** Why the app must not open a window; null: nothing speaks against it. A development build is its developer's. */
export function withoutSandbox({ packaged, argv, appImage }: Start): string | null {
  if (!packaged || !argv.includes('--no-sandbox')) return null;
  return say(appImage ? 'sandbox.appimage' : 'sandbox.off');
}
