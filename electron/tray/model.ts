// The tray as a pure function of what is seen: its icon, its words and its menu. [the helper fills this in]

import type { Preferences } from '../../contract/desktop.ts';
import type { Act } from '../acts.ts';
import type { Seen } from '../watch.ts';

export type TrayIcon = 'ok' | 'attention' | 'failed' | 'starting' | 'paused';

export type MenuRow =
  | { kind: 'separator' }
  /** a line that only tells */
  | { kind: 'words'; text: string }
  | { kind: 'act'; text: string; act: Act; main?: boolean }
  /** one level, never two */
  | { kind: 'more'; text: string; rows: readonly { text: string; act: Act }[] };

export interface TrayModel {
  icon: TrayIcon;
  tooltip: string;
  menu: readonly MenuRow[];
}

export interface TrayFacts {
  seen: Seen;
  preferences: Pick<Preferences, 'trayIcon'>;
  platform: NodeJS.Platform;
  now: Date;
  locale: string;
}

export type TrayModelOf = (facts: TrayFacts) => TrayModel;
