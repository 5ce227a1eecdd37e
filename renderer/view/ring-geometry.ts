// The ring: one stall per server, at most twelve. Trouble keeps its own stall, calm neighbours merge, the turntable points at
// the first trouble and lies level when there is none.
import type { StateKind } from '../../contract/server.ts';
import { type Glyph, glyphOf, rankOf, thresholds } from '../../contract/words.ts';

export interface RingServer {
  name: string;
  state: StateKind;
}
export const isSameRing = (one: readonly RingServer[], other: readonly RingServer[]): boolean =>
  one.length === other.length && one.every(({ name, state }, at) => name === other[at]?.name && state === other[at]?.state);

export interface Stall {
  glyph: Glyph;
  names: string[];
}
export interface StallShape extends Stall {
  from: number;
  middle: number;
  to: number;
}

const calm: readonly Glyph[] = ['healthy', 'idle', 'stopped', 'unknown'];
const pointedAt: readonly Glyph[] = ['crashed', 'degraded', 'starting', 'restarting'];

export function stallsOf(servers: readonly RingServer[], most: number = thresholds.ringStalls): Stall[] {
  const stalls: Stall[] = [...servers]
    .sort((a, b) => rankOf(a.state) - rankOf(b.state))
    .map((server) => ({ glyph: glyphOf(server.state), names: [server.name] }));
  while (stalls.length > most) {
    const at = mergePoint(stalls);
    const [a, b] = [stalls[at]!, stalls[at + 1]!];
    stalls.splice(at, 2, { glyph: a.glyph, names: [...a.names, ...b.names] });
  }
  return stalls;
}

/** The smallest pair of calm neighbours; without one, the two at the end, the least bad of them. */
function mergePoint(stalls: Stall[]): number {
  let best = -1;
  let size = Number.POSITIVE_INFINITY;
  for (let at = 0; at < stalls.length - 1; at++) {
    const [a, b] = [stalls[at]!, stalls[at + 1]!];
    if (a.glyph !== b.glyph || !calm.includes(a.glyph)) continue;
    const pair = a.names.length + b.names.length;
    if (pair < size) [best, size] = [at, pair];
  }
  return best >= 0 ? best : stalls.length - 2;
}

/** Angles in degrees, clockwise from twelve o'clock, where the first stall is centred. */
export function shapesOf(stalls: readonly Stall[]): StallShape[] {
  const step = 360 / Math.max(1, stalls.length);
  const gap = Math.min(9, step * 0.22);
  return stalls.map((stall, index) => {
    const start = (index - 0.5) * step;
    return { ...stall, from: start + gap / 2, middle: start + step / 2, to: start + step - gap / 2 };
  });
}

/** Where the turntable points. */
export function heading(shapes: readonly StallShape[]): number {
  return shapes.find((shape) => pointedAt.includes(shape.glyph))?.middle ?? 90;
}

export function point(radius: number, angle: number): [x: number, y: number] {
  const turn = ((angle - 90) * Math.PI) / 180;
  return [round(50 + radius * Math.cos(turn)), round(50 + radius * Math.sin(turn))];
}

/** A stall: the area between two radii and two angles, as an SVG path. */
export function sector(inner: number, outer: number, from: number, to: number): string {
  // a single server fills the circle: an arc of more than half a turn must say so
  const large = to - from > 180 ? 1 : 0;
  const at = (radius: number, angle: number) => point(radius, angle).join(' ');
  return (
    `M${at(outer, from)}A${outer} ${outer} 0 ${large} 1 ${at(outer, to)}` +
    `L${at(inner, to)}A${inner} ${inner} 0 ${large} 0 ${at(inner, from)}Z`
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;
