import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateKinds } from '../../contract/server.ts';
import { heading, point, sector, shapesOf, stallsOf } from '../../renderer/view/ring-geometry.ts';

const servers = fc
  .array(fc.constantFrom(...stateKinds), { maxLength: 60 })
  .map((states) => states.map((state, at) => ({ name: `s${at}`, state })));

describe('stalls', () => {
  it('are at most twelve and lose no server', () => {
    fc.assert(
      fc.property(servers, (all) => {
        const stalls = stallsOf(all);
        expect(stalls.length).toBe(Math.min(12, all.length));
        expect(stalls.flatMap(({ names }) => names).sort()).toEqual(all.map(({ name }) => name).sort());
      }),
    );
  });

  it('keep one for each server in trouble while calm ones can merge', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 40 }), (crashed, calm) => {
        const all = [
          ...Array.from({ length: calm }, (_, at) => ({ name: `c${at}`, state: 'running' as const })),
          ...Array.from({ length: crashed }, (_, at) => ({ name: `x${at}`, state: 'crashed' as const })),
        ];
        const alone = stallsOf(all).filter((stall) => stall.glyph === 'crashed');
        expect(alone.map(({ names }) => names.length)).toEqual(Array.from({ length: crashed }, () => 1));
      }),
    );
  });

  it('merge evenly', () => {
    const all = Array.from({ length: 24 }, (_, at) => ({ name: `s${at}`, state: 'running' as const }));
    expect(new Set(stallsOf(all).map(({ names }) => names.length))).toEqual(new Set([2]));
  });
});

describe('shapes', () => {
  it('go round once without touching, the first centred at twelve', () => {
    fc.assert(
      fc.property(servers, (all) => {
        const shapes = shapesOf(stallsOf(all));
        for (const [at, shape] of shapes.entries()) {
          expect(shape.from).toBeLessThan(shape.to);
          expect(shape.to).toBeLessThan(shapes[at + 1]?.from ?? 360 + shapes[0]!.from);
        }
        if (shapes[0]) expect(shapes[0].middle).toBeCloseTo(0);
      }),
    );
  });

  it('the turntable points at the first trouble and lies level without one', () => {
    const at = (...states: (typeof stateKinds)[number][]) =>
      heading(shapesOf(stallsOf(states.map((state, n) => ({ name: `${n}`, state })))));
    expect(at('running', 'crashed', 'running')).toBe(0);
    expect(at('running', 'stopped')).toBe(90);
    expect(at()).toBe(90);
  });
});

describe('paths', () => {
  it('twelve o’clock is up, three is right', () => {
    expect(point(40, 0)).toEqual([50, 10]);
    expect(point(40, 90)).toEqual([90, 50]);
  });

  it('an arc of more than half a turn says so', () => {
    expect(sector(30, 40, 0, 90)).toContain('A40 40 0 0 1');
    expect(sector(30, 40, 0, 351)).toContain('A40 40 0 1 1');
  });
});
