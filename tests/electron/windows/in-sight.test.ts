import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsInSight } from '../../../electron/windows/in-sight.ts';

const left = { x: 0, y: 0, width: 1280, height: 800 };
const right = { x: 1280, y: 0, width: 1920, height: 1080 };

describe('a window whose display is gone', () => {
  it('stays where it can be taken, also when it lies over two displays', () => {
    expect(boundsInSight({ x: 100, y: 50, width: 900, height: 600 }, [left], left)).toBe(null);
    expect(boundsInSight({ x: 1200, y: 50, width: 900, height: 600 }, [left, right], left)).toBe(null);
  });

  it('comes to the one that is there, and fits it', () => {
    expect(boundsInSight({ x: 1500, y: 100, width: 900, height: 600 }, [left], left)).toEqual({ x: 190, y: 100, width: 900, height: 600 });
    expect(boundsInSight({ x: 1300, y: 0, width: 1920, height: 1080 }, [left], left)).toEqual(left);
    // its upper edge is above the screen
    expect(boundsInSight({ x: 0, y: -500, width: 900, height: 600 }, [left], left)).not.toBe(null);
  });

  it('can always be taken afterwards', () => {
    const box = fc.record({
      x: fc.integer(),
      y: fc.integer(),
      width: fc.integer({ min: 820, max: 9000 }),
      height: fc.integer({ min: 560, max: 9000 }),
    });
    fc.assert(
      fc.property(box, (window) => {
        const now = boundsInSight(window, [left, right], left) ?? window;
        expect(boundsInSight(now, [left, right], left)).toBe(null);
      }),
    );
  });
});
