// A notification as it is decided on: what it says and what a click does. How it is shown is the platform's.
import type { Act } from '../acts.ts';

export interface Notice {
  /** one per server (or file): a newer one takes its place */
  id: string;
  group: 'server.down' | 'config.unreadable' | 'all-clear' | 'summary' | 'app';
  title: string;
  body: string;
  silent: boolean;
  /** of the notification itself: where a click leads */
  click: Act;
  /** where the platform has buttons */
  buttons: readonly { text: string; act: Act }[];
}
