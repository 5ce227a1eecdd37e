// The tray as a pure function of what is seen: its icon, its words and its menu.

import type { Glyph } from '../../contract/words.ts';
import type { Act } from '../acts.ts';
import type { RunningEngine } from '../engine/running.ts';
import type { Seen } from '../watch.ts';
import { headOf } from './head.ts';
import { rowsOfServers } from './servers.ts';
import { rowsOfPause, rowsOfTail } from './tail.ts';
import { t } from './words.ts';

export type TrayIcon = 'ok' | 'attention' | 'failed' | 'starting' | 'paused';

/** Until when is found at the click: a menu that held the moment would never be the same twice. */
export type PauseSpan = '15min' | '1h' | 'tomorrow';
export type TrayAct = Exclude<Act, { do: 'pause' }> | { do: 'pause'; span: PauseSpan };

export type MenuRow =
  | { kind: 'separator' }
  /** a line that only tells */
  | { kind: 'words'; text: string }
  | { kind: 'act'; text: string; act: TrayAct; glyph?: Glyph; key?: string }
  /** one level, never two */
  | { kind: 'more'; text: string; glyph?: Glyph; rows: readonly { text: string; act: TrayAct }[] };

export interface TrayModel {
  icon: TrayIcon;
  tooltip: string;
  menu: readonly MenuRow[];
  /** when its words are not true any more although nothing happened: "6 min ago"; null: they stay true */
  until: number | null;
}

export interface TrayFacts {
  seen: Seen;
  /** of somebody else, it stays when this app ends */
  engine: RunningEngine['kind'];
  platform: NodeJS.Platform;
  now: number;
}

const separator: MenuRow = { kind: 'separator' };
/** rows of servers in a menu that tells of nothing else */
const mostServers = 4;

export function trayModel(facts: TrayFacts): TrayModel {
  const { platform, seen } = facts;
  const head = headOf(facts);
  // the menu does not grow with what it tells: one server less for two rows more
  const room = mostServers - Math.ceil(head.rows.length / 2);
  const { snapshot } = seen;
  const live = snapshot !== null && seen.contact.kind !== 'lost' && !snapshot.engine.stopping ? snapshot : null;
  const blocks: (readonly MenuRow[])[] = [
    [{ kind: 'act', text: head.text, act: { do: 'open', to: 'overview' }, ...(head.glyph && { glyph: head.glyph }) }, ...head.rows],
    live ? rowsOfServers(live, { room, told: head.about }) : [],
    live ? rowsOfPause(live, { told: head.tellsOfPause }) : [],
    ...rowsOfTail(facts),
  ];
  // Windows has what a double click does first; in bold, as others there have it, Electron cannot draw it
  if (platform === 'win32') blocks.unshift([{ kind: 'act', text: t('open'), act: { do: 'open' } }]);
  return { icon: head.icon, tooltip: `${t('app')}\n${head.tip}`, menu: joined(blocks), until: head.until };
}

function joined(blocks: readonly (readonly MenuRow[])[]): MenuRow[] {
  return blocks.filter((rows) => rows.length > 0).flatMap((rows, index) => (index === 0 ? rows : [separator, ...rows]));
}
