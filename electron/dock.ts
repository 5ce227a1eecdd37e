// macOS: the Dock has the app while it has a window, and where the menu bar has no room for its icon: it must be reached somewhere.
import type { Dock } from 'electron';

export interface Reachable {
  hasWindow: boolean;
  trayInSight: boolean;
}

const isInDock = ({ hasWindow, trayInSight }: Reachable): boolean => hasWindow || !trayInSight;

export function keepDock(dock: Pick<Dock, 'show' | 'hide'> | undefined, facts: Reachable): void {
  if (isInDock(facts)) void dock?.show();
  else dock?.hide();
}
