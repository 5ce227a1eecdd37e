// The windows there are, for those that must not know what a window is made of.
import { EventEmitter } from 'node:events';

export interface OpenWindow {
  readonly id: number;
  /** asks as the person would; false: a listener prevented it */
  askToClose(): boolean;
  destroy(): void;
  isVisible(): boolean;
}

const open = new Map<number, OpenWindow>();
export const openWindows = (): OpenWindow[] => [...open.values()];

/** `none-left` after the last has closed */
export const windowNews = new EventEmitter();

export function addWindow(window: OpenWindow): void {
  open.set(window.id, window);
}

export function removeWindow(window: OpenWindow): void {
  if (open.delete(window.id) && open.size === 0) windowNews.emit('none-left');
}
