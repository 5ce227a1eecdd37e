// The engine as the desktop app has it: its own, or one that already runs on this home. Everything but who stops it is the same.
import type { Client } from '../../contract/client.ts';
import type { Places } from '../../core/places.ts';

export interface RunningEngine {
  /** `hosted`: it lives in this process and ends with it. `attached`: somebody else's, which quitting leaves alone. */
  kind: 'hosted' | 'attached';
  places: Places;
  client: Client;
  /** what `app://` asks: the API and the page */
  answer(request: Request): Promise<Response>;
  /** Hosted: the one way down, within its budget; the names of those that did not end. Attached: lets go of it. */
  stop(): Promise<{ alive: string[] }>;
  /** Hosted: it has ended, whoever asked for it. Attached: never. */
  stopped: Promise<void>;
}
