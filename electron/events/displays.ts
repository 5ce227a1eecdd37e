import type { Screen } from 'electron';

export function onDisplays(screen: Pick<Screen, 'on'>, changed: () => void): void {
  screen.on('display-removed', changed);
  screen.on('display-metrics-changed', changed);
}
