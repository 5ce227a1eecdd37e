// What the first line of the menu says, with all that changes together with it.
import type { ServerView } from '../../contract/server.ts';
import { type Glyph, isOff, isUp } from '../../contract/words.ts';
import { fitting, labelLength, shortened, tooltipLength } from './labels.ts';
import type { MenuRow, TrayIcon } from './model.ts';
import { t } from './words.ts';

export interface Head {
  icon: TrayIcon;
  text: string;
  glyph: Glyph | null;
  rows: readonly MenuRow[];
  tip: string;
  /** the server that it tells of: it needs no row of its own */
  about: string | null;
  tellsOfPause: boolean;
  until: number | null;
}

export const calm = { rows: [], about: null, tellsOfPause: false, until: null } as const;
export const same = (icon: TrayIcon, words: string, glyph: Glyph | null): Head => ({
  ...calm,
  icon,
  text: shortened(words, labelLength),
  glyph,
  tip: tip(words),
});

export const tipRoom = tooltipLength - t('app').length - 1;
export const tip = (words: string): string => shortened(words, tipRoom);

/** "… 12 of 13 running": of those that are meant to be up */
export function tipOf(phrase: (name: string) => string, name: string, servers: readonly ServerView[]): string {
  const expected = servers.filter((view) => !isOff(view) || view.state === 'idle');
  const of = { up: expected.filter(isUp).length, all: expected.length };
  return fitting((name) => t('tip.of', { what: phrase(name), ...of }), name, tipRoom);
}
