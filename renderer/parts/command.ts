// What one line of the palette is.
import type { LucideIcon } from 'lucide-react';
import type { Description } from '../../contract/words.ts';
import type { CommandGroup, Findable } from '../view/ranking.ts';

/** what can be done with several servers at once */
export type Pick = 'start' | 'stop' | 'restart';

export interface Command extends Findable {
  id: string;
  sign: LucideIcon | Description;
  detail: string;
  server: string | null;
  /** its label is a name that a program gave */
  code: boolean;
  /** acts on servers: not without contact */
  acts: boolean;
  /** leads to a second step instead */
  pick: Pick | null;
  run(): void;
}

export const command = (
  group: CommandGroup,
  id: string,
  label: string,
  more: Partial<Command> & { sign: Command['sign']; run(): void },
): Command => ({
  id: `${group}:${id}`,
  group,
  label,
  detail: '',
  words: '',
  destructive: false,
  suggested: true,
  server: null,
  code: false,
  acts: false,
  pick: null,
  ...more,
});

export const go = (href: string): void => {
  location.hash = href;
};
