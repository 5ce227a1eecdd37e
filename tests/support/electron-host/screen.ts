// `screen`: the X screen as one display, until a test says otherwise.
import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { onlyWhenReady } from './readiness.ts';

type Area = Electron.Rectangle;
type Used = 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching' | 'getDisplayNearestPoint' | 'getCursorScreenPoint';

let displays: Electron.Display[] | null = null;

export function display(id: number, bounds: Area): Electron.Display {
  const { x, y, width, height } = bounds;
  const rest = {
    accelerometerSupport: 'unknown',
    colorDepth: 24,
    colorSpace: '',
    depthPerComponent: 8,
    detected: true,
    displayFrequency: 60,
    internal: false,
    label: `display ${id}`,
    maximumCursorSize: { width: 64, height: 64 },
    monochrome: false,
    nativeOrigin: { x, y },
    rotation: 0,
    scaleFactor: 1,
    size: { width, height },
    touchSupport: 'unknown',
    workAreaSize: { width, height },
  } as const;
  return { ...rest, id, bounds, workArea: bounds };
}

function all(): Electron.Display[] {
  onlyWhenReady("The 'screen' module can't be used before the app 'ready' event");
  displays ??= [display(1, { x: 0, y: 0, ...realSize() })];
  return displays;
}

function realSize(): { width: number; height: number } {
  try {
    const [width = 1280, height = 800] = execFileSync('xdotool', ['getdisplaygeometry'], { encoding: 'utf8' })
      .trim()
      .split(' ')
      .map(Number);
    return { width, height };
  } catch {
    return { width: 1280, height: 800 }; // no X here: no window will be seen either
  }
}

const overlap = (a: Area, b: Area): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

class Screen extends EventEmitter implements Pick<Electron.Screen, Used> {
  getAllDisplays = (): Electron.Display[] => all();
  getPrimaryDisplay = (): Electron.Display => all()[0]!;
  getDisplayMatching = (rect: Area): Electron.Display =>
    all().reduce((best, each) => (overlap(each.bounds, rect) > overlap(best.bounds, rect) ? each : best));
  getDisplayNearestPoint = ({ x, y }: Electron.Point): Electron.Display => this.getDisplayMatching({ x, y, width: 1, height: 1 });
  getCursorScreenPoint = (): Electron.Point => ({ x: 0, y: 0 });

  /** on the test's word */
  become(now: Area[]): void {
    const before = all();
    displays = now.map((bounds, at) => display(at + 1, bounds));
    for (const gone of before.slice(now.length)) this.emit('display-removed', {}, gone);
    for (const added of displays.slice(before.length)) this.emit('display-added', {}, added);
    for (const [at, each] of displays.entries()) {
      const was = before[at];
      if (was && JSON.stringify(was.bounds) !== JSON.stringify(each.bounds))
        this.emit('display-metrics-changed', {}, each, ['bounds', 'workArea']);
    }
  }
}

export const screen = new Screen();
export const primaryWorkArea = (): Area => all()[0]!.workArea;
