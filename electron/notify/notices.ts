// Which of the engine's alerts a person is told of by a system notification, when, and in which words. [the helper fills this in]
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
