// Where a window comes up, and what is held of the part of BrowserWindow that this host implements.
import type { Bounds } from './browser/frame.ts';
import { primaryWorkArea } from './screen.ts';

export type UsedOfWindow =
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'minimize'
  | 'maximize'
  | 'unmaximize'
  | 'restore'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'getBounds'
  | 'getNormalBounds'
  | 'getContentBounds'
  | 'getSize'
  | 'getPosition'
  | 'setBounds'
  | 'setSize'
  | 'setPosition'
  | 'setMinimumSize'
  | 'center'
  | 'loadURL'
  | 'reload'
  | 'setTitle'
  | 'getTitle'
  | 'moveTop'
  | 'id';

export function firstBounds({ x, y, width = 800, height = 600 }: Electron.BrowserWindowConstructorOptions): Bounds {
  return x === undefined || y === undefined ? centred({ x: 0, y: 0, width, height }) : { x, y, width, height };
}

export function centred({ width, height }: Bounds): Bounds {
  const area = primaryWorkArea();
  const middle = (from: number, room: number, size: number) => Math.max(from, Math.round(from + (room - size) / 2));
  return { x: middle(area.x, area.width, width), y: middle(area.y, area.height, height), width, height };
}
